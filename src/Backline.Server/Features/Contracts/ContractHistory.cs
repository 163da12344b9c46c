using Backline.Domain.Contracts;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using static Backline.Server.Platform.Database.Parameters;

namespace Backline.Server.Features.Contracts;

/// <summary>Contracted quantity, baseline and trigger of one category from a moment on.</summary>
public sealed record BaselineRow(
    string Category, int Sequence, DateTimeOffset EffectiveFrom, int Contracted, int Baseline, int TriggerAt, string Reason, Guid? TrueUpId, string? TrueUpNumber, Derivation Derivation);

public sealed record NamedDevice(Guid Id, string Serial, string? Model, string Basis, string Reference, DateTimeOffset AddedAt, Guid? DeviceId);

/// <summary>Units of true-ups that the annual renewal bills (BL-7).</summary>
public sealed record RenewalLine(Guid Id, string Category, int Units, decimal UnitPrice, decimal YearlyAmount, string Currency, Guid TrueUpId, string? TrueUpNumber);

/// <param name="QuoteId">The page of a quote shows its order too.</param>
public sealed record ContractDocument(string Kind, Guid Id, Guid QuoteId, string Number, DateTimeOffset At, string State, decimal Amount, string Currency);

public sealed record ContractEvent(DateTimeOffset At, string Action, string Actor, string? After);

/// <summary>A contract before or after another.</summary>
public sealed record ContractLink(Guid Id, string Number, ContractState State);

/// <summary>What belongs to one contract: its baselines, devices, documents, and who did what.</summary>
public sealed class ContractHistory(Session session)
{
    /// <summary>By category, the one in force first.</summary>
    public Task<List<BaselineRow>> BaselinesAsync(Guid contractId, CancellationToken stop) => session.ListAsync(
        """
        select b.category, b.sequence, b.effective_from, b.contracted, b.baseline, b.trigger_at, b.reason, b.true_up_id, t.number, b.derivation
        from baseline b left join true_up t on t.account_id = b.account_id and t.id = b.true_up_id
        where (b.account_id, b.contract_id) = (select account_id, id from contract where id = $1) order by b.category, b.sequence desc
        """,
        row => new BaselineRow(row.GetString(0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetString(6),
            row.Nullable<Guid>(7), row.Text(8), JsonSerializer.Deserialize<Derivation>(row.GetString(9), BacklineJson.Options) ?? Derivation.Empty),
        stop, contractId);

    public async Task<Page<NamedDevice>> DevicesAsync(Guid contractId, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select n.id, n.serial, coalesce(m.name, d.model_name), n.basis, n.reference, n.added_at, d.id, n.serial_key from contract_device n
            left join device d on d.account_id = n.account_id and d.serial_key = n.serial_key and d.removed_at is null
            left join model m on m.id = coalesce(d.model_id, n.model_id)
            where (n.account_id, n.contract_id) = (select account_id, id from contract where id = $1) and n.removed_at is null
              and ($2::text is null or (n.serial_key, n.id) {place.Beyond()} ($2, $3)) order by n.serial_key {place.Way()}, n.id {place.Way()} limit $4
            """,
            row => (Device: new NamedDevice(row.GetGuid(0), row.GetString(1), row.Text(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.Nullable<Guid>(6)), Key: row.GetString(7)),
            stop, contractId, OrNull(after?[0].GetString()), after?[1].GetGuid() ?? Guid.Empty, limit + 1);
        var page = Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Key, row.Device.Id));
        return new([.. page.Items.Select(row => row.Device)], page.Next, page.Back);
    }

    public async Task<long> DeviceCountAsync(Guid contractId, CancellationToken stop) => await session.ScalarAsync<long>(
        "select count(*) from contract_device where (account_id, contract_id) = (select account_id, id from contract where id = $1) and removed_at is null", stop, contractId);

    public Task<List<RenewalLine>> RenewalLinesAsync(Guid contractId, CancellationToken stop) => session.ListAsync(
        """
        select r.id, r.category, r.units, r.unit_price, r.yearly_amount, r.currency, r.true_up_id, t.number
        from renewal_line r left join true_up t on t.account_id = r.account_id and t.id = r.true_up_id
        where (r.account_id, r.contract_id) = (select account_id, id from contract where id = $1) order by r.category, r.created_at, r.id
        """,
        row => new RenewalLine(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetDecimal(3), row.GetDecimal(4), row.GetString(5), row.GetGuid(6), row.Text(7)), stop, contractId);

    /// <summary>Quotes and orders of the contract's true-ups, the newest first.</summary>
    public Task<List<ContractDocument>> DocumentsAsync(Guid contractId, CancellationToken stop) => session.ListAsync(
        """
        select * from (
            select 'quote' as kind, q.id, q.id as quote_id, q.number, q.created_at as at, q.state, q.amount, q.currency from quote q
            where q.account_id = (select account_id from contract where id = $1) and q.contract_id = $1
            union all
            select 'order', o.id, q.id, o.number, o.placed_at, 'ordered', o.amount, o.currency from purchase_order o join quote q on q.account_id = o.account_id and q.id = o.quote_id
            where o.account_id = (select account_id from contract where id = $1) and q.contract_id = $1) d
        order by at desc, id desc limit 100
        """,
        row => new ContractDocument(row.GetString(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetDecimal(6), row.GetString(7)), stop, contractId);

    public Task<List<ContractEvent>> EventsAsync(Guid contractId, CancellationToken stop) => session.ListAsync(
        """
        select e.at, e.action, shown_name(coalesce(d.actor, '')), d.after::text from audit_entry e left join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence
        where e.account_id = (select account_id from contract where id = $1) and e.subject_id = $1 order by e.sequence desc limit 100
        """, row => new ContractEvent(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.Text(3)), stop, contractId);

    public Task<ContractLink?> PredecessorAsync(Guid contractId, CancellationToken stop) => LinkAsync("p.id = c.predecessor_id", contractId, stop);

    public Task<ContractLink?> SuccessorAsync(Guid contractId, CancellationToken stop) => LinkAsync("p.predecessor_id = c.id and p.state <> 'cancelled'", contractId, stop);

    private Task<ContractLink?> LinkAsync(string on, Guid contractId, CancellationToken stop) =>
        session.FirstAsync($"select p.id, p.number, p.state from contract c join contract p on p.account_id = c.account_id and {on} where c.id = $1 limit 1",
            row => new ContractLink(row.GetGuid(0), row.GetString(1), Words.Parse<ContractState>(row.GetString(2))), stop, contractId);
}
