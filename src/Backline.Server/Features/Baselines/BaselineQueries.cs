using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <param name="Month">2026-11; the newest checked month when left out.</param>
public sealed record BaselineFilter(string? Month = null, string? Outcome = null, string? Category = null, Guid? AccountId = null);

/// <summary>One category of one contract in one month.</summary>
public sealed record BaselineRow(
    Guid CheckId, string Month, AccountRef Account, ContractRef Contract, string Category, int? Counted, int Contracted, int Baseline, int TriggerAt, string Outcome, string? TrueUp)
{
    public decimal? Growth => Counted is { } counted && Contracted > 0 ? (counted - Contracted) * 100m / Contracted : null;
}

public sealed record OutcomeCount(string Outcome, string Category, long Count);

/// <summary>Lists over the decisions of a month: for vendor, success manager, partner, and a customer's own.</summary>
internal sealed class BaselineQueries(Session session, TimeProvider clock)
{
    private const int MostExported = 100_000;

    private const string Where =
        """
        where d.month = $1 and ($2::text is null or d.outcome = $2) and ($3::text is null or d.category = $3)
          and ($4::uuid is null or d.account_id = $4) and ($5::uuid is null or d.partner_id = $5)
        """;

    public async Task<Page<BaselineRow>> ListAsync(BaselineFilter filter, Month month, string? cursor, int limit, CancellationToken stop)
    {
        var after = Cursor.Read(cursor, 2);
        var rows = await session.ListAsync(
            $"""
            select d.check_id, a.account_id, a.number, a.name, c.id, c.number, d.category, d.counted, d.contracted, d.baseline, d.trigger_at, d.outcome, t.number
            from (select * from baseline_decision d {Where} and ($6::uuid is null or (d.check_id, d.category) > ($6, $7)) order by d.check_id, d.category limit $8) d
            join baseline_check k on k.account_id = d.account_id and k.id = d.check_id
            join account a on a.account_id = d.account_id
            join contract c on c.account_id = d.account_id and c.id = k.contract_id
            left join true_up t on t.account_id = d.account_id and t.id = d.true_up_id
            order by d.check_id, d.category
            """,
            row => new BaselineRow(row.GetGuid(0), month.ToString(), new(row.GetGuid(1), row.GetString(2), row.GetString(3)), new(row.GetGuid(4), row.GetString(5)), row.GetString(6), row.Nullable<int>(7),
                row.GetInt32(8), row.GetInt32(9), row.GetInt32(10), row.GetString(11), row.Text(12)), stop,
            [.. Arguments(filter, month), Parameters.OrNull(after?[0].GetGuid()), Parameters.OrNull(after?[1].GetString()), limit + 1]);
        return Cursor.Cut(rows, limit, row => Cursor.Of(row.CheckId, row.Category));
    }

    public async Task<IReadOnlyList<BaselineRow>> ExportAsync(BaselineFilter filter, Month month, CancellationToken stop) =>
        (await ListAsync(filter, month, null, MostExported, stop)).Items;

    /// <summary>How many of each outcome, over the other filters.</summary>
    public Task<List<OutcomeCount>> OutcomesAsync(BaselineFilter filter, Month month, CancellationToken stop) => session.ListAsync(
        $"select d.outcome, d.category, count(*) from baseline_decision d {Where} group by d.outcome, d.category",
        row => new OutcomeCount(row.GetString(0), row.GetString(1), row.GetInt64(2)), stop, [.. Arguments(filter with { Outcome = null, Category = null }, month)]);

    /// <summary>The asked month, or the newest that was checked.</summary>
    public async Task<Month> MonthAsync(BaselineFilter filter, CancellationToken stop)
    {
        if (!string.IsNullOrEmpty(filter.Month))
            return Month.TryParse(filter.Month, out var asked) ? asked : throw new InvalidInputException(new InputError("month", "month.invalid", filter.Month));
        return (await MonthsAsync(stop)) is [var newest, ..] ? newest : Month.From(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>The months there are checks of, newest first: a step down the index for each.</summary>
    public async Task<IReadOnlyList<Month>> MonthsAsync(CancellationToken stop) =>
        (await session.ListAsync(
            """
            with recursive months as (
                (select max(d.month) as month from baseline_decision d where ($1::uuid is null or d.account_id = $1) and ($2::uuid is null or d.partner_id = $2))
                union all
                select (select max(d.month) from baseline_decision d where d.month < m.month and ($1::uuid is null or d.account_id = $1) and ($2::uuid is null or d.partner_id = $2))
                from months m where m.month is not null)
            select month from months where month is not null limit 36
            """, row => Month.From(row.GetFieldValue<DateOnly>(0)), stop, Parameters.OrNull(session.Reader.AccountId), Parameters.OrNull(PartnerId)));

    private Guid? PartnerId => session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null;

    private IEnumerable<object?> Arguments(BaselineFilter filter, Month month) =>
        [month.First, Parameters.OrNull(Blank(filter.Outcome)), Parameters.OrNull(Blank(filter.Category)), Parameters.OrNull(session.Reader.AccountId ?? filter.AccountId), Parameters.OrNull(PartnerId)];

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
