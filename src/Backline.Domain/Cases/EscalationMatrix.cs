using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Domain.Cases;

/// <summary>Whom a level of escalation calls.</summary>
public enum EscalationDuty { TeamLead, DutyManager, ServiceDirector, Executive }

/// <summary>A level that a case reaches by its age, by severity; none where there is no entry.</summary>
/// <param name="Level">From 1.</param>
/// <param name="AcknowledgeWithin">Nobody answers in that time: the next level is called.</param>
public sealed record EscalationLevel(int Level, EscalationDuty Calls, IReadOnlyDictionary<Severity, Promise> After, Promise AcknowledgeWithin);

/// <summary>Severity × age (CA-2). A case keeps the version it was opened under; each level is reached once.</summary>
/// <param name="Key">Names this version.</param>
public sealed record EscalationMatrix(string Key, IReadOnlyList<EscalationLevel> Levels)
{
    public static EscalationMatrix Shipped(string key) => new(key,
    [
        new(1, EscalationDuty.TeamLead, After(Hours(1), Hours(4), Days(1), Days(3)), Minutes(30)),
        new(2, EscalationDuty.DutyManager, After(Hours(2), Days(1), Days(3), Days(10)), Minutes(30)),
        new(3, EscalationDuty.ServiceDirector, After(Hours(4), Days(2), Days(5), null), Hours(1)),
        new(4, EscalationDuty.Executive, After(Hours(8), Days(4), Days(10), null), Hours(2)),
    ]);

    /// <summary>Whom a level calls: the same in every version.</summary>
    /// <param name="level">From 1 to 4.</param>
    public static EscalationDuty DutyOf(int level) => (EscalationDuty)(level - 1);

    /// <summary>When each level is reached: the age is the time the resolution's clock has used, so that what a case waits for others does not make it older.</summary>
    /// <param name="resolution">The run of the case's resolution.</param>
    /// <returns>In the order of the levels; null while the case waits and has not reached the level before.</returns>
    public IEnumerable<(EscalationLevel Level, DateTimeOffset? At)> Reached(ClockRun resolution, ClockBook book)
    {
        foreach (var level in Levels)
        {
            if (!level.After.TryGetValue(resolution.Severity, out var after)) continue;
            yield return (level, new ClockMeasure(resolution, after.Unit, book).WhenUsed(book.Given(after, resolution.FirstTerms, resolution.StartedAt)));
        }
    }

    private static Dictionary<Severity, Promise> After(params Promise?[] bySeverity) =>
        bySeverity.Zip(Enum.GetValues<Severity>()).Where(pair => pair.First is not null).ToDictionary(pair => pair.Second, pair => pair.First!);

    private static Promise Minutes(int amount) => new(amount, PromiseUnit.Minutes);
    private static Promise Hours(int amount) => new(amount, PromiseUnit.Hours);
    private static Promise Days(int amount) => new(amount, PromiseUnit.BusinessDays);
}
