using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Accounts;

public sealed record AccountContract(Guid Id, string Number, string Plan, DateOnly StartsOn, DateOnly EndsOn, string State);

/// <param name="Counted">In the newest check; null: unknown, or not checked yet.</param>
/// <param name="Baseline">Null: no contract in force counts the category.</param>
/// <param name="Ended">Of the devices, those past end of support: never counted, never covered.</param>
/// <param name="Named">Devices that contracts in force name by serial number; null where no such contract is.</param>
public sealed record AccountCover(string Category, long Devices, int? Counted, int? Contracted, int? Baseline, int? TriggerAt, long Ended = 0, long? Named = null);

public sealed record AccountImport(Guid Id, string Number, string FileName, string State, DateTimeOffset CreatedAt);

public sealed record AccountPerson(Guid Id, string Name, string Email, string Role, DateTimeOffset? LastSignedInAt, bool Disabled);

/// <param name="Devices">Null: no inventory was known, so the count is unknown.</param>
public sealed record AccountCheck(Guid Id, DateOnly Month, DateTimeOffset CountedAt, int? Devices);

/// <summary>What the page of an account gathers from everywhere, one question each.</summary>
public sealed class AccountSheet(Session session)
{
    private const int Newest = 5;

    public Task<List<AccountContract>> ContractsAsync(Guid account, CancellationToken stop) => session.ListAsync(
        "select id, number, plan_name, starts_on, ends_on, state from contract where account_id = $1 order by ends_on desc, id desc limit 50",
        row => new AccountContract(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateOnly>(4), row.GetString(5)), stop, account);

    /// <summary>Per category that can be covered: what is there, what the newest check counted, what the contract in force allows.</summary>
    public Task<List<AccountCover>> CoverAsync(Guid account, CancellationToken stop) => session.ListAsync(
        """
        with present as (
            select m.category, sum(d.n)::bigint as devices, coalesce(sum(d.n) filter (where case when m.end_of_support_on is null then m.lifecycle = 'end-of-support' else m.end_of_support_on <= current_date end), 0)::bigint as ended
            from (select model_id, count(*) as n from device where account_id = $1 and removed_at is null and model_id is not null group by model_id) d join model m on m.id = d.model_id group by m.category),
        single as (
            select account_id, id from contract where account_id = $1 and state = 'active' and settings ->> 'covers' = 'devices' and current_date between starts_on and ends_on),
        named as (
            select d.category, count(distinct d.id) as devices from single c
            join contract_device n on n.account_id = c.account_id and n.contract_id = c.id and n.removed_at is null
            join device d on d.account_id = n.account_id and d.serial_key = n.serial_key and d.removed_at is null
            join contract_category k on k.account_id = c.account_id and k.contract_id = c.id and k.category = d.category group by d.category),
        inforce as (
            select distinct on (b.category) b.category, b.contracted, b.baseline, b.trigger_at from baseline b
            join contract c on c.account_id = b.account_id and c.id = b.contract_id and c.state = 'active'
            where b.account_id = $1 order by b.category, b.effective_from desc, b.sequence desc),
        newest as (
            select distinct on (d.category) d.category, d.counted from baseline_decision d
            join baseline_check k on k.account_id = d.account_id and k.id = d.check_id
            where d.account_id = $1 order by d.category, k.month desc)
        select x.category, coalesce(p.devices, 0), n.counted, i.contracted, i.baseline, i.trigger_at, coalesce(p.ended, 0),
            case when exists (select from single) then coalesce(s.devices, 0) end
        from unnest(array['headset', 'video', 'voice']) with ordinality x (category, place)
        left join present p using (category) left join inforce i using (category) left join newest n using (category) left join named s using (category)
        order by x.place
        """, row => new AccountCover(row.GetString(0), row.GetInt64(1), row.Nullable<int>(2), row.Nullable<int>(3), row.Nullable<int>(4), row.Nullable<int>(5), row.GetInt64(6), row.Nullable<long>(7)), stop, account);

    public Task<List<AccountImport>> ImportsAsync(Guid account, CancellationToken stop) => session.ListAsync(
        "select id, number, file_name, state, coalesce(undone_at, confirmed_at, created_at) from import where account_id = $1 order by created_at desc, id desc limit $2",
        row => new AccountImport(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)), stop, account, Newest);

    public Task<List<AccountPerson>> PeopleAsync(Guid account, CancellationToken stop) => session.ListAsync(
        "select id, name, coalesce(email, ''), role, last_signed_in_at, disabled_at is not null from person where account_id = $1 order by name, id limit 200",
        row => new AccountPerson(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<DateTimeOffset>(4), row.GetBoolean(5)), stop, account);

    /// <summary>Somebody can sign in for the account, or was asked to.</summary>
    public Task<bool> HasPeopleAsync(Guid account, CancellationToken stop) => session.ScalarAsync<bool>(
        "select exists (select from person where account_id = $1) or exists (select from invitation where account_id = $1 and withdrawn_at is null)", stop, account);

    public Task<AccountCheck?> NewestCheckAsync(Guid account, CancellationToken stop) => session.FirstAsync(
        "select id, month, counted_at, devices from baseline_check where account_id = $1 order by month desc, id desc limit 1",
        row => new AccountCheck(row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateTimeOffset>(2), row.Nullable<int>(3)), stop, account);

    public Task<long> SiteCountAsync(Guid account, CancellationToken stop) => session.ScalarAsync<long>("select count(*) from site where account_id = $1 and closed_at is null", stop, account);
}
