using Backline.Domain.Common;
using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;

namespace Backline.Server.Features.Home;

public sealed record HomeAccount(string Name, string Number, string? SuccessManager, long Devices);

public sealed record HomeContract(Guid Id, string Number, string Account, string Plan, string State, DateOnly StartsOn, DateOnly EndsOn);

public sealed record HomeImport(Guid Id, string Number, string Account, string File, string State, DateTimeOffset CreatedAt);

public sealed record RecentAccount(Guid Id, string Name, string Number, string Country, long Devices, DateTimeOffset LastAt);

public sealed record ProgrammeFigures(long Accounts, long Devices, long Contracts, long Models, long OpenTrueUps);

/// <param name="Checks">Contracts checked.</param>
/// <param name="TrueUps">Categories of them due for a true-up; so are the other figures.</param>
public sealed record MonthOfChecks(DateOnly Month, long Checks, long TrueUps, long Close, long Unknown);

/// <summary>The short lists and figures of home pages.</summary>
internal sealed class HomeLists(Session session, HomeScope scope, CostlyAnswers answers, Formats formats)
{
    /// <summary>The account of a customer.</summary>
    public Task<HomeAccount?> AccountAsync(CancellationToken stop) => session.FirstAsync(
        "select name, number, shown_name(success_manager), device_count from account where account_id = $1",
        row => new HomeAccount(row.GetString(0), row.GetString(1), row.Text(2), row.GetInt32(3)), stop, scope.Key);

    /// <summary>Those that end next; an account also sees its drafts, marked as such.</summary>
    public Task<List<HomeContract>> ContractsAsync(CancellationToken stop) => session.ListAsync(
        $"""
        select c.id, c.number, a.name, c.plan_name, c.state, c.starts_on, c.ends_on from contract c join account a on a.account_id = c.account_id
        where c.state {(scope.IsAccount ? "in ('active', 'draft')" : "= 'active'")} and c.ends_on >= $2 and {scope.On("c")} order by c.ends_on, c.id limit 5
        """,
        row => new HomeContract(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateOnly>(6)),
        stop, scope.Key, formats.Today);

    public Task<List<HomeImport>> ImportsAsync(CancellationToken stop) => session.ListAsync(
        $"""
        select i.id, i.number, a.name, i.file_name, i.state, coalesce(i.undone_at, i.confirmed_at, i.created_at) from import i join account a on a.account_id = i.account_id
        where {scope.On("i")} order by i.created_at desc, i.id desc limit 5
        """,
        row => new HomeImport(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5)), stop, scope.Key);

    /// <summary>Accounts in which something was done last, from the newest entries of the audit log.</summary>
    public Task<List<RecentAccount>> RecentAsync(CancellationToken stop) => session.ListAsync(
        """
        select a.account_id, a.name, a.number, a.country, a.device_count, e.at
        from (select account_id, max(at) at from (select account_id, at from audit_entry order by at desc, id desc limit 300) newest group by account_id) e
        join account a on a.account_id = e.account_id order by e.at desc limit 6
        """,
        row => new RecentAccount(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetFieldValue<DateTimeOffset>(5)), stop);

    public Task<ProgrammeFigures> FiguresAsync(CancellationToken stop) => answers.GetAsync("home.figures", scope.Answers, async () => (await session.FirstAsync(
        $"""
        select count(*), coalesce(sum(a.device_count), 0)::bigint, (select count(*) from contract c where c.state = 'active' and {scope.On("c")}), (select count(*) from model),
            (select count(*) from true_up t where t.state = 'open' and {scope.On("t")})
        from account a where {scope.On("a")}
        """,
        row => new ProgrammeFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), stop, scope.Key))!);

    public Task<MonthOfChecks> ChecksAsync(CancellationToken stop)
    {
        var month = new DateOnly(formats.Today.Year, formats.Today.Month, 1);
        return answers.GetAsync("home.checks", scope.Answers, async () => (await session.FirstAsync(
            $"""
            select count(distinct b.id), count(*) filter (where d.outcome = 'true-up' and coalesce(d.counted >= n.trigger_at, true)), count(*) filter (where d.outcome = 'close'), count(*) filter (where d.outcome = 'unknown')
            from baseline_check b left join baseline_decision d on d.account_id = b.account_id and d.check_id = b.id
            left join ({AccountsAtRisk.Newer}) n on n.account_id = b.account_id and n.contract_id = b.contract_id and n.category = d.category and n.effective_from > b.counted_at
            where b.month = $2 and {scope.On("b")}
            """,
            row => new MonthOfChecks(month, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), stop, scope.Key, month))!);
    }
}
