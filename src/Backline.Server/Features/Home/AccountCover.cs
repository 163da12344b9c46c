using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Home;

/// <summary>A contract in force and, per category, what is agreed and what the last check found.</summary>
/// <param name="Named">Devices of the fleet named by serial number; counted for a contract without categories.</param>
/// <param name="Fleet">Devices such a contract could name.</param>
public sealed record CoverContract(Guid Id, string Number, string Plan, DateOnly StartsOn, DateOnly EndsOn, PlanSettings Settings, int Named, int Fleet, IReadOnlyList<CoverLine> Lines);

public sealed record CoverLine(DeviceCategory Category, int Contracted, int Baseline, int TriggerAt, DateOnly? Month, int? CountedThen);

/// <summary>Cover by category of one account: agreed figures from the contracts, counted now from the fleet.</summary>
internal sealed class AccountCover(Session session)
{
    public async Task<IReadOnlyList<CoverContract>> ListAsync(Guid accountId, CancellationToken stop)
    {
        var rows = await session.ListAsync(
            """
            select c.id, c.number, c.plan_name, c.starts_on, c.ends_on, c.settings::text, b.category, b.contracted, b.baseline, b.trigger_at, k.month, d.counted, coalesce(f.named, 0), coalesce(f.fleet, 0)
            from contract c
            left join lateral (select distinct on (category) category, contracted, baseline, trigger_at from baseline
                where account_id = c.account_id and contract_id = c.id order by category, sequence desc) b on true
            left join lateral (select id, month from baseline_check where account_id = c.account_id and contract_id = c.id order by month desc limit 1) k on true
            left join baseline_decision d on d.account_id = c.account_id and d.check_id = k.id and d.category = b.category
            left join lateral (
                select (select count(*) from device e where e.account_id = c.account_id and e.removed_at is null and e.category in ('headset', 'video', 'voice'))::int fleet,
                       (select count(*) from contract_device n join device e on e.account_id = n.account_id and e.serial_key = n.serial_key and e.removed_at is null
                        join contract_category k on k.account_id = n.account_id and k.contract_id = n.contract_id and k.category = e.category
                        where n.account_id = c.account_id and n.contract_id = c.id and n.removed_at is null)::int named
                where b.category is null) f on true
            where c.account_id = $1 and c.state = 'active'
            order by c.ends_on desc, c.id
            limit 40
            """,
            row => (Contract: new CoverContract(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateOnly>(4), Read(row.GetString(5)), row.GetInt32(12), row.GetInt32(13), []),
                Line: row.IsDBNull(6) ? null : new CoverLine(Words.Parse<DeviceCategory>(row.GetString(6)), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.Nullable<DateOnly>(10), row.Nullable<int>(11))),
            stop, accountId);
        return [.. rows.GroupBy(row => row.Contract.Id).Select(group => group.First().Contract with { Lines = [.. group.Select(row => row.Line).OfType<CoverLine>().OrderBy(line => Place(line.Category))] })];
    }

    private static int Place(DeviceCategory category) => category switch { DeviceCategory.Video => 0, DeviceCategory.Voice => 1, _ => 2 };

    private static PlanSettings Read(string settings) => JsonSerializer.Deserialize<PlanSettings>(settings, BacklineJson.Options) ?? new();
}
