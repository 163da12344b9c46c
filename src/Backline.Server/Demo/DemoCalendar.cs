using Backline.Domain.Common;

namespace Backline.Server.Demo;

/// <summary>The story's year, told back from the day it is loaded: month 0 is this one, month 11 the one eleven months ago.</summary>
/// <param name="Today">The moment the loading began; nothing happens after it.</param>
internal sealed record DemoCalendar(DateTimeOffset Today)
{
    public const int MonthsTold = 11;

    public Month MonthAgo(int months) => Month.From(FirstDay(months));

    public DateOnly FirstDay(int monthsAgo) => new DateOnly(Today.Year, Today.Month, 1).AddMonths(-monthsAgo);

    /// <summary>A moment of a past month, or of the last hour where the month is this one.</summary>
    public DateTimeOffset At(int monthsAgo, int day, int hour, int minutesBeforeNow) => monthsAgo == 0
        ? Today.AddMinutes(-minutesBeforeNow)
        : new(FirstDay(monthsAgo).AddDays(day - 1), new TimeOnly(hour, 0), TimeSpan.Zero);
}
