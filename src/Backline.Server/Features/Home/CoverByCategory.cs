using Backline.Domain.Baselines;
using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;

namespace Backline.Server.Features.Home;

/// <summary>One category over many contracts. Figures are of the contracts whose count is known.</summary>
/// <param name="Due">Contracts at or above their trigger.</param>
/// <param name="Close">Contracts near it.</param>
/// <param name="Unknown">Contracts whose count is not known.</param>
/// <param name="Unchecked">Contracts before their first check.</param>
public sealed record CategoryCover(string Category, long Contracts, long Counted, long Contracted, long Baseline, long TriggerAt, long Due, long Close, long Unknown, long Unchecked)
{
    /// <summary>At least one count is known; else the sums are of nothing.</summary>
    public bool IsCounted => Contracts > Unknown + Unchecked;

    /// <summary>Growth over the contracted quantity, in percent.</summary>
    public decimal? Growth => BaselineRules.GrowthOver(Contracted, Counted);
}

/// <summary>Counted, baseline and trigger of each category, by the newest check of each contract in the last two months.</summary>
internal sealed class CoverByCategory(Session session, HomeScope scope, CostlyAnswers answers, Formats formats)
{
    public Task<List<CategoryCover>> ListAsync(CancellationToken stop) => answers.GetAsync("home.categories", scope.Answers, () => session.ListAsync(
        $"""
        select category, count(*), coalesce(sum(counted), 0)::bigint, coalesce(sum(contracted) filter (where counted is not null), 0)::bigint,
            coalesce(sum(baseline) filter (where counted is not null), 0)::bigint, coalesce(sum(trigger_at) filter (where counted is not null), 0)::bigint,
            count(*) filter (where outcome = 'true-up' and counted >= trigger_at), count(*) filter (where outcome = 'close'), count(*) filter (where counted is null and outcome <> 'unchecked'), count(*) filter (where outcome = 'unchecked')
        from (
            select d.category, d.counted, d.outcome, coalesce(n.contracted, d.contracted) contracted, coalesce(n.baseline, d.baseline) baseline, coalesce(n.trigger_at, d.trigger_at) trigger_at
            from baseline_check b
            join baseline_decision d on d.account_id = b.account_id and d.check_id = b.id
            left join ({AccountsAtRisk.Newer}) n on n.account_id = b.account_id and n.contract_id = b.contract_id and n.category = d.category and n.effective_from > b.counted_at
            where b.month >= $2 and {scope.On("b")}
                and not exists (select from baseline_check later where later.account_id = b.account_id and later.contract_id = b.contract_id and later.month > b.month)
            union all
            select category, null, 'unchecked', contracted, baseline, trigger_at from ({AccountsAtRisk.NeverChecked(scope)}) never) newest
        group by category order by array_position(array['video', 'voice', 'headset'], category)
        """,
        row => new CategoryCover(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)),
        stop, scope.Key, new DateOnly(formats.Today.Year, formats.Today.Month, 1).AddMonths(-1)));
}
