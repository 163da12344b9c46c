using System.Globalization;

namespace Backline.Server.Platform.Http;

/// <summary>Moments as programs write them.</summary>
internal static class Moments
{
    private static readonly string[] forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>
    /// Reads "2026-11-30T14:05:00Z", with an offset of hours and minutes or Z, and fractions of a second if there are any. Without an offset nobody knows which
    /// moment is meant, so it is none. Source: RFC 3339, 5.6, small letters with it.
    /// </summary>
    public static bool TryRead(string text, out DateTimeOffset moment)
    {
        var plain = text.ToUpperInvariant();
        if (plain.EndsWith('Z')) plain = plain[..^1] + "+00:00";
        return DateTimeOffset.TryParseExact(Seconds(plain), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    // finer than a tick is cut off: no moment here is as fine
    private static string Seconds(string text)
    {
        var (point, offset) = (text.IndexOf('.', StringComparison.Ordinal), text.LastIndexOfAny(['+', '-']));
        return point > 0 && offset - point > 8 && text.AsSpan(point + 1, offset - point - 1).IndexOfAnyExceptInRange('0', '9') < 0 ? text[..(point + 8)] + text[offset..] : text;
    }
}
