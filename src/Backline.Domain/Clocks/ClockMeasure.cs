using Backline.Domain.Calendars;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>What a run has used and waited, in the open time of one kind: that of the hours of support, or of the customer's business days.</summary>
public sealed class ClockMeasure(ClockRun run, PromiseUnit unit, ClockBook book)
{
    /// <summary>Open time used until a moment.</summary>
    public TimeSpan Used(DateTimeOffset until) => Sum(until, waiting: false);

    /// <summary>Open time waited until a moment.</summary>
    public TimeSpan Waited(DateTimeOffset until) => Sum(until, waiting: true);

    /// <summary>When so much has been used, the last stretch going on for ever. Null while it waits.</summary>
    public DateTimeOffset? WhenUsed(TimeSpan open)
    {
        for (var i = 0; i < run.Spans.Count; i++)
        {
            var span = run.Spans[i];
            if (span.Waits is not null) continue;
            var calendar = CalendarOf(span);
            if (i == run.Spans.Count - 1) return calendar.Add(span.From, open);
            var used = calendar.OpenBetween(span.From, span.Until!.Value);
            if (open <= used) return calendar.Add(span.From, open);
            open -= used;
        }
        return null;
    }

    /// <summary>The calendar that measures a stretch.</summary>
    public BusinessCalendar CalendarOf(ClockSpan span) => book.Calendar(span.Terms, unit);

    private TimeSpan Sum(DateTimeOffset until, bool waiting)
    {
        var sum = TimeSpan.Zero;
        foreach (var span in run.Spans)
        {
            if (span.Waits is not null == waiting) sum += CalendarOf(span).OpenBetween(span.From, span.Until is { } end && end < until ? end : until);
        }
        return sum;
    }
}
