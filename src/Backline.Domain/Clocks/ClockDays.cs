using Backline.Domain.Calendars;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>Another time given from a moment on: the severity changed, or what the case is measured by.</summary>
/// <param name="Promise">What is promised from then on; null: nothing.</param>
public sealed record ClockChange(DateTimeOffset At, Severity From, Severity To, Promise? PromiseBefore, Promise? Promise, bool OfTerms);

/// <summary>A day of a clock's life, by the clock on the wall of its calendar.</summary>
/// <param name="Counted">Open time that was used; of a day to come what will be, until it is due.</param>
/// <param name="Waited">Open time during which it stood still.</param>
/// <param name="Left">Of the time given, at the end of the day; negative once overdue; null when nothing is promised.</param>
/// <param name="Rested">Open time during which its case was resolved, until it was opened again.</param>
/// <param name="Waits">What it waited for, in order.</param>
/// <param name="Holiday">Why the day was closed.</param>
/// <param name="IsOpenDay">The calendar has hours on this day.</param>
/// <param name="Changes">In order.</param>
public sealed record ClockDay(DateOnly Day, TimeSpan Counted, TimeSpan Waited, TimeSpan Rested, TimeSpan? Left, IReadOnlyList<PauseReason> Waits, Holiday? Holiday, bool IsOpenDay, IReadOnlyList<ClockChange> Changes)
{
    /// <summary>The stretches that counted, in order; they add up to <see cref="Counted"/>.</summary>
    public IReadOnlyList<OpenStretch> Hours { get; private init; } = [];

    /// <summary>The calendar has hours on this day, and the clock lived through none of them.</summary>
    public bool IsOutside => IsOpenDay && Counted + Waited + Rested == TimeSpan.Zero;

    internal ClockDay Count(IReadOnlyList<OpenStretch> open)
    {
        // what follows without a gap is one stretch, whatever changed in between
        return this with
        {
            Counted = Counted + Sum(open),
            Hours = Hours is [.., var last] && open is [var next, ..] && last.Until == next.From
                ? [.. Hours.SkipLast(1), new(last.From, next.Until), .. open.Skip(1)]
                : [.. Hours, .. open],
        };
    }

    internal ClockDay Rest(IReadOnlyList<OpenStretch> open) => this with { Rested = Rested + Sum(open) };

    internal ClockDay Wait(IReadOnlyList<OpenStretch> open, PauseReason reason) => this with { Waited = Waited + Sum(open), Waits = Waits.Contains(reason) ? Waits : [.. Waits, reason] };

    private static TimeSpan Sum(IReadOnlyList<OpenStretch> open) => new(open.Sum(stretch => (stretch.Until - stretch.From).Ticks));
}

/// <summary>
/// The arithmetic of a clock: what each day used of the time given. The days until now add up to what the clock shows; with those to come they add up
/// to all that is given, unless it is overdue, ended, or waits.
/// </summary>
/// <param name="ToCome">From now until it is due, if nothing happens any more; the rest of today is the first of them.</param>
public sealed record ClockDays(IReadOnlyList<ClockDay> Past, IReadOnlyList<ClockDay> ToCome)
{
    public static ClockDays Of(Clock clock, DateTimeOffset now)
    {
        var past = PastOf(clock, now);
        var left = past is [.., var last] ? last.Left : clock.Given;
        return new(past, clock.Run.EndedAt is null && clock.DueAt > now ? WithRest(ToComeOf(clock, now), left) : []);
    }

    private static List<ClockDay> PastOf(Clock clock, DateTimeOffset now)
    {
        var days = new SortedDictionary<DateOnly, ClockDay>();
        DateTimeOffset? resolvedAt = null;
        foreach (var span in clock.Run.Spans)
        {
            var calendar = clock.Measure.CalendarOf(span.Terms);
            // between two stretches the case was resolved
            if (resolvedAt is { } since) Walk(days, calendar, since, span.From, (day, open) => day.Rest(open));
            Walk(days, calendar, span.From, span.Until is { } end && end < now ? end : now, (day, open) => span.Waits is { } reason ? day.Wait(open, reason) : day.Count(open));
            resolvedAt = span.Until;
        }
        foreach (var change in clock.Run.Changes)
        {
            var calendar = clock.Measure.CalendarOf(clock.Run.Terms);
            var day = calendar.DayOf(change.At);
            var known = days.GetValueOrDefault(day) ?? Empty(day, calendar);
            days[day] = known with { Changes = [.. known.Changes, change] };
        }
        return WithRest(days, clock.Promise is null ? null : clock.Given);
    }

    private static SortedDictionary<DateOnly, ClockDay> ToComeOf(Clock clock, DateTimeOffset now)
    {
        var days = new SortedDictionary<DateOnly, ClockDay>();
        Walk(days, clock.Measure.CalendarOf(clock.Run.Terms), now, clock.DueAt!.Value, (day, open) => day.Count(open));
        return days;
    }

    private static void Walk(SortedDictionary<DateOnly, ClockDay> days, BusinessCalendar calendar, DateTimeOffset from, DateTimeOffset until, Func<ClockDay, IReadOnlyList<OpenStretch>, ClockDay> live)
    {
        while (from < until)
        {
            var day = calendar.DayOf(from);
            var next = calendar.StartOf(day.AddDays(1)) is var midnight && midnight > from && midnight < until ? midnight : until;
            var known = days.GetValueOrDefault(day) is { } other ? other with { IsOpenDay = other.IsOpenDay || calendar.IsOpenDay(day) } : Empty(day, calendar);
            days[day] = live(known, [.. calendar.Stretches(from, next)]);
            from = next;
        }
    }

    private static ClockDay Empty(DateOnly day, BusinessCalendar calendar) => new(day, default, default, default, null, [], calendar.HolidayOn(day), calendar.IsOpenDay(day), []);

    private static List<ClockDay> WithRest(SortedDictionary<DateOnly, ClockDay> days, TimeSpan? left) => [.. days.Values.Select(day => day with { Left = left -= day.Counted })];
}
