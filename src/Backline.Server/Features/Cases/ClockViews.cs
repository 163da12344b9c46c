using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Server.Features.Cases;

/// <summary>A clock now: the same for the desk and for whoever asked. Seconds are of open time.</summary>
/// <param name="DueAt">Null while it waits, and where nothing is promised.</param>
/// <param name="RemainingSeconds">Negative once overdue; null where nothing is promised.</param>
/// <param name="Open">Its calendar is open now.</param>
public sealed record ClockView(
    MilestoneKind Milestone, int Occurrence, ClockState State, Promise? Promise, DateTimeOffset StartedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, long ElapsedSeconds, long? RemainingSeconds, bool Open)
{
    internal static ClockView Of(Clock clock, DateTimeOffset now)
    {
        var face = clock.At(now);
        return new(clock.Run.Milestone.Kind, clock.Run.Occurrence, face.State, clock.Promise, clock.Run.StartedAt, clock.DueAt, clock.Run.EndedAt, Seconds(face.Elapsed), face.Remaining is { } left ? Seconds(left) : null, face.IsOpen);
    }

    internal static long Seconds(TimeSpan time) => (long)Math.Floor(time.TotalSeconds);
}

/// <param name="At">Null while it waits.</param>
public sealed record ClockWarning(int Percent, DateTimeOffset? At);

/// <param name="Settled">False: the day may still move.</param>
public sealed record ClockHoliday(string Name, bool Settled);

/// <summary>A day of a clock, by the clock on the wall of its calendar.</summary>
/// <param name="LeftSeconds">Of the time given, at the end of the day.</param>
public sealed record ClockDayView(DateOnly Day, long CountedSeconds, long WaitedSeconds, long? LeftSeconds, IReadOnlyList<PauseReason> Waits, ClockHoliday? Holiday);

/// <summary>A clock with its arithmetic: the days add up to what it shows.</summary>
/// <param name="FirstDueAt">What was due on the day it started, before any wait or change.</param>
/// <param name="GivenSeconds">Open time between the start and what is promised.</param>
/// <param name="TimeZone">By whose wall the days are told.</param>
public sealed record ClockSheet(ClockView Clock, DateTimeOffset? FirstDueAt, long GivenSeconds, long WaitedSeconds, string TimeZone, IReadOnlyList<ClockWarning> Warnings, IReadOnlyList<ClockDayView> Days)
{
    internal static ClockSheet Of(Clock clock, ClockBook book, DateTimeOffset now)
    {
        var until = clock.Run.EndedAt ?? now;
        return new(
            ClockView.Of(clock, now), clock.FirstDueAt(), ClockView.Seconds(clock.Given), ClockView.Seconds(clock.Measure.Waited(until)), book.Calendar(clock.Run.Terms, clock.Promise?.Unit ?? PromiseUnit.Hours).ZoneAt(until).Id,
            [.. clock.Warnings().Select(warning => new ClockWarning(warning.Percent, warning.At))],
            [.. ClockDays.Of(clock, now).Select(day => new ClockDayView(day.Day, ClockView.Seconds(day.Counted), ClockView.Seconds(day.Waited), day.Left is { } left ? ClockView.Seconds(left) : null, day.Waits,
                day.Holiday is { } holiday ? new(holiday.Name, holiday.Settled) : null))]);
    }
}

/// <summary>The clocks of a case as its page shows them.</summary>
/// <param name="Kept">Earlier promises of the same kind that were kept, and those that were kept late.</param>
/// <param name="Promise">By when the next update would be due after one sent now; null: none is promised.</param>
public sealed record CaseClockSheets(IReadOnlyList<ClockSheet> Shown, int Kept, int Missed, DateTimeOffset? Promise);
