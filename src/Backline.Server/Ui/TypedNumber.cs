using System.Globalization;
using System.Text.RegularExpressions;

namespace Backline.Server.Ui;

/// <summary>
/// A number as a person types it. Two forms are understood: the one the pages show this reader (thousands grouped in threes by the reader's sign or a space, the reader's
/// decimal sign; in German "1.181,37"), and the one of files and of the interface (no groups, a point; "1181.37"). A text that says one number in the one form and another
/// in the other ("1.181" in German) is taken for neither: nothing is guessed.
/// Digits of other scripts, and the wide ones of an input method, are the digits they are.
/// </summary>
public static class TypedNumber
{
    // a comma and a point; whatever else stands between digits is a space
    private const string Spaces = "[ \u00a0\u202f]";

    /// <summary>What a text says in each of the two forms: none, one number, or two that differ.</summary>
    public static IReadOnlyList<decimal> Readings(string text, CultureInfo reader) =>
        [.. new[] { Own(text, reader), Neutral(text) }.OfType<decimal>().Distinct()];

    /// <summary>
    /// A whole number: without a decimal sign a group can't be taken for a fraction, and decimals that are noughts take nothing from it ("1.350,00"),
    /// unless the three of them could be a group ("1,350" in German). Null: it is none.
    /// </summary>
    public static int? Whole(string text, CultureInfo reader)
    {
        var number = Own(text, reader);
        var decimals = number is not null ? Decimals(text, reader.NumberFormat.NumberDecimalSeparator) : Decimals(text, ".");
        return (number ?? Neutral(text)) is { } read && decimal.IsInteger(read) && decimals != 3 && read is >= int.MinValue and <= int.MaxValue ? (int)read : null;
    }

    private static int Decimals(string text, string sign) => text.LastIndexOf(sign, StringComparison.Ordinal) is >= 0 and var at ? text.Length - at - sign.Length : 0;

    /// <summary>As the reader would type it: the reader's decimal sign, no groups, so that it reads as nothing else.</summary>
    /// <param name="decimals">At least; no more than four are kept.</param>
    public static string Text(decimal value, int decimals, CultureInfo reader) => value.ToString("0." + new string('0', decimals) + new string('#', Math.Max(0, 4 - decimals)), reader);

    private static decimal? Own(string typed, CultureInfo reader)
    {
        var text = WithOwnDigits(typed);
        var (group, point) = (Regex.Escape(reader.NumberFormat.NumberGroupSeparator), Regex.Escape(reader.NumberFormat.NumberDecimalSeparator));
        var match = Regex.Match(text, $@"^(?<sign>[-−]?)(?<whole>[0-9]{{1,3}}(?<group>{group}|{Spaces})[0-9]{{3}}(\k<group>[0-9]{{3}})*|[0-9]+|(?={point}))({point}(?<part>[0-9]+))?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success ? Value(match.Groups["sign"].Length > 0, string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit)), match.Groups["part"].Value) : null;
    }

    private static decimal? Neutral(string typed)
    {
        var text = WithOwnDigits(typed);
        var match = Regex.Match(text, @"^(?<sign>[-−]?)(?<whole>[0-9]*)(\.(?<part>[0-9]+))?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success && match.Groups["whole"].Length + match.Groups["part"].Length > 0 ? Value(match.Groups["sign"].Length > 0, match.Groups["whole"].Value, match.Groups["part"].Value) : null;
    }

    private static string WithOwnDigits(string typed) => string.Concat(typed.Select(letter => char.IsDigit(letter) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)) : letter));

    private static decimal? Value(bool negative, string whole, string part) =>
        decimal.TryParse($"0{whole}.{part}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? negative ? -value : value : null;
}
