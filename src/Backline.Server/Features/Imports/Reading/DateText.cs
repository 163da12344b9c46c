using System.Globalization;
using System.Text;

namespace Backline.Server.Features.Imports.Reading;

internal enum DateOutcome { Empty, Moment, Day, NeedsOrder, Impossible, Unknown }

/// <summary>What a text says about a date. A day has no time; its <c>At</c> is midnight in the zone of the file.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct DateReading(DateOutcome Outcome, DateTimeOffset At = default)
{
    public bool IsDate => Outcome is DateOutcome.Moment or DateOutcome.Day;
    public DateOnly Day => new(At.Year, At.Month, At.Day);
}

/// <summary>
/// Reads the notations exports really use. A date of three numbers with slashes or hyphens and the year last is read by the order of its
/// column, never by itself; with points it is day first, as everywhere where points are written. Years have four digits.
/// </summary>
internal static class DateText
{
    private const int Earliest = 1990, Latest = 2100;

    private static readonly Dictionary<string, int> Months = MonthNames();

    public static DateReading Read(ReadOnlySpan<char> text, DateOrder? order, TimeZoneInfo zone)
    {
        text = text.Trim();
        if (text.IsEmpty) return new(DateOutcome.Empty);
        if (IsoMoment(text, out var moment)) return IsNever(moment.Year, moment.Month, moment.Day) ? new(DateOutcome.Empty) : Plausible(moment, DateOutcome.Moment);
        if (text.Length > 48) return new(DateOutcome.Unknown);
        if (text.IndexOfAnyExceptInRange('0', '9') < 0) return FromNumber(text, zone);
        if (text.Length is > 6 and < 20 && text[5] is '.' or ',' && text[..5].IndexOfAnyExceptInRange('0', '9') < 0 && text[6..].IndexOfAnyExceptInRange('0', '9') < 0)
            return FromNumber($"{text[..5]}.{text[6..]}", zone);
        return FromParts(Split(text), text, order, zone);
    }

    /// <summary>The order that only one reading of this text allows; null when both or neither do.</summary>
    public static DateOrder? Evidence(ReadOnlySpan<char> text)
    {
        if (IsoMoment(text, out _)) return null;
        var dayFirst = Read(text, DateOrder.DayFirst, TimeZoneInfo.Utc);
        var monthFirst = Read(text, DateOrder.MonthFirst, TimeZoneInfo.Utc);
        if (Read(text, null, TimeZoneInfo.Utc).IsDate || dayFirst.IsDate == monthFirst.IsDate) return null;
        return dayFirst.IsDate ? DateOrder.DayFirst : DateOrder.MonthFirst;
    }

    private static bool IsoMoment(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length != 20 || text[19] != 'Z' || text[10] != 'T' || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        if (Number(text[..4]) is not { } year || Number(text[5..7]) is not { } month || Number(text[8..10]) is not { } day
            || Number(text[11..13]) is not { } hour || Number(text[14..16]) is not { } minute || Number(text[17..19]) is not { } second) return false;
        if (!IsDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
        moment = new(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    /// <summary>Spreadsheet days since 1899-12-30, Unix seconds, Unix milliseconds: told apart by their length.</summary>
    private static DateReading FromNumber(ReadOnlySpan<char> text, TimeZoneInfo zone)
    {
        if (text.Contains('.') || text.Length == 5)
        {
            var days = double.Parse(text, CultureInfo.InvariantCulture);
            var at = new DateTimeOffset(1899, 12, 30, 0, 0, 0, TimeSpan.Zero).AddSeconds(Math.Round(days * 86_400));
            return Plausible(InZone(at, zone), text.Length == 5 ? DateOutcome.Day : DateOutcome.Moment);
        }
        return text.Length switch
        {
            10 => Plausible(DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture)), DateOutcome.Moment),
            13 => Plausible(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture)), DateOutcome.Moment),
            8 => FromParts([text[..4].ToString(), text[4..6].ToString(), text[6..].ToString()], "", null, zone),
            _ => new(DateOutcome.Unknown),
        };
    }

    private static DateReading FromParts(List<string> parts, ReadOnlySpan<char> text, DateOrder? order, TimeZoneInfo zone)
    {
        if (parts.Count < 3) return new(DateOutcome.Unknown);
        var (a, b, c) = (parts[0], parts[1], parts[2]);
        var time = parts.Skip(3).ToList();
        if (Month(a) is { } first && Number(b) is { } second && Year(c) is { } third) return Build(third, first, second, time, zone);
        if (Number(a) is { } day && Month(b) is { } named && Year(c) is { } year) return Build(year, named, day, time, zone);
        if (Year(a) is { } start && Number(b) is { } month && Number(c) is { } last) return Build(start, month, last, time, zone);
        if (Number(a) is not { } one || Number(b) is not { } two || Year(c) is not { } end) return new(DateOutcome.Unknown);
        if (text.Contains('.') && text.IndexOf('.') <= 2) return Build(end, two, one, time, zone);
        if (!IsDay(end, two, one) && !IsDay(end, one, two)) return new(DateOutcome.Impossible);
        return order switch
        {
            DateOrder.DayFirst => Build(end, two, one, time, zone),
            DateOrder.MonthFirst => Build(end, one, two, time, zone),
            _ => one == two ? Build(end, one, two, time, zone) : new(DateOutcome.NeedsOrder),
        };
    }

    private static DateReading Build(int year, int month, int day, List<string> time, TimeZoneInfo zone)
    {
        if (IsNever(year, month, day)) return new(DateOutcome.Empty);
        // years at the ends of the calendar leave it with their offset
        if (!IsDay(year, month, day) || year is < Earliest or >= Latest) return new(DateOutcome.Impossible);
        var midnight = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        if (time.Count == 0) return Plausible(InZone(midnight, zone), DateOutcome.Day);
        if (Clock(time, out var clock, out var offset) is false) return new(DateOutcome.Unknown);
        var local = midnight + clock;
        return Plausible(offset is { } given ? new(local.Ticks, given) : InZone(local, zone), DateOutcome.Moment);
    }

    /// <summary><c>14:30</c>, <c>14:30:00.123</c>, <c>2:30 PM</c>, <c>14:30Z</c>, <c>14:30+09:00</c>.</summary>
    private static bool Clock(List<string> parts, out TimeSpan clock, out TimeSpan? offset)
    {
        (clock, offset) = (default, null);
        var text = string.Concat(parts);
        if (text.EndsWith('Z'))
        {
            offset = TimeSpan.Zero;
            text = text[..^1];
        }
        else if (text.LastIndexOfAny(['+', '-']) is > 0 and var sign)
        {
            if (!TimeSpan.TryParseExact(text[(sign + 1)..], ["hh\\:mm", "hhmm", "hh"], CultureInfo.InvariantCulture, out var shift) || shift.TotalHours > 14) return false;
            offset = text[sign] == '-' ? -shift : shift;
            text = text[..sign];
        }
        var half = text.EndsWith("PM", StringComparison.OrdinalIgnoreCase) ? 12 : text.EndsWith("AM", StringComparison.OrdinalIgnoreCase) ? 0 : -1;
        if (half >= 0) text = text[..^2].TrimEnd();
        if (!TimeOnly.TryParseExact(text, ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        if (half >= 0 && time.Hour is 0 or > 12 && half >= 0) return false;
        clock = half < 0 ? time.ToTimeSpan() : time.ToTimeSpan() + TimeSpan.FromHours(half - (time.Hour == 12 ? 12 : 0));
        return true;
    }

    /// <summary>The three parts of the day, then the rest: <c>2026년 11월 5일</c> and <c>5 tháng 11, 2026</c> come apart too.</summary>
    private static List<string> Split(ReadOnlySpan<char> text)
    {
        var parts = new List<string>();
        while (parts.Count < 3 && !text.IsEmpty)
        {
            var length = 1;
            var isDigit = char.IsAsciiDigit(text[0]);
            if (isDigit || char.IsLetter(text[0]))
            {
                while (length < text.Length && (isDigit ? char.IsAsciiDigit(text[length]) : char.IsLetter(text[length]) || char.GetUnicodeCategory(text[length]) == UnicodeCategory.NonSpacingMark)) length++;
                var part = text[..length].ToString();
                if (!IsFiller(part)) parts.Add(part);
            }
            text = text[length..];
        }
        text = text.TrimStart(" .,T년월일年月日");
        if (!text.IsEmpty) parts.Add(text.ToString().Replace(" ", "", StringComparison.Ordinal));
        return parts;
    }

    private static bool IsFiller(string part) =>
        HeaderKey.Of(part) is var key && (Fillers.Contains(key) || Weekdays.Contains(key));

    private static readonly HashSet<string> Fillers =
        [.. new[] { "년", "월", "일", "年", "月", "日", "tháng", "thg", "ngày", "năm", "de", "del", "th", "st", "nd", "rd" }.Select(word => HeaderKey.Of(word))];

    private static readonly HashSet<string> Weekdays = [.. Cultures().SelectMany(culture =>
        culture.DateTimeFormat.DayNames.Concat(culture.DateTimeFormat.AbbreviatedDayNames)).Select(name => HeaderKey.Of(name))
        .Where(key => key.Length > 2)];

    private static Dictionary<string, int> MonthNames()
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var format in Cultures().Select(culture => culture.DateTimeFormat))
            foreach (var names in new[] { format.MonthNames, format.MonthGenitiveNames, format.AbbreviatedMonthNames, format.AbbreviatedMonthGenitiveNames })
                for (var i = 0; i < 12; i++)
                    if (HeaderKey.Of(names[i]) is { Length: > 1 } key && key.All(char.IsLetter)) months.TryAdd(key, i + 1);
        months.TryAdd("sept", 9);
        return months;
    }

    private static IEnumerable<CultureInfo> Cultures() => "en es it de".Split(' ').Select(CultureInfo.GetCultureInfo);

    private static int? Month(string part) => Months.TryGetValue(HeaderKey.Of(part), out var month) ? month : null;

    private static int? Year(string part) => part.Length == 4 ? Number(part) : null;

    private static int? Number(ReadOnlySpan<char> text) =>
        text.Length is 1 or 2 or 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsDay(int year, int month, int day) =>
        year is > 0 and < 10_000 && month is >= 1 and <= 12 && day >= 1 && day <= DaysInMonth(year, month);

    /// <summary>What programs write that have no date: the first day of the calendar, in whatever zone.</summary>
    private static bool IsNever(int year, int month, int day) => (year, month, day) is (1, 1, 1);

    private static int DaysInMonth(int year, int month) => CultureInfo.InvariantCulture.Calendar.GetDaysInMonth(year, month);

    private static DateTimeOffset InZone(DateTimeOffset local, TimeZoneInfo zone) =>
        ReferenceEquals(zone, TimeZoneInfo.Utc) ? local : new(local.Ticks, zone.GetUtcOffset(local - zone.GetUtcOffset(local)));

    /// <summary>No device of ours was seen, registered or shipped outside these years.</summary>
    private static DateReading Plausible(DateTimeOffset at, DateOutcome outcome) =>
        at.Year is >= Earliest and < Latest ? new(outcome, at) : new(DateOutcome.Impossible);
}
