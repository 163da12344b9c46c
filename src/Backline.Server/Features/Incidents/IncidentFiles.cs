using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Incidents;

/// <summary>The list as a file, for the interface and for the page.</summary>
internal static class IncidentFiles
{
    public static void MapIncidentFiles(this RouteGroupBuilder web) => web.MapGet("/incidents/export", ListedAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();

    // the page begins with those that are not over
    private static Task<IResult> ListedAsync(string? state, IncidentQueries incidents, CancellationToken stop) => FileAsync(string.IsNullOrEmpty(state) ? "active" : state == "all" ? null : state, incidents, stop);

    internal static async Task<IResult> FileAsync(string? state, IncidentQueries incidents, CancellationToken stop) => new CsvAnswer(
        "incidents", ["number", "title", "state", "cases", "accounts", "opened-at"], (await incidents.ListAsync(state, null, CsvAnswer.Most, stop)).Items.Select(row => (IReadOnlyList<string?>)
            [row.Number, row.Title, row.State.Word(), Figure.Of(row.Cases), Figure.Of(row.Accounts), CsvAnswer.Moment(row.OpenedAt)]));
}
