using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
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
    /// <summary>Growth over the contracted quantity in percent, to two places.</summary>
    public decimal? Growth => GrowthUnrounded is { } growth ? decimal.Round(growth, 2, MidpointRounding.AwayFromZero) + 0.00m : null;

    /// <summary>For pages, which round once, to the places they show.</summary>
    internal decimal? GrowthUnrounded => Counted is { } counted ? BaselineRules.GrowthOver(Contracted, counted) : null;

    /// <summary>The state of the true-up this month opened or grew.</summary>
    internal string? TrueUpState { get; init; }

    /// <summary>Who owes the month's inventory report, for want of which the count is unknown; null where none is owed.</summary>
    internal string? OwedBy { get; init; }
}

public sealed record OutcomeCount(string Outcome, string Category, long Count);

/// <summary>Lists over the decisions of a month: for vendor, success manager, partner, and a customer's own.</summary>
internal sealed class BaselineQueries(Session session, TimeProvider clock)
{
    private const int MostExported = 100_000;

    /// <summary>As a filter: the true-up the month called for is ordered. "true-up" is one that is still due.</summary>
    public const string Ordered = "ordered";

    private const string IsOrdered = "exists (select from true_up o where o.account_id = d.account_id and o.id = d.true_up_id and o.state = 'ordered')";

    public async Task<Page<BaselineRow>> ListAsync(BaselineFilter filter, Month month, string? cursor, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(filter, month, cursor, limit);
        var rows = await session.ListAsync(sql,
            row => new BaselineRow(row.GetGuid(0), month.ToString(), new(row.GetGuid(1), row.GetString(2), row.GetString(3)), new(row.GetGuid(4), row.GetString(5)), row.GetString(6), row.Nullable<int>(7),
                row.GetInt32(8), row.GetInt32(9), row.GetInt32(10), row.GetString(11), row.Text(12)) { TrueUpState = row.Text(13), OwedBy = row.Text(14) }, stop, args);
        return Cursor.Cut(rows, limit, Cursor.At(cursor, 2), row => Cursor.Of(row.CheckId, row.Category));
    }

    internal (string Sql, object?[] Args) Question(BaselineFilter filter, Month month, string? cursor, int limit)
    {
        new InputErrors().Word(filter.Outcome, "outcome", [.. Words.All<CheckOutcome>(), Ordered]).Word(filter.Category, "category", Words.All<DeviceCategory>()).ThrowIfAny();
        var place = Cursor.At(cursor, 2);
        var where = Matching(filter, month)
            .AddIf(place.Values is not null, $"(d.check_id, d.category) {place.Beyond()} ({{0}}, {{1}})", place.Values?[0].GetGuid(), place.Values?[1].GetString());
        var order = $"order by d.check_id {place.Way()}, d.category {place.Way()}";
        var sql =
            $"""
            select d.check_id, a.account_id, a.number, a.name, c.id, c.number, d.category, d.counted, d.contracted, d.baseline, d.trigger_at, d.outcome, t.number, t.state,
                   case when a.inventory_source = 'report' then coalesce(p.name, a.name) end
            from (select * from baseline_decision d {where.Where} {order} limit {where.Arg(limit + 1)}) d
            join baseline_check k on k.account_id = d.account_id and k.id = d.check_id
            join account a on a.account_id = d.account_id
            join contract c on c.account_id = d.account_id and c.id = k.contract_id
            left join true_up t on t.account_id = d.account_id and t.id = d.true_up_id
            left join partner p on p.id = a.partner_id
            {order}
            """;
        return (sql, where.Args);
    }

    public async Task<IReadOnlyList<BaselineRow>> ExportAsync(BaselineFilter filter, Month month, CancellationToken stop) =>
        (await ListAsync(filter, month, null, MostExported, stop)).Items;

    /// <summary>How many of each outcome, over the other filters.</summary>
    public Task<List<OutcomeCount>> OutcomesAsync(BaselineFilter filter, Month month, CancellationToken stop) => session.ListAsync(
        $"select case when d.outcome = 'true-up' and {IsOrdered} then '{Ordered}' else d.outcome end, d.category, count(*) from baseline_decision d {Matching(filter with { Outcome = null, Category = null }, month).WithArgs(out var args)} group by 1, 2",
        row => new OutcomeCount(row.GetString(0), row.GetString(1), row.GetInt64(2)), stop, args);

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

    /// <summary>Whether any contract in scope counts categories or did: those by serial number are never checked, a draft is no contract yet.</summary>
    public Task<bool> AnyAccountWideAsync(CancellationToken stop) =>
        session.ScalarAsync<bool>("select exists (select from contract c where c.settings ->> 'covers' = 'account' and c.state in ('active', 'ended') and ($1::uuid is null or c.account_id = $1))", stop, Parameters.OrNull(session.Reader.AccountId));

    private Guid? PartnerId => session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null;

    // only the conditions in use, so that each has its index also when the statement is kept prepared
    private Conditions Matching(BaselineFilter filter, Month month) => new Conditions().OwnedBy(session.Reader, "d").Add("d.month = {0}", month.First)
        .AddIf(Blank(filter.Outcome) is not null, "d.outcome = {0}", filter.Outcome == Ordered ? "true-up" : filter.Outcome)
        .AddIf(filter.Outcome == Ordered, IsOrdered).AddIf(filter.Outcome == "true-up", "not " + IsOrdered)
        .AddIf(Blank(filter.Category) is not null, "d.category = {0}", filter.Category)
        .AddIf(filter.AccountId is not null, "d.account_id = {0}", filter.AccountId);

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
