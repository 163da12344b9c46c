using Backline.Domain.Catalog;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <param name="Cases">Open ones about it.</param>
public sealed record DeviceNear(Guid Id, string Model, string? Serial, string? Version, long Cases);

/// <param name="Href">The list of them.</param>
public sealed record DevicesNear(IReadOnlyList<DeviceNear> Rows, long Count, string Href);

/// <summary>The devices a case may be about: the one it names, those of its model at its site, and those of a model that its subject names before others.</summary>
internal sealed class RelatedDevices(Session session)
{
    private const int Shown = 5;
    private const int Counted = 1000;

    public async Task<DevicesNear?> OfAsync(CaseView one, CancellationToken stop)
    {
        var named = one.ModelId ?? await NamedAsync(one, stop);
        if (one.SiteId is null && one.DeviceId is null && named is null) return null;
        var rows = await session.ListAsync(
            """
            select d.id, d.model_name, d.serial, d.software_version, (select count(*) from support_case c where c.device_id = d.id and c.state in ('open', 'waiting')),
                   count(*) filter (where d.of_model) over (), count(*) filter (where d.of_model and d.at_site) over (), count(*) over ()
            from (select n.*, n.model_id is not distinct from $4 as of_model, n.site_id is not distinct from $3 as at_site from (
                (select id, model_id, model_name, serial, software_version, site_id, last_seen_at from device where account_id = $1 and removed_at is null and (id = $2 or model_id = $4 and ($5 or site_id = $3)) limit $6)
                union (select id, model_id, model_name, serial, software_version, site_id, last_seen_at from device where account_id = $1 and removed_at is null and site_id = $3 and $5 limit $6)) n) d
            order by d.id is not distinct from $2 desc, d.of_model desc, d.at_site desc, d.last_seen_at desc nulls last, d.id limit $7
            """, row => (Device: new DeviceNear(row.GetGuid(0), row.GetString(1), row.Text(2), row.Text(3), row.GetInt64(4)), OfModel: row.GetInt64(5), There: row.GetInt64(6), All: row.GetInt64(7)), stop,
            one.AccountId, Parameters.OrNull(one.DeviceId), Parameters.OrNull(one.SiteId), Parameters.OrNull(named), one.ModelId is null, Counted, Shown);
        if (rows.Count == 0) return null;
        var (_, ofModel, there, all) = rows[0];
        return new([.. rows.Select(row => row.Device)], named is null ? all : there > 0 ? there : ofModel, Href(one, named, ofAccount: named is not null && there == 0));
    }

    // of the account's fleet: a model that only others have is not what broke here
    private Task<Guid?> NamedAsync(CaseView one, CancellationToken stop) => session.ScalarAsync<Guid?>(
        """
        select m.id from model m where m.name_key = any ($2) and exists (select from device d where d.account_id = $1 and d.model_id = m.id and d.removed_at is null)
        order by length(m.name_key) desc limit 1
        """, stop, one.AccountId, ModelName.KeysIn(one.Subject).ToArray());

    private static string Href(CaseView one, Guid? model, bool ofAccount) => "/devices" + QueryString.Create(new KeyValuePair<string, string?>[]
    {
        new("account", ofAccount ? one.AccountId.ToString() : null), new("site", ofAccount ? null : one.SiteId?.ToString()), new("model", model?.ToString()),
    }.Where(part => part.Value is not null));
}
