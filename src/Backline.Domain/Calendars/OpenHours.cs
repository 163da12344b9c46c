using System.Runtime.InteropServices;
using Backline.Domain.Common;

namespace Backline.Domain.Calendars;

/// <summary>Hours of a day in which work is done, by the clock on the wall there.</summary>
/// <param name="Until">Excluded; 00:00 is the end of the day.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenHours(TimeOnly From, TimeOnly Until)
{
    public static readonly OpenHours AllDay = new(TimeOnly.MinValue, TimeOnly.MinValue);

    public TimeSpan Start => From.ToTimeSpan();
    public TimeSpan End => Until == TimeOnly.MinValue ? TimeSpan.FromDays(1) : Until.ToTimeSpan();
}

/// <summary>The open hours of each day of a week: none, one interval or several (a lunch break parts a day in two).</summary>
public sealed record WeekHours
{
    private readonly OpenHours[][] days;

    private WeekHours(OpenHours[][] days) => this.days = days;

    public static readonly WeekHours Always = EveryDay(OpenHours.AllDay);

    /// <summary>Monday to Friday, 09:00 to 17:00.</summary>
    public static readonly WeekHours Business = Workdays(new OpenHours(new(9, 0), new(17, 0)));

    public static WeekHours EveryDay(params OpenHours[] hours) => Of(_ => hours);

    public static WeekHours Workdays(params OpenHours[] hours) => Of(day => day is DayOfWeek.Saturday or DayOfWeek.Sunday ? [] : hours);

    /// <exception cref="RefusedException">An interval ends before it begins, two overlap, or no day is open.</exception>
    public static WeekHours Of(Func<DayOfWeek, IReadOnlyList<OpenHours>> hours)
    {
        OpenHours[][] week = [.. Enum.GetValues<DayOfWeek>().Select(day => hours(day).OrderBy(one => one.From).ToArray())];
        WhyNot(week).ThrowIfRefused();
        return new(week);
    }

    public bool AreAlways => days.All(day => day is [{ } all] && all == OpenHours.AllDay);

    public IReadOnlyList<OpenHours> On(DayOfWeek day) => days[(int)day];

    private static Refusal? WhyNot(OpenHours[][] week)
    {
        for (var day = 0; day < week.Length; day++)
        {
            for (var i = 0; i < week[day].Length; i++)
            {
                if (week[day][i].End <= week[day][i].Start) return new("calendar.interval-empty", (DayOfWeek)day, week[day][i].From, week[day][i].Until);
                if (i > 0 && week[day][i].Start < week[day][i - 1].End) return new("calendar.intervals-overlap", (DayOfWeek)day, week[day][i].From);
            }
        }
        return week.All(day => day.Length == 0) ? new("calendar.never-open") : null;
    }
}
