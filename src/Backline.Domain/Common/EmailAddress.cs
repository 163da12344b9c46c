using System.Globalization;
using System.Text;

namespace Backline.Domain.Common;

/// <summary>
/// What a mail can be sent to: a name and a host with a dot, as RFC 5321 has them, in any script (RFC 6531). No comments, no quotation marks, no addresses of
/// machines: they are legal, and nobody who types one means it.
/// </summary>
public static class EmailAddress
{
    /// <summary>RFC 5321, 4.5.3.1, less the brackets around it.</summary>
    public const int Longest = 254;
    private const int LongestName = 64;

    public static bool IsValid(string? text) => text is { Length: > 0 and <= Longest } && text.Split('@') is [var name, var host] && IsName(name) && IsHost(host);

    private static bool IsName(string name) => Encoding.UTF8.GetByteCount(name) is > 0 and <= LongestName && name.Split('.').All(part => part.Length > 0 && part.EnumerateRunes().All(IsOfName));

    private static bool IsOfName(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) || "!#$%&'*+-/=?^_`{|}~".Contains((char)rune.Value, StringComparison.Ordinal) : IsWritten(rune);

    private static bool IsHost(string host)
    {
        var labels = host.Split('.');
        return labels.Length > 1 && labels.All(label => label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.EnumerateRunes().All(IsOfLabel)) && !labels[^1].All(char.IsAsciiDigit) && IsNamed(host);
    }

    private static bool IsOfLabel(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) || rune.Value == '-' : IsWritten(rune);

    private static bool IsWritten(Rune rune) => !rune.IsUnseen() && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    // what no name of a host can be, such as a label of more than 63 bytes
    private static bool IsNamed(string host)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(host).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
