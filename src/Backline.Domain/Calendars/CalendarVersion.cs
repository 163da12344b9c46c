namespace Backline.Domain.Calendars;

/// <summary>A day on which a place is closed.</summary>
/// <param name="Settled">False: announced or reckoned, and may still move; a promise that rests on it says so.</param>
public sealed record Holiday(DateOnly Day, string Name, bool Settled);

/// <summary>How a calendar reads from a day on: its zone, the hours of a week, and the holidays.</summary>
/// <param name="From">The first day, by the clock of <paramref name="Zone"/>; of the first version it doesn't matter.</param>
public sealed record CalendarVersion(DateOnly From, TimeZoneInfo Zone, WeekHours Week, IReadOnlyDictionary<DateOnly, Holiday> Holidays)
{
    public static readonly IReadOnlyDictionary<DateOnly, Holiday> NoHolidays = new Dictionary<DateOnly, Holiday>();

    public IReadOnlyList<OpenHours> On(DateOnly day) => Holidays.ContainsKey(day) ? [] : Week.On(day.DayOfWeek);
}
