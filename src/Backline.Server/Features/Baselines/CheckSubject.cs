using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <summary>One contract that is to be checked for a month.</summary>
/// <param name="CheckId">New, or that of the check that was unknown and can be completed now.</param>
/// <param name="Known">False: no report has come and there is no access (BL-8).</param>
/// <param name="Day">The day of the count in the account's zone: also the day growth is detected on.</param>
internal sealed record CheckSubject(
    int Index, CheckAccount Account, Guid CheckId, Guid ContractId, string ContractNumber, BaselineRules Rules, bool Known, bool Completes, DateOnly Day)
{
    /// <summary>The selected categories and what is contracted of each.</summary>
    public SortedDictionary<DeviceCategory, int> Contracted { get; } = [];

    /// <summary>The same categories, to ask for every device.</summary>
    public EnumSet<DeviceCategory> Selected { get; private set; }

    public void Select(DeviceCategory category, int contracted)
    {
        Contracted[category] = contracted;
        Selected = Selected.With(category);
    }
}

internal sealed record CheckAccount(Guid Id, Guid? PartnerId, string Number, TimeZoneInfo Zone)
{
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);
}

/// <summary>Finds the contracts of a batch of accounts that are still to be checked for the month.</summary>
internal sealed class CheckSubjects(Session session)
{
    // settings are the same text in most contracts
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, BaselineRules> RulesByText = new(StringComparer.Ordinal);

    /// <summary>Account-wide contracts in force on the day of the count, or on the last day of a month that is over; without those already checked, and those activated only after the month.</summary>
    public async Task<IReadOnlyList<CheckSubject>> LoadAsync(Month month, Guid[] accounts, DateTimeOffset at, CancellationToken stop)
    {
        var subjects = new List<CheckSubject>();
        await using var command = await session.CommandAsync(
            """
            select a.account_id, a.partner_id, a.number, a.time_zone, c.id, c.number, coalesce(c.settings ->> 'baseline', '{}'), day.today,
                   a.inventory_source = 'tenant' or exists (
                       select from import i where i.account_id = a.account_id and i.state = 'confirmed'
                          and i.confirmed_at >= ($2::date::timestamp at time zone a.time_zone)
                          and i.confirmed_at < (($2::date + interval '1 month')::timestamp at time zone a.time_zone)),
                   k.id, g.category, b.contracted
            from account a
            cross join lateral (select ($3::timestamptz at time zone a.time_zone)::date as today) day
            join contract c on c.account_id = a.account_id and c.state = 'active' and c.settings ->> 'covers' = 'account'
                 and least(day.today, ($2::date + interval '1 month - 1 day')::date) between c.starts_on and c.ends_on
                 and (c.activated_at is null or (c.activated_at at time zone a.time_zone)::date <= ($2::date + interval '1 month - 1 day')::date)
            join contract_category g on g.account_id = c.account_id and g.contract_id = c.id
            join lateral (select contracted from baseline where account_id = c.account_id and contract_id = c.id and category = g.category order by sequence desc limit 1) b on true
            left join baseline_check k on k.account_id = c.account_id and k.contract_id = c.id and k.month = $2::date
            where a.account_id = any ($1) and (k.id is null or not k.inventory_known)
            order by a.account_id, c.id
            """, stop, accounts, month.First, at);
        await using var row = await command.ExecuteReaderAsync(stop);
        CheckAccount? account = null;
        while (await row.ReadAsync(stop))
        {
            var (known, unknown) = (row.GetBoolean(8), row.Nullable<Guid>(9));
            // asked already, and nothing has come since
            if (unknown is not null && !known) continue;
            if (account?.Id != row.GetGuid(0)) account = new(row.GetGuid(0), row.Nullable<Guid>(1), row.GetString(2), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(3)));
            if (subjects is not [.., var last] || last.ContractId != row.GetGuid(4))
            {
                last = new(subjects.Count, account, unknown ?? Guid.CreateVersion7(at), row.GetGuid(4), row.GetString(5), RulesOf(row.GetString(6)), known, unknown is not null,
                    row.GetFieldValue<DateOnly>(7));
                subjects.Add(last);
            }
            last.Select(Words.Parse<DeviceCategory>(row.GetString(10)), row.GetInt32(11));
        }
        return subjects;
    }

    private static BaselineRules RulesOf(string settings) =>
        RulesByText.GetOrAdd(settings, text => new(JsonSerializer.Deserialize<BaselineSettings>(text, BacklineJson.Options) ?? new()));
}
