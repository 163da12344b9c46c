using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Contracts;

/// <summary>What a contract's rules need to know of the account, its partner and its other contracts.</summary>
/// <param name="Certified">Of the partner; null without one.</param>
public sealed record AccountFacts(Guid AccountId, Guid? PartnerId, string Number, string Name, string Currency, string TimeZone, string? PartnerName, bool? Certified);

/// <summary>What is true of the account now, for the domain's rules about its contracts.</summary>
public sealed class ContractChecks(Session session, TimeProvider clock)
{
    /// <exception cref="NotFoundException"/>
    public async Task<AccountFacts> AccountAsync(Guid accountId, CancellationToken stop) =>
        await session.FirstAsync(
            "select a.account_id, a.partner_id, a.number, a.name, a.currency, a.time_zone, p.name, p.certified from account a left join partner p on p.id = a.partner_id where a.account_id = $1",
            row => new AccountFacts(row.GetGuid(0), row.Nullable<Guid>(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Nullable<bool>(7)), stop, accountId)
        ?? throw new NotFoundException("account", accountId, "/accountId");

    /// <summary>Eligible devices of the account by category, as the monthly check counts them: present, known, not past end of support (EL-2, EL-4).</summary>
    public async Task<IReadOnlyDictionary<DeviceCategory, int>> InstalledAsync(AccountFacts account, CancellationToken stop)
    {
        var today = TodayIn(account.TimeZone);
        var counts = await session.ListAsync(
            """
            select m.category, sum(d.n) from (select model_id, count(*) as n from device where account_id = $1 and removed_at is null and model_id is not null group by model_id) d
            join model m on m.id = d.model_id
            where m.category in ('headset', 'video', 'voice') and case when m.end_of_support_on is null then m.lifecycle <> 'end-of-support' else m.end_of_support_on > $2 end
            group by m.category
            """, row => (Category: Words.Parse<DeviceCategory>(row.GetString(0)), Devices: (int)row.GetDecimal(1)), stop, account.AccountId, today);
        return counts.ToDictionary(count => count.Category, count => count.Devices);
    }

    /// <summary>Devices a contract names by serial number, by category; those of no known category are in none.</summary>
    public async Task<IReadOnlyDictionary<DeviceCategory, int>> NamedAsync(Contract contract, CancellationToken stop) => contract.Settings.Covers == Covers.Account ? new Dictionary<DeviceCategory, int>() : (await session.ListAsync(
        """
        select coalesce(k.category, m.category), count(*) from contract_device n
        left join device d on d.account_id = n.account_id and d.serial_key = n.serial_key and d.removed_at is null
        left join model k on k.id = d.model_id left join model m on m.id = n.model_id
        where n.account_id = $1 and n.contract_id = $2 and n.removed_at is null and n.basis = 'serial' and coalesce(k.category, m.category) is not null
        group by 1
        """, row => (Category: Words.Parse<DeviceCategory>(row.GetString(0)), Devices: (int)row.GetInt64(1)), stop, contract.AccountId, contract.Id)).ToDictionary(count => count.Category, count => count.Devices);

    /// <summary>All devices it names by serial number, ordered or not.</summary>
    public Task<int> NamedBySerialAsync(Contract contract, CancellationToken stop) => CountAsync(contract, NamingBasis.Serial, stop);

    /// <summary>Devices it names because a quote for them was ordered (EL-3).</summary>
    private Task<int> QuotedAsync(Contract contract, CancellationToken stop) => CountAsync(contract, NamingBasis.OrderedQuote, stop);

    private Task<int> CountAsync(Contract contract, NamingBasis basis, CancellationToken stop) => session.ScalarAsync<int>(
        "select count(*)::int from contract_device where account_id = $1 and contract_id = $2 and removed_at is null and basis = $3", stop, contract.AccountId, contract.Id, basis.Word());

    /// <summary>What decides outside the draft whether it may become active.</summary>
    public async Task<ActivationFacts> ActivationFactsAsync(Contract contract, CancellationToken stop)
    {
        var account = await AccountAsync(contract.AccountId, stop);
        return new()
        {
            Installed = contract.Settings.Covers == Covers.Account ? await InstalledAsync(account, stop) : null,
            Alongside = await AlongsideAsync(contract, stop),
            Quoted = await QuotedAsync(contract, stop),
            NamedAlongside = await NamedAlongsideAsync(contract, stop),
            Certified = account.Certified,
        };
    }

    public async Task<Refusal?> WhyNotActivateAsync(Contract contract, CancellationToken stop) => contract.WhyNotActivate(await ActivationFactsAsync(contract, stop));

    // it may have been named by both while both were drafts
    private Task<NamedAlongside?> NamedAlongsideAsync(Contract contract, CancellationToken stop) => session.FirstAsync(
        """
        select min(c.number), min(n.serial), count(distinct n.serial_key) from contract_device n
        join contract_device x on x.account_id = n.account_id and x.serial_key = n.serial_key and x.removed_at is null and x.contract_id <> n.contract_id
        join contract c on c.account_id = x.account_id and c.id = x.contract_id and c.state = 'active' and c.starts_on <= $4 and c.ends_on >= $3
        where n.account_id = $1 and n.contract_id = $2 and n.removed_at is null
        """,
        row => row.IsDBNull(0) ? null : new NamedAlongside(row.GetString(0), row.GetString(1), row.GetInt64(2)), stop,
        contract.AccountId, contract.Id, contract.StartsOn, contract.EndsOn);

    public DateOnly TodayIn(string timeZone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);

    /// <summary>What the account's other account-wide contracts cover on days of this one.</summary>
    public async Task<IReadOnlyList<ContractedAlongside>> AlongsideAsync(Contract contract, CancellationToken stop) => contract.Settings.Covers == Covers.Devices ? [] : await session.ListAsync(
        """
        select c.number, k.category, k.counted from contract c join contract_category k on k.account_id = c.account_id and k.contract_id = c.id
        where c.account_id = $1 and c.id <> $2 and c.state = 'active' and c.settings->>'covers' = 'account' and c.starts_on <= $4 and c.ends_on >= $3
        order by c.number, k.category
        """, row => new ContractedAlongside(row.GetString(0), Words.Parse<DeviceCategory>(row.GetString(1)), row.GetInt32(2)), stop,
        contract.AccountId, contract.Id, contract.StartsOn, contract.EndsOn);
}
