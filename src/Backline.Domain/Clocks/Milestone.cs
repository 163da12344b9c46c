using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>What is promised to whoever opened a case, each by a time of its own (CA-2, CA-3).</summary>
public enum MilestoneKind { FirstResponse, NextUpdate, Plan, Workaround, Resolution }

/// <summary>How often a promise is made: once; again each time it is asked for; or again as soon as it was kept.</summary>
public enum Recurrence { None, Independent, Chained }

/// <summary>What happens in a case and starts or stops clocks.</summary>
public enum ClockMark { Opened, CustomerWrote, Answered, Planned, WorkedAround, Resolved, Reopened, Closed }

/// <summary>For whom or what a case waits.</summary>
public enum PauseReason { Customer, CloudPartner, Carrier, SiteAccess, Parts, AgreedDate }

/// <summary>A promise, when its clock starts, and what stops it.</summary>
public sealed record Milestone(MilestoneKind Kind, Recurrence Recurrence, ClockMark StartsOn, ClockMark EndsOn)
{
    /// <summary>Nothing is promised for a severity that has no target.</summary>
    public required IReadOnlyDictionary<Severity, Promise> Targets { get; init; }

    /// <summary>The waits during which this clock stands still.</summary>
    public EnumSet<PauseReason> Pauses { get; init; }

    /// <summary>How much of the time given may be gone before somebody is warned, in percent, 1 to 99, in order.</summary>
    public IReadOnlyList<int> WarnPercents { get; init; } = [75];

    public bool CustomerSees { get; init; } = true;
}

/// <summary>The promises of a plan as clocks. A case keeps the version it was opened under, until somebody moves it.</summary>
/// <param name="Key">Names this version in a ledger.</param>
public sealed record ClockPolicy(string Key, IReadOnlyList<Milestone> Milestones)
{
    private static readonly EnumSet<PauseReason> every = Enum.GetValues<PauseReason>().ToSet();

    /// <summary>
    /// A first response waits for nobody; updates, plan and workaround wait for the customer and an agreed date, the resolution for everything
    /// that is not in the vendor's hands.
    /// </summary>
    public static ClockPolicy Of(string key, SupportSettings settings)
    {
        var customers = new[] { PauseReason.Customer, PauseReason.AgreedDate }.ToSet();
        return new(key,
        [
            new(MilestoneKind.FirstResponse, Recurrence.None, ClockMark.Opened, ClockMark.Answered) { Targets = By(o => o.Response) },
            new(MilestoneKind.NextUpdate, Recurrence.Chained, ClockMark.Answered, ClockMark.Answered) { Targets = By(o => o.Update), Pauses = customers },
            new(MilestoneKind.Plan, Recurrence.None, ClockMark.Opened, ClockMark.Planned) { Targets = By(o => o.Plan), Pauses = customers },
            new(MilestoneKind.Workaround, Recurrence.None, ClockMark.Opened, ClockMark.WorkedAround) { Targets = By(o => o.Workaround), Pauses = customers },
            new(MilestoneKind.Resolution, Recurrence.None, ClockMark.Opened, ClockMark.Resolved) { Targets = By(o => o.Resolution), Pauses = every },
        ]);

        IReadOnlyDictionary<Severity, Promise> By(Func<Objectives, Promise?> promise) =>
            settings.Objectives.Where(o => promise(o) is not null).ToDictionary(o => o.Severity, o => promise(o)!);
    }
}
