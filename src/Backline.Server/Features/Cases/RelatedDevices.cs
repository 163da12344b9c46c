using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <param name="Cases">Open ones about it.</param>
public sealed record DeviceNear(Guid Id, string Model, string? Serial, string? Version, long Cases);

/// <param name="Href">The list of them.</param>
public sealed record DevicesNear(IReadOnlyList<DeviceNear> Rows, long Count, string Href);

/// <summary>The devices a case may be about: the one it names, and those of its model at its site.</summary>
internal sealed class RelatedDevices(Session session)
{
    private const int Shown = 5;
    private const int Counted = 1000;

    public async Task<DevicesNear?> OfAsync(CaseView one, CancellationToken stop)
    {
        if (one.SiteId is null && one.DeviceId is null) return null;
        var rows = await session.ListAsync(
            """
            select d.id, d.model_name, d.serial, d.software_version, (select count(*) from support_case c where c.device_id = d.id and c.state in ('open', 'waiting')), count(*) over ()
            from (select * from device d where d.account_id = $1 and d.removed_at is null and (d.id = $2 or d.site_id = $3 and ($4::uuid is null or d.model_id = $4)) limit $5) d
            order by d.id is not distinct from $2 desc, d.last_seen_at desc nulls last, d.id limit $6
            """, row => (Device: new DeviceNear(row.GetGuid(0), row.GetString(1), row.Text(2), row.Text(3), row.GetInt64(4)), All: row.GetInt64(5)), stop,
            one.AccountId, Parameters.OrNull(one.DeviceId), Parameters.OrNull(one.SiteId), Parameters.OrNull(one.ModelId), Counted, Shown);
        var href = "/devices" + QueryString.Create((KeyValuePair<string, string?>[])[new("site", one.SiteId?.ToString()), new("model", one.ModelId?.ToString())]);
        return rows.Count == 0 ? null : new([.. rows.Select(row => row.Device)], rows[0].All, href);
    }
}
