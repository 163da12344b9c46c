using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>The list as a file, for the interface and for the page.</summary>
internal static class CloudIncidentFiles
{
    public static void MapCloudListFiles(this RouteGroupBuilder web) => web.MapGet("/cloud-incidents/export", ListedAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();

    // the page begins with those that are not over
    private static Task<IResult> ListedAsync(string? state, Guid? account, Guid? cloudPartner, CloudIncidentQueries incidents, CancellationToken stop) =>
        FileAsync(new(string.IsNullOrEmpty(state) ? "active" : state == "all" ? null : state, account, cloudPartner), incidents, stop);

    internal static async Task<IResult> FileAsync(CloudIncidentFilter filter, CloudIncidentQueries incidents, CancellationToken stop) => new CsvAnswer(
        "cloud-incidents", ["number", "account", "cloud-partner", "external-number", "state", "owner", "considered-at", "next-contact-at", "silent-since"],
        (await incidents.ListAsync(filter, null, CsvAnswer.Most, stop)).Items.Select(row => (IReadOnlyList<string?>)
            [row.Number, row.Account, row.CloudPartner, row.ExternalNumber, row.State.Word(), row.Owner, CsvAnswer.Moment(row.ConsideredAt), CsvAnswer.Moment(row.NextContactAt), CsvAnswer.Moment(row.SilentAt)]));
}
