using System.Globalization;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Time;

internal static class TimeEndpoints
{
    public static void MapTime(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/cases/{id:guid}/time").WithTags("Cases").RequirePermission(Permissions.CasesWork);
        group.MapGet("", async (Guid id, TimeOperations time, CancellationToken stop) => TypedResults.Ok(await time.ListAsync(id, stop))).Answers<TimeSheet>().WithSummary("Time spent, with its sums; of the desk alone.");
        group.MapPost("", AddAsync).Creates<TimeSheet>().Idempotent().WithSummary("Note time.");
        group.MapPut("/{timeId:guid}", CorrectAsync).Answers<TimeSheet>().WithSummary("Correct an entry with the reason; the corrected one stays readable, and 0 minutes withdraw it.");
        group.MapGet("/export", FileAsync).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").WithSummary("The entries as a CSV file.");
    }

    public static void MapTimeFiles(this RouteGroupBuilder web) => web.MapGet("/cases/{id:guid}/time/export", FileAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();

    private static async Task<IResult> AddAsync(Guid id, TimeInput input, TimeOperations time, Session session, CancellationToken stop)
    {
        await time.AddAsync(id, input, stop);
        var sheet = await time.ListAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cases/{id}/time", sheet);
    }

    private static async Task<IResult> CorrectAsync(Guid id, Guid timeId, TimeCorrection input, TimeOperations time, Session session, CancellationToken stop)
    {
        await time.CorrectAsync(id, timeId, input, stop);
        var sheet = await time.ListAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(sheet);
    }

    private static async Task<IResult> FileAsync(Guid id, TimeOperations time, CancellationToken stop)
    {
        var sheet = await time.ListAsync(id, stop);
        return new CsvAnswer("time", ["day", "minutes", "billable", "what", "person", "noted-at", "corrected", "reason"], sheet.Items.Select(entry => (IReadOnlyList<string?>)
            [entry.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), entry.Minutes.ToString(CultureInfo.InvariantCulture), entry.Billable ? "yes" : "no", entry.What, entry.Person,
             entry.NotedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), entry.Corrected ? "yes" : "no", entry.Reason]));
    }
}
