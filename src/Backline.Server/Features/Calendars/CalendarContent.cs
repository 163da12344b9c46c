using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backline.Domain.Calendars;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Calendars;

/// <summary>Hours of a day, by the clock there.</summary>
/// <param name="Until">Excluded; 00:00 is the end of the day.</param>
public sealed record HoursSaid(TimeOnly From, TimeOnly Until);

/// <summary>The open hours of each day of a week, as they are sent and stored; a day left out is closed.</summary>
public sealed partial record WeekSaid(
    IReadOnlyList<HoursSaid>? Monday = null, IReadOnlyList<HoursSaid>? Tuesday = null, IReadOnlyList<HoursSaid>? Wednesday = null, IReadOnlyList<HoursSaid>? Thursday = null,
    IReadOnlyList<HoursSaid>? Friday = null, IReadOnlyList<HoursSaid>? Saturday = null, IReadOnlyList<HoursSaid>? Sunday = null)
{
    public static WeekSaid Of(WeekHours week)
    {
        return new(On(DayOfWeek.Monday), On(DayOfWeek.Tuesday), On(DayOfWeek.Wednesday), On(DayOfWeek.Thursday), On(DayOfWeek.Friday), On(DayOfWeek.Saturday), On(DayOfWeek.Sunday));

        IReadOnlyList<HoursSaid> On(DayOfWeek day) => [.. week.On(day).Select(hours => new HoursSaid(hours.From, hours.Until))];
    }

    /// <exception cref="RefusedException"><c>calendar.interval-empty</c>, <c>calendar.intervals-overlap</c>, <c>calendar.never-open</c></exception>
    public WeekHours Read() => WeekHours.Of(day => [.. (On(day) ?? []).Select(hours => new OpenHours(hours.From, hours.Until))]);

    private IReadOnlyList<HoursSaid>? On(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => Monday,
        DayOfWeek.Tuesday => Tuesday,
        DayOfWeek.Wednesday => Wednesday,
        DayOfWeek.Thursday => Thursday,
        DayOfWeek.Friday => Friday,
        DayOfWeek.Saturday => Saturday,
        _ => Sunday,
    };
}

/// <summary>A day on which it is closed.</summary>
/// <param name="Settled">False: announced or reckoned, and may still move; a promise that rests on it says so.</param>
public sealed record HolidaySaid(DateOnly Day, string Name, bool Settled = true);

/// <summary>What a version of a calendar says.</summary>
/// <param name="From">The first day it counts; of the first version it doesn't matter.</param>
public sealed record CalendarContent(DateOnly From, WeekSaid Week, IReadOnlyList<HolidaySaid> Holidays)
{
    /// <summary>The same for the same content.</summary>
    public string Hash(string code) => HashOf(code + JsonSerializer.Serialize(this, BacklineJson.Options));

    public CalendarVersion In(TimeZoneInfo zone, WeekHours? instead = null) =>
        new(From, zone, instead ?? Week.Read(), Holidays.ToDictionary(holiday => holiday.Day, holiday => new Holiday(holiday.Day, holiday.Name, holiday.Settled)));

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
