using System.Globalization;

namespace Backline.Domain.Common;

/// <summary>Numbers as they stand in formulas: culture-neutral, no grouping, no needless zeros.</summary>
public static class Figure
{
    public static string Of(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
