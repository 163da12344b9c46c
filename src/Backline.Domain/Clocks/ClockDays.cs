using Backline.Domain.Calendars;

namespace Backline.Domain.Clocks;

/// <summary>A day of a clock's life, by the clock on the wall of its calendar.</summary>
/// <param name="Counted">Open time that was used.</param>
/// <param name="Waited">Open time during which it stood still.</param>
/// <param name="Left">Of the time given, at the end of the day; negative once overdue; null when nothing is promised.</param>
/// <param name="Waits">What it waited for, in order.</param>
/// <param name="Holiday">Why the day was closed.</param>
public sealed record ClockDay(DateOnly Day, TimeSpan Counted, TimeSpan Waited, TimeSpan? Left, IReadOnlyList<PauseReason> Waits, Holiday? Holiday);

/// <summary>The arithmetic of a clock: what each day used of the time given. The days add up to what the clock shows.</summary>
public static class ClockDays
{
    public static IReadOnlyList<ClockDay> Of(Clock clock, DateTimeOffset now)
    {
        var days = new SortedDictionary<DateOnly, ClockDay>();
        foreach (var span in clock.Run.Spans)
        {
            var calendar = clock.Measure.CalendarOf(span.Terms);
            var until = span.Until is { } end && end < now ? end : now;
            for (var from = span.From; from < until;)
            {
                var day = calendar.DayOf(from);
                var next = calendar.StartOf(day.AddDays(1)) is var midnight && midnight > from && midnight < until ? midnight : until;
                days[day] = Add(days.GetValueOrDefault(day) ?? new(day, default, default, null, [], calendar.HolidayOn(day)), span, calendar.OpenBetween(from, next));
                from = next;
            }
        }
        return WithRest(days.Values, clock);
    }

    private static ClockDay Add(ClockDay day, ClockSpan span, TimeSpan open) => span.Waits is { } wait
        ? day with { Waited = day.Waited + open, Waits = day.Waits.Contains(wait) ? day.Waits : [.. day.Waits, wait] }
        : day with { Counted = day.Counted + open };

    private static List<ClockDay> WithRest(IEnumerable<ClockDay> days, Clock clock)
    {
        var left = clock.Given;
        return [.. days.Select(day => day with { Left = clock.Promise is null ? null : left -= day.Counted })];
    }
}
