using Backline.Domain.Calendars;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>Unpromised: there is no target for the severity. Dropped: the case ended before the promise was due or kept.</summary>
public enum ClockState { Running, Paused, Overdue, Reached, ReachedLate, Dropped, Unpromised }

/// <summary>A clock at a moment.</summary>
/// <param name="Elapsed">Open time used.</param>
/// <param name="Remaining">Open time left, negative once overdue; null when nothing is promised.</param>
public sealed record ClockFace(ClockState State, TimeSpan Elapsed, TimeSpan? Remaining, bool IsOpen);

/// <summary>
/// The figures of one run, reckoned from its stretches and the versions they name. The time given is that of the promise in force; what was used and
/// waited is measured by the calendar each stretch was lived under, so that neither a change of severity nor of the account forgets any of it, and a
/// severity changed there and back leaves everything as if it had never been.
/// </summary>
public sealed class Clock
{
    private readonly ClockBook book;
    private readonly PromiseUnit unit;

    public Clock(ClockRun run, ClockBook book)
    {
        (Run, this.book) = (run, book);
        Promise = run.Milestone.Targets.GetValueOrDefault(run.Severity);
        unit = Promise?.Unit ?? PromiseUnit.Hours;
        if (Promise is null) return;
        Given = book.Given(Promise, run.FirstTerms, run.StartedAt);
        DueAt = WhenUsed(Given);
    }

    public ClockRun Run { get; }

    /// <summary>Null: nothing is promised for this severity.</summary>
    public Promise? Promise { get; }

    /// <summary>Open time between the start and what is promised.</summary>
    public TimeSpan Given { get; }

    /// <summary>When the time given is used up if nothing happens any more; of a clock that ended, as it stood then. Null while it waits, and when nothing is promised.</summary>
    public DateTimeOffset? DueAt { get; }

    /// <summary>What was due on the day it started, before any wait or change.</summary>
    public DateTimeOffset? FirstDueAt()
    {
        if (!Run.Milestone.Targets.TryGetValue(Run.FirstSeverity, out var first)) return null;
        return book.Calendar(Run.FirstTerms, first.Unit).Add(Run.StartedAt, book.Given(first, Run.FirstTerms, Run.StartedAt));
    }

    /// <summary>When each warning is due, by its percentage: so much of the time given, in whole seconds, is used. Null while the clock waits.</summary>
    public IEnumerable<(int Percent, DateTimeOffset? At)> Warnings() =>
        Promise is null ? [] : Run.Milestone.WarnPercents.Select(percent => (percent, WhenUsed(TimeSpan.FromSeconds((long)Given.TotalSeconds * percent / 100))));

    public ClockFace At(DateTimeOffset now)
    {
        var until = Run.EndedAt ?? now;
        var elapsed = Used(until);
        return new(StateAt(until), elapsed, Promise is null ? null : Given - elapsed, book.Calendar(Run.Terms, unit).IsOpen(now));
    }

    /// <summary>Open time used until a moment.</summary>
    public TimeSpan Used(DateTimeOffset until) => Sum(until, waiting: false);

    /// <summary>Open time waited until a moment.</summary>
    public TimeSpan Waited(DateTimeOffset until) => Sum(until, waiting: true);

    /// <summary>The calendar that measures a stretch.</summary>
    public BusinessCalendar CalendarOf(ClockSpan span) => book.Calendar(span.Terms, unit);

    private TimeSpan Sum(DateTimeOffset until, bool waiting)
    {
        var sum = TimeSpan.Zero;
        foreach (var span in Run.Spans)
        {
            if (span.Waits is not null != waiting) continue;
            sum += CalendarOf(span).OpenBetween(span.From, span.Until is { } end && end < until ? end : until);
        }
        return sum;
    }

    private ClockState StateAt(DateTimeOffset until) => Run.Ending switch
    {
        ClockEnding.Dropped => ClockState.Dropped,
        _ when Promise is null => ClockState.Unpromised,
        ClockEnding.Reached => until > DueAt ? ClockState.ReachedLate : ClockState.Reached,
        _ when until > DueAt => ClockState.Overdue,
        _ => Run.Spans[^1].Waits is null ? ClockState.Running : ClockState.Paused,
    };

    /// <summary>When so much has been used, the last stretch going on for ever.</summary>
    private DateTimeOffset? WhenUsed(TimeSpan open)
    {
        for (var i = 0; i < Run.Spans.Count; i++)
        {
            var span = Run.Spans[i];
            if (span.Waits is not null) continue;
            var calendar = CalendarOf(span);
            if (i == Run.Spans.Count - 1) return calendar.Add(span.From, open);
            var used = calendar.OpenBetween(span.From, span.Until!.Value);
            if (open <= used) return calendar.Add(span.From, open);
            open -= used;
        }
        return null;
    }
}
