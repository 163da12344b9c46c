using System.Buffers;
using System.Text;

namespace Backline.Domain.Common;

/// <summary>Text from anywhere: its normal form, and what nobody writes into it.</summary>
public static class UnicodeText
{
    private const string Breaks = "\t\n\r\u2028\u2029";
    private const int ZeroWidthSpace = 0x200B;

    /// <summary>
    /// Characters without a shape that nobody writes into a name: controls (U+0000 to U+001F, U+007F to U+009F), ends of lines and paragraphs (U+2028, U+2029),
    /// those that turn the direction of what follows (U+202A to U+202E, U+2066 to U+2069), so that a name shows as another, and what Unicode says is no character.
    /// </summary>
    public static IReadOnlyList<char> Unwritten { get; } =
        [.. From(0, 0x1F), .. From(0x7F, 0x9F), .. From(0x2028, 0x202E), .. From(0x2066, 0x2069), .. From(0xFDD0, 0xFDEF), .. From(0xFFFE, 0xFFFF)];

    private static readonly SearchValues<char> ofNames = SearchValues.Create([.. Unwritten]);
    private static readonly SearchValues<char> ofLines = SearchValues.Create([.. Unwritten.Where(letter => !Breaks.Contains(letter, StringComparison.Ordinal))]);

    /// <summary>First and last of what shows nothing: Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties), the blank of Braille and the anchors of annotations.</summary>
    private static readonly (int First, int Last)[] unseen =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
        (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>First and last letters of scripts without spaces, in which U+200B says where a word ends: Thai, Lao, Tibetan, Burmese, Khmer.</summary>
    private static readonly (int First, int Last)[] unspaced = [(0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF)];

    /// <summary>Nothing a reader would see: white space, and characters without a shape.</summary>
    public static bool IsUnseen(this string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && !rune.IsUnseen()) return false;
        return true;
    }

    /// <summary>A character that shows nothing.</summary>
    public static bool IsUnseen(this Rune rune) => IsIn(unseen, rune);

    /// <summary>One that nobody writes into a name.</summary>
    public static bool IsUnwritten(this Rune rune) => rune.IsBmp && ofNames.Contains((char)rune.Value);

    /// <summary>Whether it holds what is <see cref="Unwritten"/>, or a space without width where no script has one; blanks around it don't count, for they are not kept.</summary>
    /// <param name="lines">Text of several lines, which may have tabs and ends of lines.</param>
    public static bool HoldsUnwritten(this string text, bool lines = false)
    {
        var kept = text.AsSpan().Trim();
        if (kept.ContainsAny(lines ? ofLines : ofNames)) return true;
        var before = default(Rune);
        foreach (var rune in kept.EnumerateRunes())
        {
            // the last two of each plane are no characters
            if ((rune.Value & 0xFFFE) == 0xFFFE || (rune.Value == ZeroWidthSpace && !IsIn(unspaced, before))) return true;
            before = rune;
        }
        return false;
    }

    private static bool IsIn((int First, int Last)[] ranges, Rune rune)
    {
        foreach (var (first, last) in ranges)
            if (rune.Value >= first && rune.Value <= last) return true;
        return false;
    }

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
