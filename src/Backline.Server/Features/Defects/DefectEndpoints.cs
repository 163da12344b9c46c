using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Defects;

internal static class DefectEndpoints
{
    public static void MapDefectEndpoints(this RouteGroupBuilder api)
    {
        api.MapGroup("/cases").WithTags("Defects").RequirePermission(Permissions.CasesRead).MapGet("/{caseId:guid}/defects", async (Guid caseId, DefectQueries defects, CancellationToken stop) => TypedResults.Ok(Page.Whole(await defects.OfCaseAsync(caseId, stop))))
            .Answers<Page<KnownDefect>>().WithSummary("The defects and wishes a case reported.");
        var work = api.MapGroup("/defects").WithTags("Defects").RequirePermission(Permissions.CasesWork).RequireAuthorization(Policies.Vendor);
        work.MapGet("", async ([AsParameters] DefectFilter filter, string? cursor, int? limit, DefectQueries defects, HttpContext http, CancellationToken stop) => http.Answer(await defects.ListAsync(filter, cursor, Cursor.Limit(limit), stop))).Lists<DefectRow>().WithSummary("Defects and wishes for features, the newest first.");
        work.MapGet("/export", ([AsParameters] DefectFilter filter, DefectQueries defects, CancellationToken stop) => DefectFiles.FileAsync(filter, defects, stop)).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").WithSummary("The same list as a CSV file, whole.");
        work.MapGet("/{defectId:guid}", GetAsync).Answers<DefectView>().Versioned().WithSummary("One of them, with the cases that reported it.");
        work.MapPost("", ReportAsync).Creates<DefectView>().Versioned().Idempotent().WithSummary("Record a defect or a wish, from a case or alone.");
        work.MapPost("/{defectId:guid}/cases", LinkAsync).Creates<DefectView>().Versioned().Idempotent().WithSummary("Link a case that reports it.");
        work.Act<DefectInput>("", (operations, id, version, input, stop) => operations.DescribeAsync(id, version, input, stop), "Change what is said of it.");
        work.Act<DefectMove>("/state", (operations, id, version, input, stop) => operations.MoveAsync(id, version, input, stop), "It is accepted, or worked on.");
        work.Act<DefectRelease>("/fix", (operations, id, version, input, stop) => operations.FixAsync(id, version, input, stop), "It is fixed, in a release to come.");
        work.Act<DefectRelease>("/release", (operations, id, version, input, stop) => operations.ReleaseAsync(id, version, input, stop), "It is out: those who reported it are told in their cases, once.");
        work.Act<DefectRefusal>("/refusal", (operations, id, version, input, stop) => operations.DeclineAsync(id, version, input, stop), "There will be none: those who reported it are told why, once.");
    }

    private static void Act<TInput>(this RouteGroupBuilder group, string what, Func<DefectOperations, Guid, long, TInput, CancellationToken, Task> act, string summary) =>
        group.MapPut("/{defectId:guid}" + what, (Guid defectId, TInput input, DefectOperations operations, DefectAct acts, CancellationToken stop) =>
            acts.DoAsync(defectId, version => act(operations, defectId, version, input, stop), stop)).Answers<DefectView>().NeedsVersion().WithSummary(summary);

    private static async Task<IResult> GetAsync(Guid defectId, DefectQueries defects, HttpContext http, CancellationToken stop)
    {
        var view = await defects.GetAsync(defectId, stop);
        http.SetEtag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> ReportAsync(DefectInput input, DefectOperations operations, DefectAct acts, CancellationToken stop) => await acts.CreatedAsync(await operations.ReportAsync(input, stop), stop);

    private static async Task<IResult> LinkAsync(Guid defectId, DefectCase input, DefectOperations operations, DefectAct acts, CancellationToken stop)
    {
        await operations.LinkAsync(defectId, input, stop);
        return await acts.CreatedAsync(defectId, stop);
    }
}

/// <summary>Does something to the version the request names, and answers the defect as it is then.</summary>
internal sealed class DefectAct(DefectQueries defects, Session session, IHttpContextAccessor accessor) : VersionedAct<DefectView>("/api/v1/defects", session, accessor)
{
    protected override Task<DefectView> GetAsync(Guid id, CancellationToken stop) => defects.GetAsync(id, stop);

    protected override Task<long> VersionAsync(Guid id, CancellationToken stop) => defects.VersionAsync(id, stop);
}
