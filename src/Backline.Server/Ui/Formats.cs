using System.Globalization;
using System.Text.RegularExpressions;
using Backline.Domain.Calendars;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>
/// Numbers, amounts, days and moments as this reader writes them. Numbers follow the language the reader chose. Days and months are words, so their names and their order
/// are those of the texts around them: a page never mixes two languages (docs/adr/0011).
/// </summary>
public sealed partial class Formats(CurrentReader reader, TimeProvider clock, IStringLocalizer<UiTexts> texts)
{
    private readonly CultureInfo numbers = CultureInfo.CurrentCulture;
    private TimeZoneInfo? zone;

    public TimeZoneInfo Zone => zone ??= reader.Known is { } known && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out var own) ? own : TimeZoneInfo.Utc;

    /// <summary>Today in the reader's zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(At(clock.GetUtcNow()).DateTime);

    /// <summary>Today elsewhere: the days of a paper are those of its account, whoever reads it.</summary>
    public DateOnly TodayIn(string timeZone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(clock.GetUtcNow(), timeZone).DateTime);

    public DateTimeOffset At(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    public string Number(decimal value, int decimals = 0) => Signed(value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), numbers));

    /// <summary>"14,40": a figure that stands in a field to be typed over.</summary>
    public string Typed(decimal value, int decimals = 0) => TypedNumber.Text(value, decimals, numbers);

    /// <summary>The same with the places of the currency.</summary>
    public string Typed(decimal value, string currency) => Typed(value, Money.MinorUnits(currency));

    /// <summary>As a field of the kind "datetime-local" shows it.</summary>
    public string Typed(DateTimeOffset moment) => TypedWall(At(moment));

    /// <summary>This hour of tomorrow, as such a field proposes it; on the nights on which clocks change, the next that is shown once.</summary>
    public string TypedTomorrow()
    {
        var wall = At(clock.GetUtcNow()).AddDays(1);
        wall = wall.AddTicks(-(wall.TimeOfDay.Ticks % TimeSpan.TicksPerHour));
        while (WallTime.WhyNot(DateOnly.FromDateTime(wall.DateTime), TimeOnly.FromTimeSpan(wall.TimeOfDay), Zone) is not null) wall = wall.AddHours(1);
        return TypedWall(wall);
    }

    private static string TypedWall(DateTimeOffset wall) => wall.ToString("yyyy-MM-dd'T'HH':'mm", CultureInfo.InvariantCulture);

    /// <summary>Culture-neutral arithmetic with the reader's thousands and decimals: "1040 × 24.00" becomes "1,040 × 24.00". Numbers that are part of a word or a day stay.</summary>
    public string Formula(string neutral) => Formula(neutral, numbers);

    /// <summary>The same for a paper, which is one for every reader.</summary>
    public static string Formula(string neutral, CultureInfo numbers) => NumberInFormula().Replace(neutral, number =>
        decimal.Parse(number.Value, CultureInfo.InvariantCulture).ToString("N" + Decimals(number.Value).ToString(CultureInfo.InvariantCulture), numbers));

    private static int Decimals(string number) => number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;

    /// <summary>The same of a line that ends in what it came to: where the result is another one, it says that it was rounded.</summary>
    public string Formula(string neutral, string result) => Rounded(Formula(neutral, numbers), neutral, result, texts);

    /// <summary>The same for a line that is written already.</summary>
    public static string Rounded(string written, string neutral, string result, IStringLocalizer<UiTexts> texts) =>
        neutral.LastIndexOf("= ", StringComparison.Ordinal) is >= 0 and var at && Exact(neutral[(at + 2)..]) is { } exact && Exact(result) is { } whole && whole != exact
            ? texts[whole > exact ? "formula.up" : "formula.down", written] : written;

    private static decimal? Exact(string figure) => decimal.TryParse(figure, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"(?<![\w.\-])\d+(\.\d+)?(?![\w.\-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberInFormula();

    /// <summary>"15.0 %"; the value is in percent.</summary>
    public string Percent(decimal value, int decimals = 1) => Number(value, decimals) + " %";

    /// <summary>"+15.0 %", "−1.5 %", "0.0 %".</summary>
    public string Change(decimal value, int decimals = 1) => (value > 0 ? "+" : "") + Percent(value, decimals);

    /// <summary>Growth as every page shows it, "+15.0 %"; "–" where nothing was there to grow.</summary>
    public string Growth(decimal? percent) => percent is { } known ? Change(known) : "–";

    /// <summary>"600.00 EUR", "98,000 JPY": the places of the currency.</summary>
    public string Amount(Money money) => Number(money.Amount, Money.MinorUnits(money.Currency)) + " " + money.Currency;

    /// <summary>"Fri 20 Nov"; with the year when it is another one.</summary>
    public string Day(DateOnly day) => day.ToString(DayPattern(day.Year != Today.Year, weekday: true), Words);

    /// <summary>"31 Aug 2027": terms, papers and whatever is read years later.</summary>
    public string FullDay(DateOnly day) => PlainDay(day);

    /// <summary>The same where no reader asks: sentences of rules, mails.</summary>
    public static string PlainDay(DateOnly day) => day.ToString(DayPattern(year: true, weekday: false), Words);

    /// <summary>"31 Aug 2027 16:05 (Europe/Berlin)" by a clock that is named, for the mail may be read elsewhere.</summary>
    public static string PlainMoment(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var wall = TimeZoneInfo.ConvertTime(moment, zone);
        return $"{PlainDay(DateOnly.FromDateTime(wall.DateTime))} {wall.ToString("HH:mm", CultureInfo.InvariantCulture)} ({zone.Id})";
    }

    /// <summary>"November 2026" where no reader asks.</summary>
    public static string PlainMonth(DateOnly month) => month.ToString(MonthPattern, Words);

    /// <summary>"1,350.00 EUR" where no reader asks: as the recipient of a mail writes it.</summary>
    public static string PlainAmount(Money money) => money.Amount.ToString("N" + Money.MinorUnits(money.Currency).ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture) + " " + money.Currency;

    /// <summary>"Tuesday 17 November 2026".</summary>
    public string LongDay(DateOnly day) => day.ToString(Words.TwoLetterISOLanguageName switch { "ko" => "yyyy년 M월 d일 dddd", "de" => "dddd, d. MMMM yyyy", _ => "dddd d MMMM yyyy" }, Words);

    public string Day(DateTimeOffset moment) => Day(DateOnly.FromDateTime(At(moment).DateTime));

    public string Time(DateTimeOffset moment) => At(moment).ToString("HH:mm", Words);

    /// <summary>"17:05": what a clock on that wall shows.</summary>
    public string HourIn(string timeZone, DateTimeOffset moment) => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(moment, timeZone).ToString("HH:mm", Words);

    /// <summary>"Fri 17:05": what a clock on that wall shows.</summary>
    public string TimeIn(string timeZone, DateTimeOffset moment) => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(moment, timeZone).ToString("ddd HH:mm", Words);

    /// <summary>"Today 10:24", "Tue 17 Nov 06:00".</summary>
    public string Moment(DateTimeOffset moment) => Moment(moment, texts["time.today"]);

    /// <summary>Inside a sentence: "today 10:24".</summary>
    public string MomentInside(DateTimeOffset moment) => Moment(moment, texts["time.today-inside"]);

    /// <summary>"10:24" of today, "Mon 10:24" within a week, "3 Dec 10:24": where a whole one has no room.</summary>
    public string ShortMoment(DateTimeOffset moment)
    {
        var day = DateOnly.FromDateTime(At(moment).DateTime);
        var away = Math.Abs(day.DayNumber - Today.DayNumber);
        return away == 0 ? Time(moment) : (away < 7 ? day.ToString("ddd", Words) : day.ToString(DayPattern(day.Year != Today.Year, weekday: false), Words)) + " " + Time(moment);
    }

    private string Moment(DateTimeOffset moment, string today)
    {
        var day = DateOnly.FromDateTime(At(moment).DateTime);
        return (day == Today ? today : Day(day)) + " " + Time(moment);
    }

    /// <summary>"November 2026".</summary>
    public string Month(DateOnly month) => month.ToString(MonthPattern, Words);

    public string ShortMonth(DateOnly month) => month.ToString("MMM", Words).TrimEnd('.');

    /// <summary>"just now", "3 min ago", "2 h ago", "12 days ago".</summary>
    public string Ago(DateTimeOffset moment)
    {
        var past = clock.GetUtcNow() - moment;
        return past.TotalMinutes < 1 ? texts["time.now"]
            : past.TotalMinutes < 60 ? texts["time.minutes-ago", (int)past.TotalMinutes]
            : past.TotalHours < 24 ? texts["time.hours-ago", (int)past.TotalHours]
            : texts["time.days-ago", (int)past.TotalDays];
    }

    /// <summary>"13 days left", "today", "2 days over".</summary>
    public string DaysLeft(DateOnly until) => DaysLeft(until, Today);

    public string DaysLeft(DateOnly until, DateOnly today)
    {
        var days = until.DayNumber - today.DayNumber;
        return days == 0 ? texts["time.last-day"] : days > 0 ? texts["time.days-left", days] : texts["time.days-over", -days];
    }

    /// <summary>"412 kB", "1.4 MB".</summary>
    public string Bytes(long bytes) => bytes < 1_000_000 ? Number(Math.Max(1, bytes / 1000)) + " kB" : Number(bytes / 1_000_000m, 1) + " MB";

    // asked each time: a mail speaks its recipient's language
    private static CultureInfo Words => CultureInfo.CurrentUICulture;

    private static string MonthPattern => Words.TwoLetterISOLanguageName == "ko" ? "yyyy년 M월" : "MMMM yyyy";

    private static string DayPattern(bool year, bool weekday) => Words.TwoLetterISOLanguageName switch
    {
        "ko" => (year ? "yyyy년 " : "") + "M월 d일" + (weekday ? " (ddd)" : ""),
        "de" => (weekday ? "ddd d. MMM" : "d. MMM") + (year ? " yyyy" : ""),
        _ => (weekday ? "ddd d MMM" : "d MMM") + (year ? " yyyy" : ""),
    };

    // a hyphen is too short to be seen before a digit
    private static string Signed(string number) => number.Replace('-', '−');
}
