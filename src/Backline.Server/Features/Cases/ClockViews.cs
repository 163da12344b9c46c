using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Features.Calendars;

namespace Backline.Server.Features.Cases;

/// <summary>A clock now: the same for the desk and for whoever asked. Seconds are of open time.</summary>
/// <param name="DueAt">Null while it waits, and where nothing is promised.</param>
/// <param name="RemainingSeconds">Negative once overdue; null where nothing is promised.</param>
/// <param name="Open">Its calendar is open now.</param>
/// <param name="AroundTheClock">Its calendar is always open: an hour of it is an hour on the wall.</param>
/// <param name="Waits">What it stands still for.</param>
/// <param name="LookAgainAt">When somebody looks at that again.</param>
/// <param name="AgreedBy">By when whoever answered said to write again; null: the policy says.</param>
public sealed record ClockView(
    MilestoneKind Milestone, int Occurrence, ClockState State, Promise? Promise, DateTimeOffset StartedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, long ElapsedSeconds, long? RemainingSeconds, bool Open, bool AroundTheClock, PauseReason? Waits, DateTimeOffset? LookAgainAt, DateTimeOffset? AgreedBy)
{
    internal static ClockView Of(Clock clock, IReadOnlyList<CaseWait> waits, DateTimeOffset now)
    {
        var face = clock.At(now);
        var reason = face.State == ClockState.Paused ? clock.Run.Spans[^1].Waits : null;
        return new(clock.Run.Milestone.Kind, clock.Run.Occurrence, face.State, clock.Promise, clock.Run.StartedAt, clock.DueAt, clock.Run.EndedAt, Seconds(face.Elapsed), face.Remaining is { } left ? Seconds(left) : null, face.IsOpen,
            clock.Measure.CalendarOf(clock.Run.Terms).WeekAt(now).AreAlways, reason, waits.FirstOrDefault(wait => wait.Reason == reason)?.FollowUpAt, clock.Run.AgreedBy);
    }

    internal static long Seconds(TimeSpan time) => (long)Math.Floor(time.TotalSeconds);
}

/// <param name="At">Null while it waits.</param>
public sealed record ClockWarning(int Percent, DateTimeOffset? At);

/// <param name="Settled">False: the day may still move.</param>
public sealed record ClockHoliday(string Name, bool Settled);

/// <summary>Another time given from a moment on.</summary>
/// <param name="Promise">What is promised from then on; null: nothing.</param>
/// <param name="OfTerms">The plan, the account or the site changed, and with it what the case is measured by.</param>
public sealed record ClockChangeView(DateTimeOffset At, Severity From, Severity To, Promise? PromiseBefore, Promise? Promise, bool OfTerms);

/// <summary>A stretch of open time.</summary>
public sealed record ClockHours(DateTimeOffset From, DateTimeOffset Until);

/// <summary>A day of a clock, by the clock on the wall of its calendar.</summary>
/// <param name="Hours">The stretches that counted, in order.</param>
/// <param name="LeftSeconds">Of the time given, at the end of the day: what was left before, less what was counted.</param>
/// <param name="ResolvedSeconds">Open time in which the case was resolved, until it was opened again: it is not counted.</param>
/// <param name="OpenDay">The calendar has hours on this day.</param>
/// <param name="Outside">It has, and the clock lived through none of them.</param>
public sealed record ClockDayView(
    DateOnly Day, IReadOnlyList<ClockHours> Hours, long CountedSeconds, long WaitedSeconds, long ResolvedSeconds, long? LeftSeconds, IReadOnlyList<PauseReason> Waits, ClockHoliday? Holiday, bool OpenDay, bool Outside, IReadOnlyList<ClockChangeView> Changes);

/// <summary>A clock with its arithmetic: the days add up to what it shows.</summary>
/// <param name="FirstDueAt">What was due on the day it started, before any wait or change.</param>
/// <param name="GivenSeconds">Open time between the start and what is promised.</param>
/// <param name="TimeZone">By whose wall the days are told.</param>
/// <param name="Hours">The hours of a week that count.</param>
/// <param name="DaysToCome">From now until it is due, if nothing happens any more: all days together use up what is given.</param>
public sealed record ClockSheet(
    ClockView Clock, DateTimeOffset? FirstDueAt, long GivenSeconds, long WaitedSeconds, string TimeZone, WeekSaid Hours, IReadOnlyList<ClockWarning> Warnings, IReadOnlyList<ClockDayView> Days, IReadOnlyList<ClockDayView> DaysToCome)
{
    internal static ClockSheet Of(Clock clock, IReadOnlyList<CaseWait> waits, DateTimeOffset now)
    {
        var until = clock.Run.EndedAt ?? now;
        var calendar = clock.Measure.CalendarOf(clock.Run.Terms);
        var days = ClockDays.Of(clock, now);
        var rows = Rows([.. days.Past, .. days.ToCome], clock.Promise is null ? null : ClockView.Seconds(clock.Given));
        return new(
            ClockView.Of(clock, waits, now), clock.FirstDueAt(), ClockView.Seconds(clock.Given), ClockView.Seconds(clock.Measure.Waited(until)), calendar.ZoneAt(until).Id, WeekSaid.Of(calendar.WeekAt(until)),
            [.. clock.Warnings().Select(warning => new ClockWarning(warning.Percent, warning.At))], [.. rows.Take(days.Past.Count)], [.. rows.Skip(days.Past.Count)]);
    }

    // whole seconds of what has been counted so far, so that the seconds of the days add up too
    private static List<ClockDayView> Rows(IReadOnlyList<ClockDay> days, long? given)
    {
        var (counted, waited, rested) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        return [.. days.Select(day =>
        {
            var (before, waitedBefore, restedBefore) = (ClockView.Seconds(counted), ClockView.Seconds(waited), ClockView.Seconds(rested));
            (counted, waited, rested) = (counted + day.Counted, waited + day.Waited, rested + day.Rested);
            return new ClockDayView(
                day.Day, [.. day.Hours.Select(hours => new ClockHours(hours.From, hours.Until))], ClockView.Seconds(counted) - before, ClockView.Seconds(waited) - waitedBefore, ClockView.Seconds(rested) - restedBefore, given - ClockView.Seconds(counted), day.Waits,
                day.Holiday is { } holiday ? new(holiday.Name, holiday.Settled) : null, day.IsOpenDay, day.IsOutside,
                [.. day.Changes.Select(change => new ClockChangeView(change.At, change.From, change.To, change.PromiseBefore, change.Promise, change.OfTerms))]);
        })];
    }
}

/// <summary>The clocks of a case as its page shows them.</summary>
/// <param name="Kept">Earlier promises of the same kind that were kept, and those that were kept late.</param>
/// <param name="NextUpdate">What may be promised with an answer sent now; null: nothing is.</param>
public sealed record CaseClockSheets(IReadOnlyList<ClockSheet> Shown, int Kept, int Missed, NextUpdateOffer? NextUpdate);
