using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Clocks;

/// <summary>What might happen to a case in up to fourteen days; the same for the same seed.</summary>
internal sealed class RandomHistory
{
    private const int LongestDays = 14;
    private readonly Random random;
    private readonly ClockWorld world;

    public RandomHistory(int seed)
    {
        random = new(seed);
        world = World = ClockWorld.Both[seed % 2];
        // around the nights on which the clocks change
        var at = world.From.AddSeconds(random.Next(86_400 * 8, 86_400 * 40));
        var span = random.Next(60, 86_400 * random.Next(1, LongestDays + 1));
        Entries.Add(new CaseOpened(at, "somebody", Pick(Enum.GetValues<Severity>()), Terms()));
        foreach (var offset in Enumerable.Range(0, random.Next(0, 14)).Select(_ => random.Next(1, span)).Distinct().Order()) Entries.Add(Next(at.AddSeconds(offset)));
        Now = at.AddSeconds(span);
    }

    public ClockWorld World { get; }
    public List<LedgerEntry> Entries { get; } = [];
    public DateTimeOffset Now { get; }

    private LedgerEntry Next(DateTimeOffset at) => random.Next(10) switch
    {
        0 or 1 => new CasePaused(at, "somebody", Pick(Enum.GetValues<PauseReason>())),
        2 or 3 => new CaseResumed(at, "somebody", Pick(Enum.GetValues<PauseReason>())),
        4 => new SeverityChanged(at, "somebody", Pick(Enum.GetValues<Severity>())),
        5 => new TermsChanged(at, "somebody", Terms()),
        _ => new CaseMarked(at, "somebody", Pick(Enum.GetValues<ClockMark>()[1..]), random.Next(3) == 0 ? at.AddSeconds(random.Next(60, 86_400 * 2)) : null),
    };

    // a chained milestone of one policy is another's asked one: a case moves between policies that agree on what a milestone is
    private ClockTerms Terms()
    {
        var keys = world.Calendars.Keys.ToArray();
        var policy = Entries.Count == 0 ? Pick(world.Policies.Keys.ToArray()) : ((CaseOpened)Entries[0]).Terms.Policy;
        if (policy != "other") policy = Pick(["shipped", "offices"]);
        return new(policy, Pick(keys), Pick(keys));
    }

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];
}
