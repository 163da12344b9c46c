using System.Runtime.InteropServices;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>Unpromised: there is no target for the severity, also when the case ended. Dropped: the case ended before the promise was due or kept.</summary>
public enum ClockState { Running, Paused, Overdue, Reached, ReachedLate, Dropped, Unpromised }

/// <summary>A clock at a moment.</summary>
/// <param name="Elapsed">Open time used.</param>
/// <param name="Remaining">Open time left, negative once overdue; null when nothing is promised.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockFace(ClockState State, TimeSpan Elapsed, TimeSpan? Remaining, bool IsOpen);

/// <summary>
/// The figures of one run, reckoned from its stretches and the versions they name. The time given is that of the promise in force; what was used and
/// waited is measured by the calendar each stretch was lived under, so that neither a change of severity nor of the account forgets any of it, and a
/// severity changed there and back leaves everything as if it had never been.
/// </summary>
public sealed class Clock
{
    private readonly ClockBook book;

    public Clock(ClockRun run, ClockBook book)
    {
        (Run, this.book) = (run, book);
        Promise = run.Promise;
        Measure = new(run, Promise?.Unit ?? PromiseUnit.Hours, book);
        if (Promise is null) return;
        Given = book.Given(run, Promise);
        DueAt = Measure.WhenUsed(Given);
    }

    public ClockRun Run { get; }

    /// <summary>In the kind of time of the promise.</summary>
    public ClockMeasure Measure { get; }

    /// <summary>Null: nothing is promised for this severity.</summary>
    public Promise? Promise { get; }

    /// <summary>Open time between the start and what is promised.</summary>
    public TimeSpan Given { get; }

    /// <summary>When the time given is used up if nothing happens any more; of a clock that ended, as it stood then. Null while it waits, and when nothing is promised.</summary>
    public DateTimeOffset? DueAt { get; }

    /// <summary>What was due on the day it started, before any wait or change.</summary>
    public DateTimeOffset? FirstDueAt()
    {
        if (!Run.FirstMilestone.Targets.TryGetValue(Run.FirstSeverity, out var first)) return null;
        var calendar = book.Calendar(Run.FirstTerms, first.Unit);
        return calendar.Add(Run.StartedAt, Run.AgreedBy is { } by ? calendar.OpenBetween(Run.StartedAt, by) : book.Given(first, Run.FirstTerms, Run.StartedAt));
    }

    /// <summary>When each warning is due, by its percentage: so much of the time given, in whole seconds, is used. Null while the clock waits.</summary>
    public IReadOnlyList<(int Percent, DateTimeOffset? At)> Warnings()
    {
        if (Promise is null) return [];
        var percents = Run.Milestone.WarnPercents;
        var warnings = new (int, DateTimeOffset?)[percents.Count];
        for (var i = 0; i < warnings.Length; i++) warnings[i] = (percents[i], Measure.WhenUsed(TimeSpan.FromSeconds((long)Given.TotalSeconds * percents[i] / 100)));
        return warnings;
    }

    public ClockFace At(DateTimeOffset now)
    {
        var until = Run.EndedAt ?? now;
        var elapsed = Measure.Used(until);
        return new(StateAt(until), elapsed, Promise is null ? null : Given - elapsed, Measure.CalendarOf(Run.Terms).IsOpen(now));
    }

    private ClockState StateAt(DateTimeOffset until) => Run.Ending switch
    {
        _ when Promise is null => ClockState.Unpromised,
        ClockEnding.Dropped => ClockState.Dropped,
        ClockEnding.Reached => until > DueAt ? ClockState.ReachedLate : ClockState.Reached,
        _ when until > DueAt => ClockState.Overdue,
        _ => Run.Spans[^1].Waits is null ? ClockState.Running : ClockState.Paused,
    };
}
