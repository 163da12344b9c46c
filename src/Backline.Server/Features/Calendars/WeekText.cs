using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Calendars;

/// <content>The hours of a day as people type them: "08:00-12:00, 13:00-17:00"; nothing is closed.</content>
public sealed partial record WeekSaid
{
    private static readonly string[] forms = ["H:mm", "HH:mm", "%H"];

    /// <exception cref="InvalidInputException">By day: "/monday".</exception>
    public static WeekSaid Typed(Func<DayOfWeek, string?> typed)
    {
        var errors = new InputErrors();
        var days = Enum.GetValues<DayOfWeek>().ToDictionary(day => day, day => Hours(typed(day), day, errors));
        errors.ThrowIfAny();
        return new(days[DayOfWeek.Monday], days[DayOfWeek.Tuesday], days[DayOfWeek.Wednesday], days[DayOfWeek.Thursday], days[DayOfWeek.Friday], days[DayOfWeek.Saturday], days[DayOfWeek.Sunday]);
    }

    public string Text(DayOfWeek day) => string.Join(", ", (On(day) ?? []).Select(hours => Time(hours.From) + "-" + (hours.Until == TimeOnly.MinValue ? "24:00" : Time(hours.Until))));

    /// <summary>All of it in a line, days of the same hours together: "Mon–Fri 08:00–18:00, Sat 09:00–12:00".</summary>
    public string Text()
    {
        var days = Enumerable.Range(1, 7).Select(day => (DayOfWeek)(day % 7)).ToList();
        var parts = new List<string>();
        for (var first = 0; first < days.Count;)
        {
            var hours = Text(days[first]);
            var last = first;
            while (last + 1 < days.Count && Text(days[last + 1]) == hours) last++;
            if (hours.Length > 0) parts.Add($"{Name(days[first])}{(last > first ? "–" + Name(days[last]) : "")} {hours.Replace('-', '–')}");
            first = last + 1;
        }
        return string.Join(", ", parts);
    }

    private static string Name(DayOfWeek day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName(day);

    private static List<HoursSaid> Hours(string? text, DayOfWeek day, InputErrors errors)
    {
        var hours = new List<HoursSaid>();
        foreach (var part in (text ?? "").Replace('–', '-').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('-', StringSplitOptions.TrimEntries) is [var from, var until] && TimeOnly.TryParseExact(from, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var opens) && Closing(until) is { } closes) hours.Add(new(opens, closes));
            else errors.Refuse(true, "/" + day.Word(), "calendar.hours-unreadable", part);
        }
        return hours;
    }

    private static TimeOnly? Closing(string text) => text == "24:00" ? TimeOnly.MinValue : TimeOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    private static string Time(TimeOnly at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
}
