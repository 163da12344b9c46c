using Backline.Domain.Baselines;
using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;

namespace Backline.Server.Features.Home;

/// <param name="Counted">Null: the month's count is not known, or nothing was checked yet.</param>
/// <param name="Outcome">Of the check; <c>unchecked</c> before the first one.</param>
public sealed record AccountAtRisk(Guid AccountId, string Number, string Name, string Category, int? Counted, int Contracted, int TriggerAt, string Outcome, DateOnly Month)
{
    /// <summary>Devices that may still join; zero or less when a true-up is due.</summary>
    public int? Left => TriggerAt - Counted;

    /// <summary>Growth over the contracted quantity, in percent.</summary>
    public decimal? Growth => Counted is { } counted ? BaselineRules.GrowthOver(Contracted, counted) : null;
}

/// <summary>Categories of accounts at or near their trigger, by the newest check of each contract in the last two months: the furthest above first, what was never checked last.</summary>
internal sealed class AccountsAtRisk(Session session, HomeScope scope, CostlyAnswers answers, Formats formats)
{
    public const int Most = 8;
    /// <summary>Baselines set since a check: an ordered true-up has settled what the check found. $2 is the first day that matters.</summary>
    internal const string Newer =
        """
        select distinct on (account_id, contract_id, category) account_id, contract_id, category, contracted, baseline, trigger_at, effective_from
        from baseline where effective_from >= $2 order by account_id, contract_id, category, sequence desc
        """;

    /// <summary>Categories of contracts in force that no check has been made of yet, with their baselines.</summary>
    internal static string NeverChecked(HomeScope scope) =>
        $"""
        select c.account_id, s.category, s.contracted, s.baseline, s.trigger_at, c.starts_on
        from contract c
        join lateral (select distinct on (category) category, contracted, baseline, trigger_at from baseline
            where account_id = c.account_id and contract_id = c.id order by category, sequence desc) s on true
        where c.state = 'active' and current_date between c.starts_on and c.ends_on and {scope.On("c")}
            and not exists (select from baseline_check any_of where any_of.account_id = c.account_id and any_of.contract_id = c.id)
        """;

    public static readonly IReadOnlyList<string> Categories = ["video", "voice", "headset"];

    /// <param name="category">One category's word; null for all.</param>
    public Task<List<AccountAtRisk>> ListAsync(string? category, CancellationToken stop) => answers.GetAsync("home.risk " + category, scope.Answers, () => session.ListAsync(
        $"""
        select account_id, number, name, category, counted, contracted, trigger_at, outcome, month from (
        select a.account_id, a.number, a.name, a.name_key, d.category, d.counted, coalesce(n.contracted, d.contracted) contracted, coalesce(n.trigger_at, d.trigger_at) trigger_at,
            case when n.trigger_at is null or d.outcome <> 'true-up' then d.outcome when d.counted >= n.trigger_at then 'true-up' else 'within' end outcome, b.month
        from baseline_check b
        join baseline_decision d on d.account_id = b.account_id and d.check_id = b.id
        join account a on a.account_id = b.account_id
        left join ({Newer}) n on n.account_id = b.account_id and n.contract_id = b.contract_id and n.category = d.category and n.effective_from > b.counted_at
        where b.month >= $2 and {scope.On("b")} and ($3::text is null or d.category = $3)
            and not exists (select from baseline_check later where later.account_id = b.account_id and later.contract_id = b.contract_id and later.month > b.month)
        union all
        select a.account_id, a.number, a.name, a.name_key, u.category, null, u.contracted, u.trigger_at, 'unchecked', u.starts_on
        from ({NeverChecked(scope)}) u join account a on a.account_id = u.account_id
        where $3::text is null or u.category = $3) risk
        order by (counted - trigger_at)::numeric / greatest(trigger_at, 1) desc nulls last, name_key, category
        limit {Most}
        """,
        row => new AccountAtRisk(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<int>(4), row.GetInt32(5), row.GetInt32(6), row.GetString(7), row.GetFieldValue<DateOnly>(8)),
        stop, scope.Key, ThisMonth.AddMonths(-1), category));

    private DateOnly ThisMonth => new(formats.Today.Year, formats.Today.Month, 1);
}
