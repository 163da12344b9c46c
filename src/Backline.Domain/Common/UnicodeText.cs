using System.Buffers;
using System.Text;

namespace Backline.Domain.Common;

/// <summary>Text from anywhere: its normal form, and what nobody writes into it.</summary>
public static class UnicodeText
{
    private const string Breaks = "\t\n\r";

    /// <summary>
    /// Characters without a shape that nobody writes into a name: controls (U+0000 to U+001F, U+007F to U+009F), and those that turn the direction of what
    /// follows (U+202A to U+202E, U+2066 to U+2069), so that a name shows as another.
    /// </summary>
    public static IReadOnlyList<char> Unwritten { get; } = [.. From(0, 0x1F), .. From(0x7F, 0x9F), .. From(0x202A, 0x202E), .. From(0x2066, 0x2069)];

    private static readonly SearchValues<char> ofNames = SearchValues.Create([.. Unwritten]);
    private static readonly SearchValues<char> ofLines = SearchValues.Create([.. Unwritten.Where(letter => !Breaks.Contains(letter, StringComparison.Ordinal))]);

    /// <summary>Whether it holds what is <see cref="Unwritten"/>; blanks around it don't count, for they are not kept.</summary>
    /// <param name="lines">Text of several lines, which may have tabs and ends of lines.</param>
    public static bool HoldsUnwritten(this string text, bool lines = false) => text.AsSpan().Trim().ContainsAny(lines ? ofLines : ofNames);

    private static IEnumerable<char> From(int first, int last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    /// <summary>The text in a normal form. Half a surrogate pair and U+FFFE have none: the replacement character stands for them.</summary>
    public static string Normalized(this string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\uFFFE', '\uFFFD').Normalize(form);
        }
    }
}
