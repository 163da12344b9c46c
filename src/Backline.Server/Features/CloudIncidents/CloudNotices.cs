using Backline.Domain.CloudIncidents;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Tells those of the desk what an incident with a cloud partner wants of them, with their alarms and in their hours.</summary>
internal sealed class CloudNotices(Session session, CloudIncidentRecords records, DeskNotices desk)
{
    /// <summary>Somebody asks for one. Whichever node does it, each wish is told once.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> TellNextWishAsync(CancellationToken stop)
    {
        if (await session.ScalarAsync<Guid?>("select id from cloud_incident where wish_untold order by id limit 1 for update skip locked", stop) is not { } id) return false;
        await session.ExecuteAsync("update cloud_incident set wish_untold = false where id = $1", stop, id);
        var incident = await records.LoadAsync(id, version: null, stop);
        if (incident.EndedAt is null) await TellAsync(incident, "cloud-wish", incident.AskedAt ?? records.Now, stop);
        return true;
    }

    /// <summary>The cloud partner's program said something, which stays with the desk until somebody passes it on.</summary>
    public Task TellSaidAsync(CloudIncident incident, CancellationToken stop) => TellAsync(incident, "cloud-said", records.Now, stop);

    /// <summary>A paper it goes on under was taken back.</summary>
    public Task TellPaperAsync(CloudIncident incident, CancellationToken stop) => TellAsync(incident, "cloud-paper", records.Now, stop);

    private async Task TellAsync(CloudIncident incident, string kind, DateTimeOffset at, CancellationToken stop)
    {
        foreach (var one in await records.LinkedAsync(incident, stop)) await desk.TellAsync(one.Id, incident.OwnerId ?? one.AssigneeId, kind, "resolution", at, stop);
    }
}
