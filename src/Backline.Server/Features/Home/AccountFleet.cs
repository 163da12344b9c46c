using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Home;

/// <summary>The devices of one model in an account; no model: their names wait for a person.</summary>
public sealed record FleetModel(ModelFacts? Model, long Devices, long SeenToday, long Unseen);

public sealed record FleetSite(Guid? Id, string Name, long Devices);

/// <summary>An account's fleet, by model and by site.</summary>
public sealed record Fleet(IReadOnlyList<FleetModel> Models, IReadOnlyList<FleetSite> Sites)
{
    public long Devices => Models.Sum(model => model.Devices);

    /// <summary>What a check would count today.</summary>
    public int Counted(DeviceCategory category, EnumSet<DeviceCategory> selected, DateOnly day) =>
        (int)Models.Where(model => model.Model?.Category == category && Counting.OfModel(model.Model, selected, day).Counts()).Sum(model => model.Devices);

    public long NotCounted(EnumSet<DeviceCategory> selected, DateOnly day) => Models.Where(model => !Counting.OfModel(model.Model, selected, day).Counts()).Sum(model => model.Devices);
}

/// <summary>One pass over the index of the monthly count, and one over that of the sites.</summary>
internal sealed class AccountFleet(Session session, CostlyAnswers answers, TimeProvider clock)
{
    /// <summary>Seen within these days or not: the shipped figure for an unseen device.</summary>
    private static readonly int UnseenDays = new Domain.Contracts.BaselineSettings().UnseenDays;

    public Task<Fleet> GetAsync(Guid accountId, CancellationToken stop) => answers.GetAsync("fleet", accountId, async () => new Fleet(await ModelsAsync(accountId, stop), await SitesAsync(accountId, stop)));

    private Task<List<FleetModel>> ModelsAsync(Guid accountId, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return session.ListAsync(
            """
            select m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on, d.devices, d.seen, d.unseen
            from (select model_id, count(*) devices, count(*) filter (where last_seen_at >= $2) seen, count(*) filter (where last_seen_at < $3 or missing_since is not null) unseen
                from device where account_id = $1 and removed_at is null group by model_id) d
            left join model m on m.id = d.model_id
            order by d.devices desc, m.name
            """,
            row => new FleetModel(Model(row), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8)), stop, accountId, now.AddDays(-1), now.AddDays(-UnseenDays));
    }

    private Task<List<FleetSite>> SitesAsync(Guid accountId, CancellationToken stop) => session.ListAsync(
        """
        select d.site_id, coalesce(s.name, ''), d.devices
        from (select site_id, count(*) devices from device where account_id = $1 and removed_at is null group by site_id) d
        left join site s on s.account_id = $1 and s.id = d.site_id
        order by d.devices desc, s.name
        limit 5
        """,
        row => new FleetSite(row.Nullable<Guid>(0), row.GetString(1), row.GetInt64(2)), stop, accountId);

    private static ModelFacts? Model(NpgsqlDataReader row) => row.IsDBNull(0) ? null
        : new(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<DeviceCategory>(row.GetString(3)), Words.Parse<Lifecycle>(row.GetString(4)), row.Nullable<DateOnly>(5));
}
