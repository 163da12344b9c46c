using System.Text;
using System.Text.RegularExpressions;
using Backline.Domain.Common;

namespace Backline.Domain.Devices;

/// <summary>What a serial number field held.</summary>
/// <param name="Key">For comparing; null when there is none.</param>
/// <param name="Damaged">A spreadsheet turned the number into 1.23E+15: the true one is lost.</param>
public sealed record SerialReading(string? Key, bool Damaged);

/// <summary>Serial numbers as they are compared: capital letters, no spaces, nothing unseen; wide letters and digits are the plain ones.</summary>
public static partial class SerialKey
{
    private static readonly HashSet<string> fillers = new(StringComparer.Ordinal)
    {
        "NA", "NONE", "NULL", "NIL", "UNKNOWN", "TBD", "TOBEFILLEDBYOEM", "DEFAULTSTRING", "NOTAVAILABLE", "NOTAPPLICABLE",
        "NOTSPECIFIED", "NOTSET", "SERIALNUMBER", "SYSTEMSERIALNUMBER", "NOSERIAL", "NOSERIALNUMBER", "UNDEFINED", "INVALID", "MISSING",
    };

    /// <summary>Null for an empty field, a filler such as "N/A" or "0", and a damaged number.</summary>
    public static string? From(string? raw) => Read(raw).Key;

    public static SerialReading Read(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return new(null, Damaged: false);
        var key = Compact(raw);
        if (Scientific().IsMatch(key)) return new(null, Damaged: true);
        return new(IsFiller(key) ? null : key, Damaged: false);
    }

    private static string Compact(string raw)
    {
        var seen = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !rune.IsUnseen() && !rune.IsUnwritten()) seen.Append(Rune.ToUpperInvariant(rune));
        }
        var key = Plain(seen.ToString());
        // a leading apostrophe is how spreadsheets mark text
        return key.StartsWith('\'') ? key[1..] : key;
    }

    // what stands beyond the first plane is left as it is
    private static string Plain(string key) => Ascii.IsValid(key) || key.Any(char.IsSurrogate) ? key : key.Normalize(NormalizationForm.FormKC).ToUpperInvariant();

    private static bool IsFiller(string key)
    {
        var letters = string.Concat(key.Where(char.IsLetterOrDigit));
        return letters.Length == 0 || fillers.Contains(letters) || letters.All(c => c == '0') || (letters.Length > 3 && letters.All(c => c == 'X'));
    }

    [GeneratedRegex(@"^\d([.,]\d+)?E\+\d+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Scientific();
}
