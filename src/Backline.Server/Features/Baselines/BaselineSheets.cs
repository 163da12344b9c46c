using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <summary>One month of a category of a contract.</summary>
public sealed record SheetMonth(Month Month, Guid CheckId, int? Counted, int Contracted, int Baseline, int TriggerAt, string Outcome, DateTimeOffset CountedAt, bool Known, string CountedBy, Guid? EvidenceFile, byte[]? Sha256, Guid? TrueUpId);

/// <summary>What is agreed now, whatever the shown month was checked against.</summary>
public sealed record Agreed(int Contracted, int Baseline, int TriggerAt);

/// <param name="Place">A site, or a model.</param>
public sealed record Grown(string Place, int Change);

/// <summary>All the page of a baseline shows.</summary>
public sealed record BaselineSheet(
    AccountRef Account, ContractRef Contract, string PlanName, DateOnly EndsOn, Money UnitPrice, BaselineRules Rules, string InventorySource, string Category, IReadOnlyList<string> Categories,
    IReadOnlyList<SheetMonth> Months, SheetMonth? Shown, IReadOnlyList<CountRow> Counts, IReadOnlyList<Grown> BySite, IReadOnlyList<Grown> ByModel, QuoteView? Quote, Agreed? InForce, bool Active)
{
    /// <summary>The month is still to be checked: it was not, or its count was unknown.</summary>
    public bool MayCheck(Month month) => Active && Months.All(m => m.Month != month || !m.Known);

    public SheetMonth? Before => Shown is null ? null : Months.LastOrDefault(m => m.Month < Shown.Month && m.Known);
    public Forecast? Forecast => Shown is null ? null : Domain.Baselines.Forecast.Of([.. Months.Where(m => m.Month <= Shown.Month).Select(m => (m.Month, m.Counted))], Shown.TriggerAt);
    public bool ReportOwed => InventorySource == "report";
    public int InCategory => Counts.Sum(c => c.Devices);
    public int NotCounted => Counts.Where(c => !c.Reason.StartsWith("counted", StringComparison.Ordinal)).Sum(c => c.Devices);
    public int Missing => Counts.Where(c => c.Reason == "counted-missing").Sum(c => c.Devices);
}

internal sealed class BaselineSheets(Session session, QuoteQueries quotes)
{
    private const int MostShown = 6;

    public Task<string?> FirstCategoryAsync(Guid contractId, CancellationToken stop) =>
        session.ScalarAsync<string>("select category from contract_category where contract_id = $1 order by category limit 1", stop, contractId);

    /// <param name="month">Null: the newest.</param>
    public async Task<BaselineSheet> GetAsync(Guid contractId, string category, Month? month, CancellationToken stop)
    {
        var contract = await session.FirstAsync(
            """
            select a.account_id, a.number, a.name, c.number, c.plan_name, c.ends_on, g.unit_price, c.currency, coalesce(c.settings ->> 'baseline', '{}'), a.inventory_source,
                   array(select category from contract_category where account_id = c.account_id and contract_id = c.id order by category),
                   b.contracted, b.baseline, b.trigger_at, c.state = 'active'
            from contract c join account a on a.account_id = c.account_id join contract_category g on g.account_id = c.account_id and g.contract_id = c.id and g.category = $2
            left join lateral (select contracted, baseline, trigger_at from baseline where account_id = c.account_id and contract_id = c.id and category = g.category order by sequence desc limit 1) b on true
            where c.id = $1
            """,
            row => new
            {
                Account = new AccountRef(row.GetGuid(0), row.GetString(1), row.GetString(2)), Number = row.GetString(3), Plan = row.GetString(4), EndsOn = row.GetFieldValue<DateOnly>(5),
                Price = new Money(row.GetDecimal(6), row.GetString(7)), Settings = row.GetString(8), Source = row.GetString(9), Categories = row.GetFieldValue<string[]>(10),
                InForce = row.IsDBNull(11) ? null : new Agreed(row.GetInt32(11), row.GetInt32(12), row.GetInt32(13)), Active = row.GetBoolean(14),
            }, stop, contractId, category) ?? throw new NotFoundException("contract", contractId);
        var months = await MonthsAsync(contract.Account.Id, contractId, category, stop);
        var shown = month is null ? months.LastOrDefault() : months.FirstOrDefault(m => m.Month == month);
        var before = shown is null ? null : months.LastOrDefault(m => m.Month < shown.Month && m.Known);
        var counts = shown is null ? [] : await session.ListAsync("select category, reason, devices from baseline_count where account_id = $1 and check_id = $2 and category = $3 order by reason",
            row => new CountRow(row.GetString(0), row.GetString(1), row.GetInt32(2)), stop, contract.Account.Id, shown.CheckId, category);
        var quote = shown?.TrueUpId is { } trueUp ? await quotes.NewestAsync(contract.Account.Id, trueUp, stop) : null;
        var rules = new BaselineRules(JsonSerializer.Deserialize<BaselineSettings>(contract.Settings, BacklineJson.Options) ?? new());
        return new(contract.Account, new(contractId, contract.Number), contract.Plan, contract.EndsOn, contract.Price, rules, contract.Source, category, contract.Categories, months, shown, counts,
            await GrownAsync("coalesce(s.name, '')", contract.Account.Id, category, shown, before, stop), await GrownAsync("m.name", contract.Account.Id, category, shown, before, stop), quote, contract.InForce, contract.Active);
    }

    private Task<List<SheetMonth>> MonthsAsync(Guid accountId, Guid contractId, string category, CancellationToken stop) => session.ListAsync(
        """
        select k.month, k.id, d.counted, d.contracted, d.baseline, d.trigger_at, d.outcome, k.counted_at, k.inventory_known, shown_name(k.created_by), k.evidence_file_id, k.evidence_sha256, d.true_up_id
        from baseline_check k join baseline_decision d on d.account_id = k.account_id and d.check_id = k.id and d.category = $3
        where k.account_id = $1 and k.contract_id = $2 order by k.month
        """,
        row => new SheetMonth(Month.From(row.GetFieldValue<DateOnly>(0)), row.GetGuid(1), row.Nullable<int>(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetString(6),
            row.GetFieldValue<DateTimeOffset>(7), row.GetBoolean(8), row.GetString(9), row.Nullable<Guid>(10), row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11), row.Nullable<Guid>(12)), stop, accountId, contractId, category);

    private async Task<IReadOnlyList<Grown>> GrownAsync(string place, Guid accountId, string category, SheetMonth? shown, SheetMonth? before, CancellationToken stop) => shown is null || before is null ? [] :
        await session.ListAsync(
            $"""
            select {place}, sum(case when p.check_id = $2 then p.devices else -p.devices end)::int as change
            from baseline_place p left join site s on s.account_id = p.account_id and s.id = p.site_id join model m on m.id = p.model_id
            where p.account_id = $1 and p.check_id in ($2, $3) and p.category = $4
            group by 1 having sum(case when p.check_id = $2 then p.devices else -p.devices end) <> 0 order by abs(sum(case when p.check_id = $2 then p.devices else -p.devices end)) desc, 1 limit {MostShown}
            """, row => new Grown(row.GetString(0), row.GetInt32(1)), stop, accountId, shown.CheckId, before.CheckId, category);
}
