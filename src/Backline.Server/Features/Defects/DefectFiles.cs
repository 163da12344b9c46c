using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Defects;

/// <summary>The list as a file, for the interface and for the page.</summary>
internal static class DefectFiles
{
    public static void MapDefectFiles(this RouteGroupBuilder web) =>
        web.MapGet("/defects/export", ListedAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesWork).RequireAuthorization(Policies.Vendor).ExcludeFromDescription();

    // the page begins with those that are not over
    private static Task<IResult> ListedAsync(string? state, string? kind, string? q, DefectQueries defects, CancellationToken stop) =>
        FileAsync(new(string.IsNullOrEmpty(state) ? "active" : state == "all" ? null : state, kind, null, q), defects, stop);

    internal static async Task<IResult> FileAsync(DefectFilter filter, DefectQueries defects, CancellationToken stop) => new CsvAnswer(
        "defects", ["number", "kind", "title", "model", "found-in", "fixed-in", "state", "cases", "opened-at"], (await defects.ListAsync(filter, null, CsvAnswer.Most, stop)).Items.Select(row => (IReadOnlyList<string?>)
            [row.Number, row.Kind.Word(), row.Title, row.Model, row.FoundIn, row.FixedIn, row.State.Word(), Figure.Of(row.Cases), CsvAnswer.Moment(row.OpenedAt)]));
}
