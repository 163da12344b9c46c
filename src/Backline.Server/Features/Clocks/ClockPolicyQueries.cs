using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Features.Plans;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Clocks;

/// <summary>What a contract, or a plan, promises of cases, as clocks.</summary>
/// <param name="Of">The plan or the contract it is of.</param>
/// <param name="Key">Names the version in the ledgers of cases.</param>
/// <param name="Running">Cases measured by it that are not done.</param>
public sealed record ClockPolicyView(string Of, string Name, string Key, SupportHours Hours, bool Priority, IReadOnlyList<MilestoneView> Milestones, long Running);

/// <param name="Pauses">The waits during which its clock stands still.</param>
public sealed record MilestoneView(MilestoneKind Kind, Recurrence Recurrence, ClockMark StartsOn, ClockMark EndsOn, IReadOnlyDictionary<string, Promise> Targets, IReadOnlyList<PauseReason> Pauses, IReadOnlyList<int> WarnPercents, bool CustomerSees);

/// <summary>Policies of clocks, for reading: they follow from plans and contracts.</summary>
internal sealed class ClockPolicyQueries(Session session, PlanQueries plans)
{
    /// <summary>By plan, as it stands now; cases keep the version they were opened under.</summary>
    public async Task<IReadOnlyList<ClockPolicyView>> ListAsync(CancellationToken stop)
    {
        var running = await RunningAsync(stop);
        return [.. (await plans.ListAsync(stop)).Where(plan => !plan.Retired).Select(plan => View(plan.Code, plan.Name, plan.Settings.Support, running))];
    }

    /// <summary>Versions that running cases are measured by, the most used first.</summary>
    public async Task<IReadOnlyDictionary<string, long>> RunningAsync(CancellationToken stop) => (await session.ListAsync(
        "select terms ->> 'policy', count(*) from support_case where state in ('open', 'waiting') and terms ->> 'policy' is not null group by 1 order by 2 desc limit 100", row => (Key: row.GetString(0), Count: row.GetInt64(1)), stop)).ToDictionary(one => one.Key, one => one.Count);

    private static ClockPolicyView View(string of, string name, SupportSettings settings, IReadOnlyDictionary<string, long> running)
    {
        var (policy, _) = StoredPolicy.Of(ClockPolicy.Of("", settings).Milestones);
        return new(of, name, policy.Key, settings.Hours, settings.Priority, [.. policy.Milestones.Select(View)], running.GetValueOrDefault(policy.Key));
    }

    private static MilestoneView View(Milestone one) => new(one.Kind, one.Recurrence, one.StartsOn, one.EndsOn, one.Targets.OrderBy(target => target.Key).ToDictionary(target => Domain.Common.Words.Word(target.Key), target => target.Value),
        one.Pauses.ToList(), one.WarnPercents, one.CustomerSees);
}
