using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

internal static class CaseEndpoints
{
    public static void MapCaseEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/cases").WithTags("Cases").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Lists<CaseRow>().WithSummary("Cases: with priority first, then by what is due next.");
        read.MapGet("/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").WithSummary("The same list as a CSV file, whole.");
        read.MapGet("/{id:guid}", GetAsync).Answers<CaseView>().Versioned().WithSummary("One case, with its coverage and clocks.");
        read.MapGet("/{id:guid}/messages", MessagesAsync).Lists<MessageView>().WithSummary("What was said, the oldest first.");
        read.MapGet("/{id:guid}/clocks", ClocksAsync).Answers<Page<ClockSheet>>().WithSummary("Its clocks, with the arithmetic day by day.");
        read.MapGet("/{id:guid}/escalations", EscalationsAsync).Answers<Page<AlarmView>>().WithSummary("Warnings, breaches and levels of escalation: those that sounded and those to come.");
        var ask = api.MapGroup("/cases").WithTags("Cases").RequirePermission(Permissions.CasesOpen);
        ask.MapPost("", OpenAsync).Creates<CaseView>().Versioned().Idempotent().WithSummary("Open a case, by account or customer site ID.");
        ask.MapPost("/{id:guid}/messages", WriteAsync).Creates<CaseView>().Versioned().Idempotent().WithSummary("Write to the other side, or internally. Whoever asked and writes to a closed case begins the next, linked to it: the answer is the case that was written to.");
    }

    private static async Task<IResult> ListAsync([AsParameters] CaseFilter filter, string? cursor, int? limit, CaseQueries cases, HttpContext http, CancellationToken stop) =>
        http.Answer(await cases.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static Task<IResult> ExportAsync([AsParameters] CaseFilter filter, CaseQueries cases, CancellationToken stop) => CaseFiles.FileAsync(filter, cases, stop);

    internal static async Task<IResult> GetAsync(Guid id, CaseDetails cases, HttpContext http, CancellationToken stop) => TypedResults.Ok(http.Versioned(await cases.GetAsync(id, stop)));

    private static async Task<IResult> MessagesAsync(Guid id, string? cursor, int? limit, CaseDetails cases, HttpContext http, CancellationToken stop) =>
        http.Answer(await cases.MessagesAsync(id, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> ClocksAsync(Guid id, CaseDetails cases, CancellationToken stop) => TypedResults.Ok(Page.Whole(await cases.SheetsAsync(id, stop)));

    private static async Task<IResult> EscalationsAsync(Guid id, CaseAlarmQueries alarms, CancellationToken stop) => TypedResults.Ok(Page.Whole(await alarms.ListAsync(id, stop)));

    private static async Task<IResult> OpenAsync(NewCase input, CaseOpeningOperations operations, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var one = await operations.OpenAsync(input, stop);
        return await CreatedAsync(one.Id, cases, session, http, stop);
    }

    private static async Task<IResult> WriteAsync(Guid id, MessageInput input, CaseOperations operations, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var written = await operations.WriteAsync(id, input, stop);
        return await CreatedAsync(written, cases, session, http, stop);
    }

    // asked before it is committed: in the same unit of work
    internal static async Task<IResult> CreatedAsync(Guid id, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var view = await cases.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cases/{id}", http.Versioned(view));
    }

    internal static CaseView Versioned(this HttpContext http, CaseView view)
    {
        http.SetEtag(view.Version);
        return view;
    }
}
