using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Home;

/// <summary>The devices of one model in an account; no model: their names wait for a person.</summary>
public sealed record FleetModel(ModelFacts? Model, long Devices, long SeenToday, long Unseen, long NeverSeen);

/// <param name="Account">Whose site it is.</param>
public sealed record FleetSite(Guid? Id, string Name, string Account, long Devices);

/// <summary>The fleet of an account, or of all accounts a reader looks after, by model and by site.</summary>
public sealed record Fleet(IReadOnlyList<FleetModel> Models, IReadOnlyList<FleetSite> Sites)
{
    public long Devices => Models.Sum(model => model.Devices);

    /// <summary>What a check would count today.</summary>
    public int Counted(DeviceCategory category, EnumSet<DeviceCategory> selected, DateOnly day) =>
        (int)Models.Where(model => model.Model?.Category == category && Counting.OfModel(model.Model, selected, day).Counts()).Sum(model => model.Devices);

    public long NotCounted(EnumSet<DeviceCategory> selected, DateOnly day) => Models.Where(model => !Counting.OfModel(model.Model, selected, day).Counts()).Sum(model => model.Devices);
}

/// <summary>One pass over the index of the monthly count, and one over that of the sites: of one account, or of as many as together have no more than <see cref="Most"/> devices.</summary>
internal sealed class AccountFleet(Session session, HomeScope scope, CostlyAnswers answers, TimeProvider clock)
{
    /// <summary>A page never counts through more devices than these.</summary>
    public const int Most = 100_000;

    /// <summary>Seen within these days or not: the shipped figure for an unseen device.</summary>
    private static readonly int UnseenDays = new Domain.Contracts.BaselineSettings().UnseenDays;

    public Task<Fleet> GetAsync(CancellationToken stop) => answers.GetAsync("home.fleet", scope.Answers, async () => new Fleet(await ModelsAsync(stop), await SitesAsync(stop)));

    /// <param name="devices">How many there are, by the counts the accounts keep.</param>
    /// <returns>Null: too many to be counted through.</returns>
    public async Task<Fleet?> UpToAsync(long devices, CancellationToken stop) => devices > Most ? null : await GetAsync(stop);

    private Task<List<FleetModel>> ModelsAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return session.ListAsync(
            $"""
            select m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on, d.devices, d.seen, d.unseen, d.never
            from (select model_id, count(*) devices, count(*) filter (where last_seen_at >= $2) seen, count(*) filter (where last_seen_at < $3 or missing_since is not null) unseen,
                  count(*) filter (where last_seen_at is null and missing_since is null) never
                from device f where {scope.On("f")} and removed_at is null group by model_id) d
            left join model m on m.id = d.model_id
            order by d.devices desc, m.name
            """,
            row => new FleetModel(Model(row), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)), stop, scope.Key, now.AddDays(-1), now.AddDays(-UnseenDays));
    }

    private Task<List<FleetSite>> SitesAsync(CancellationToken stop) => session.ListAsync(
        $"""
        select d.site_id, coalesce(s.name, ''), a.name, d.devices
        from (select account_id, site_id, count(*) devices from device f where {scope.On("f")} and removed_at is null group by account_id, site_id order by count(*) desc limit 5) d
        join account a on a.account_id = d.account_id
        left join site s on s.account_id = d.account_id and s.id = d.site_id
        order by d.devices desc, s.name
        """,
        row => new FleetSite(row.Nullable<Guid>(0), row.GetString(1), row.GetString(2), row.GetInt64(3)), stop, scope.Key);

    private static ModelFacts? Model(NpgsqlDataReader row) => row.IsDBNull(0) ? null
        : new(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<DeviceCategory>(row.GetString(3)), Words.Parse<Lifecycle>(row.GetString(4)), row.Nullable<DateOnly>(5));
}
