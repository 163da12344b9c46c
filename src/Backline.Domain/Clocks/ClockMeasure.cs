using Backline.Domain.Calendars;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>What a run has used and waited, in the open time of one kind: that of the hours of support, or of the customer's business days.</summary>
public sealed class ClockMeasure(ClockRun run, PromiseUnit unit, ClockBook book)
{
    // most clocks have lived under one calendar: it is looked up once
    private readonly ClockTerms terms = run.Terms;
    private readonly BusinessCalendar calendar = book.Calendar(run.Terms, unit);

    /// <summary>Open time used until a moment.</summary>
    public TimeSpan Used(DateTimeOffset until) => Sum(until, waiting: false);

    /// <summary>Open time waited until a moment.</summary>
    public TimeSpan Waited(DateTimeOffset until) => Sum(until, waiting: true);

    /// <summary>When so much has been used, the last stretch going on for ever. Null while it waits.</summary>
    public DateTimeOffset? WhenUsed(TimeSpan open)
    {
        var spans = run.Spans;
        for (var i = 0; i < spans.Length; i++)
        {
            ref readonly var span = ref spans[i];
            if (span.Waits is not null) continue;
            var measure = CalendarOf(span.Terms);
            if (i == spans.Length - 1) return measure.Add(span.From, open);
            var used = measure.OpenBetween(span.From, span.Until!.Value);
            if (open <= used) return measure.Add(span.From, open);
            open -= used;
        }
        return null;
    }

    /// <summary>The calendar that measures what was lived under some terms.</summary>
    public BusinessCalendar CalendarOf(ClockTerms asked) => ReferenceEquals(asked, terms) ? calendar : book.Calendar(asked, unit);

    private TimeSpan Sum(DateTimeOffset until, bool waiting)
    {
        var sum = TimeSpan.Zero;
        foreach (ref readonly var span in run.Spans)
        {
            if (span.Waits is not null == waiting) sum += CalendarOf(span.Terms).OpenBetween(span.From, span.Until is { } end && end < until ? end : until);
        }
        return sum;
    }
}
