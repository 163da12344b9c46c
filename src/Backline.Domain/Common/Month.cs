using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Backline.Domain.Common;

/// <summary>One month of the calendar, written "2026-11".</summary>
[JsonConverter(typeof(MonthJson))]
public readonly record struct Month : IComparable<Month>
{
    private readonly DateOnly first;

    public Month(int year, int number) => first = new(year, number, 1);

    public static Month From(DateOnly day) => new(day.Year, day.Month);

    public int Year => first.Year;
    public int Number => first.Month;
    public DateOnly First => first;
    public DateOnly Last => new(first.Year, first.Month, CultureInfo.InvariantCulture.Calendar.GetDaysInMonth(first.Year, first.Month));

    public Month AddMonths(int months) => From(first.AddMonths(months));
    public bool Contains(DateOnly day) => day.Year == Year && day.Month == Number;

    /// <summary>Whole months from this one to <paramref name="last"/>, both included; 0 or less when it lies before.</summary>
    public int CountTo(Month last) => ((last.Year - Year) * 12) + last.Number - Number + 1;

    /// <summary>Exactly "yyyy-MM".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Month month)
    {
        var ok = DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        month = ok ? From(day) : default;
        return ok;
    }

    /// <exception cref="RefusedException"><c>month.invalid</c></exception>
    public static Month Parse(string? text) => TryParse(text, out var month) ? month : throw new RefusedException(new("month.invalid", text ?? ""));

    public int CompareTo(Month other) => first.CompareTo(other.first);
    public static bool operator <(Month left, Month right) => left.first < right.first;
    public static bool operator >(Month left, Month right) => left.first > right.first;
    public static bool operator <=(Month left, Month right) => left.first <= right.first;
    public static bool operator >=(Month left, Month right) => left.first >= right.first;
    public static Month Max(Month left, Month right) => left > right ? left : right;

    public override string ToString() => first.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
