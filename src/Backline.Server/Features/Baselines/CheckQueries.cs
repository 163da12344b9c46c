using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Baselines;

public sealed record AccountRef(Guid Id, string Number, string Name);

public sealed record ContractRef(Guid Id, string Number);

/// <param name="Counted">Null: unknown.</param>
public sealed record CheckedCategory(string Category, int? Counted, int Contracted, int Baseline, int TriggerAt, string Outcome, Guid? TrueUpId);

public sealed record EvidenceRef(Guid FileId, string Sha256, string Href);

/// <summary>The check of one contract in one month.</summary>
public record CheckSummary(
    Guid Id, AccountRef Account, ContractRef Contract, string Month, DateTimeOffset CountedAt, DateOnly CountedOn, bool InventoryKnown, int? Devices, EvidenceRef? Evidence,
    IReadOnlyList<CheckedCategory> Categories);

public sealed record CountRow(string Category, string Reason, int Devices);

public sealed record CheckDetails(
    Guid Id, AccountRef Account, ContractRef Contract, string Month, DateTimeOffset CountedAt, DateOnly CountedOn, bool InventoryKnown, int? Devices, EvidenceRef? Evidence,
    IReadOnlyList<CheckedCategory> Categories, IReadOnlyList<CountRow> Counts, IReadOnlyDictionary<string, Derivation> Derivations)
    : CheckSummary(Id, Account, Contract, Month, CountedAt, CountedOn, InventoryKnown, Devices, Evidence, Categories);

/// <summary>Checks as the interface gives them, newest first.</summary>
internal sealed class CheckQueries(Session session)
{
    private const string Columns =
        """
        select k.id, a.account_id, a.number, a.name, c.id, c.number, k.month, k.counted_at, k.counted_on, k.inventory_known, k.devices, k.evidence_file_id, k.evidence_sha256,
               (select jsonb_agg(jsonb_build_object('category', d.category, 'counted', d.counted, 'contracted', d.contracted, 'baseline', d.baseline,
                    'triggerAt', d.trigger_at, 'outcome', d.outcome, 'trueUpId', d.true_up_id) order by d.category)
                from baseline_decision d where d.account_id = k.account_id and d.check_id = k.id)::text
        from baseline_check k join account a on a.account_id = k.account_id join contract c on c.account_id = k.account_id and c.id = k.contract_id
        """;

    public async Task<Page<CheckSummary>> ListAsync(Month? month, Guid? accountId, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 1);
        var after = place.Values?[0].GetGuid();
        var rows = await session.ListAsync(
            $"""
            {Columns}
            where ($1::date is null or k.month = $1) and ($2::uuid is null or k.account_id = $2) and ($3::uuid is null or k.partner_id = $3) and ($4::uuid is null or k.id {place.Beyond(descending: true)} $4)
            order by k.id {place.Way(descending: true)} limit $5
            """, Read, stop, Parameters.OrNull(month?.First), Parameters.OrNull(session.Reader.Listed(accountId)),
            Parameters.OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null), Parameters.OrNull(after), limit + 1);
        return Cursor.Cut(rows, limit, place, check => Cursor.Of(check.Id));
    }

    public async Task<CheckDetails> GetAsync(Guid id, CancellationToken stop)
    {
        var check = await session.FirstAsync($"{Columns} where k.id = $1", Read, stop, id) ?? throw new NotFoundException("baseline-check", id);
        var counts = await session.ListAsync("select category, reason, devices from baseline_count where account_id = $1 and check_id = $2 order by category, reason",
            row => new CountRow(row.GetString(0), row.GetString(1), row.GetInt32(2)), stop, check.Account.Id, id);
        var derivations = await session.ListAsync("select category, derivation::text from baseline_decision where account_id = $1 and check_id = $2 order by category",
            row => (Category: row.GetString(0), Derivation: JsonSerializer.Deserialize<Derivation>(row.GetString(1), BacklineJson.Options) ?? Derivation.Empty), stop, check.Account.Id, id);
        return new(check.Id, check.Account, check.Contract, check.Month, check.CountedAt, check.CountedOn, check.InventoryKnown, check.Devices, check.Evidence, check.Categories, counts,
            derivations.ToDictionary(row => row.Category, row => row.Derivation));
    }

    /// <summary>An account by its id or master account ID.</summary>
    /// <exception cref="NotFoundException" />
    /// <param name="field">Of the body, where that names the account.</param>
    public async Task<Guid> AccountAsync(string idOrNumber, CancellationToken stop, string? field = null)
    {
        var found = Guid.TryParse(idOrNumber, out var id)
            ? await session.ScalarAsync<Guid>("select account_id from account where account_id = $1", stop, id)
            : await AccountNumbers.FindAsync(session, idOrNumber, stop) ?? Guid.Empty;
        return found == Guid.Empty ? throw new NotFoundException("account", idOrNumber, field) : found;
    }

    /// <summary>Why a month of an account has no check: no account-wide contract counted anything then.</summary>
    public async Task<Refusal> WhyNothingAsync(Guid accountId, Month month, CancellationToken stop)
    {
        var later = await session.FirstAsync(
            """
            select c.number, (c.activated_at at time zone a.time_zone)::date from contract c join account a on a.account_id = c.account_id
            where c.account_id = $1 and c.state = 'active' and c.settings ->> 'covers' = 'account' and c.starts_on <= $3 and c.ends_on >= $2
              and (c.activated_at at time zone a.time_zone)::date > $3
            order by c.starts_on, c.id limit 1
            """, row => (Number: row.GetString(0), Day: row.GetFieldValue<DateOnly>(1)), stop, accountId, month.First, month.Last);
        if (later.Number is { } contract) return new("check.contract-activated-later", contract, Ui.Formats.PlainDay(later.Day), month.ToString());
        var number = await session.ScalarAsync<string>("select number from account where account_id = $1", stop, accountId);
        return new("check.no-contract", number ?? "", month.ToString());
    }

    private static CheckSummary Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), new(row.GetGuid(1), row.GetString(2), row.GetString(3)), new(row.GetGuid(4), row.GetString(5)), Month.From(row.GetFieldValue<DateOnly>(6)).ToString(),
        row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateOnly>(8), row.GetBoolean(9), row.Nullable<int>(10),
        row.Nullable<Guid>(11) is { } file ? new(file, Convert.ToHexStringLower(row.GetFieldValue<byte[]>(12)), $"/api/v1/baseline-checks/{row.GetGuid(0)}/evidence") : null,
        row.Text(13) is { } json ? JsonSerializer.Deserialize<List<CheckedCategory>>(json, BacklineJson.Options) ?? [] : []);
}
