using Backline.Domain.Clocks;

namespace Backline.Domain.Tests.Clocks;

/// <summary>Clocks against a slow reading of the same histories, to the second. BACKLINE_LONG=1 makes it a hundred thousand of them.</summary>
public sealed class ClockHistoryTests
{
    private static readonly int histories = Environment.GetEnvironmentVariable("BACKLINE_LONG") == "1" ? 100_000 : 2_000;

    [Fact]
    public void Clocks_agree_with_a_walk_over_open_seconds_in_every_history()
    {
        var faults = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, histories, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var history = new RandomHistory(seed);
            var (quick, slow) = (Quick(history), SlowClock.All(history).ToList());
            if (!quick.Select(Line).SequenceEqual(slow.Select(Line))) faults.Add(Difference(seed, history, quick, slow));
        });
        Assert.True(faults.IsEmpty, $"{faults.Count} of {histories} differ{Environment.NewLine}{faults.MinBy(fault => fault.Length)}");
    }

    [Fact]
    public void Reading_a_ledger_again_gives_the_same_clocks()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var history = new RandomHistory(seed);
            Assert.Equal(Quick(history).Select(Line), Quick(new(seed)).Select(Line));
        }
    }

    private static List<SlowClock> Quick(RandomHistory history) =>
        [.. CaseLedger.Runs(history.Entries, history.World.Book).Select(run =>
        {
            var clock = new Clock(run, history.World.Book);
            var end = run.EndedAt ?? history.Now;
            return new SlowClock(run.Milestone.Kind, Second(run.StartedAt), run.EndedAt is { } ended ? Second(ended) : null, run.Ending == ClockEnding.Dropped,
                clock.Promise is null ? null : (long)clock.Given.TotalSeconds, (long)clock.Measure.Used(end).TotalSeconds, (long)clock.Measure.Waited(end).TotalSeconds,
                clock.DueAt is { } due ? Second(due) : null, [.. clock.Warnings().Select(warning => warning.At is { } at ? Second(at) : (long?)null)]);
        })];

    private static long Second(DateTimeOffset at) => at.ToUnixTimeSeconds();

    private static string Line(SlowClock clock) => $"{clock with { WarnAt = [] }} {string.Join(' ', clock.WarnAt)}";

    private static string Difference(int seed, RandomHistory history, List<SlowClock> quick, List<SlowClock> slow) => string.Join(Environment.NewLine,
        [$"seed {seed}, now {Second(history.Now)}", .. history.Entries.Select(entry => $"  {Second(entry.At)} {entry}"),
         "clocks:", .. quick.Select(Line), "walked:", .. slow.Select(Line)]);
}
