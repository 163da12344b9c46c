using System.Globalization;
using System.Text;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Calendars;

/// <summary>Holidays as lines: "2027-05-01,Labour Day", with ",?" behind for one that may still move.</summary>
public static class HolidayText
{
    public static string Write(IEnumerable<HolidaySaid> holidays)
    {
        var text = new StringBuilder();
        foreach (var one in holidays) text.Append(one.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append(',').Append(one.Name).Append(one.Settled ? "\n" : ",?\n");
        return text.ToString();
    }

    /// <exception cref="InvalidInputException">A line can't be read: <c>calendar.holiday-unreadable</c>.</exception>
    public static IReadOnlyList<HolidaySaid> Read(string? text)
    {
        var (read, errors) = (new List<HolidaySaid>(), new InputErrors());
        foreach (var line in (text ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split([',', ';', '\t'], 2, StringSplitOptions.TrimEntries);
            var open = parts.Length == 2 && (parts[1].EndsWith(",?", StringComparison.Ordinal) || parts[1].EndsWith(";?", StringComparison.Ordinal));
            if (parts.Length == 2 && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) read.Add(new(day, (open ? parts[1][..^2] : parts[1]).Trim(' ', '"'), !open));
            else if (!errors.Any) errors.Refuse(true, "/holidays", "calendar.holiday-unreadable", line);
        }
        errors.ThrowIfAny();
        return read;
    }
}
