using System.Globalization;
using System.Text.RegularExpressions;

namespace Backline.Domain.Cases;

/// <summary>A length of time as people write it: "90", "90 min", "1h 15", "1 h 15 min", "1:15".</summary>
public static partial class SpentTime
{
    /// <summary>In minutes; null: it is none of these.</summary>
    public static int? Minutes(string text)
    {
        var read = Length().Match(text.Trim());
        return read.Success ? Number(read.Groups["hours"]) * 60 + Number(read.Groups["minutes"]) : null;
    }

    private static int Number(Group part) => part.Success ? int.Parse(part.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    // minutes beside hours are fewer than sixty: "1:75" is a slip, not two hours and a quarter
    [GeneratedRegex("^(?:(?<minutes>[0-9]{1,6})\\s*(?:m|mins?|minutes?)?\\.?|(?<hours>[0-9]{1,4})\\s*(?:h|hrs?|hours?)\\.?(?:\\s*(?<minutes>[0-5]?[0-9])\\s*(?:m|mins?|minutes?)?\\.?)?|(?<hours>[0-9]{1,4}):(?<minutes>[0-5][0-9]))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Length();
}
