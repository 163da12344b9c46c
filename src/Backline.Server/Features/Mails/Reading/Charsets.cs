using System.Buffers;
using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Bytes as text in whichever charset a mail says, or does not say. What can't be read as said is read as something; the bytes are kept.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static Charsets() => Register();

    private static Encoding Windows => Encoding.GetEncoding(1252);

    /// <summary>MimeKit knows only the charsets that are there when it first asks.</summary>
    public static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Read(byte[] bytes, string? name)
    {
        var text = Decode(bytes, name);
        return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
    }

    /// <summary>What was read as ISO 8859-1, and was written as Windows does: its controls are letters there.</summary>
    public static string AsWindows(string text) => string.Create(text.Length, text, static (letters, text) =>
    {
        for (var at = 0; at < text.Length; at++) letters[at] = text[at] is >= '\u0080' and <= '\u009F' and var code ? Windows.GetChars([(byte)code])[0] : text[at];
    });

    private static string Decode(byte[] bytes, string? name)
    {
        var encoding = Of(name);
        if (encoding is not (null or UTF8Encoding)) return encoding.GetString(bytes);
        // nothing said, or ASCII that is none: UTF-8 when it can be that, else what it can be
        try
        {
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // a few letters that are broken, of many that are UTF-8, stay marked
            return (IsKorean(bytes) ? Encoding.GetEncoding(949) : encoding is not null && IsMostlyUtf8(bytes) ? encoding : Windows).GetString(bytes);
        }
    }

    // all beyond ASCII are pairs of a Hangul syllable (KS X 1001, rows 16 to 40)
    private static bool IsKorean(ReadOnlySpan<byte> bytes)
    {
        var pairs = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] < 0x80) continue;
            if (bytes[at] is < 0xB0 or > 0xC8 || at + 1 == bytes.Length || bytes[at + 1] is < 0xA1 or > 0xFE) return false;
            pairs++;
            at++;
        }
        return pairs > 1;
    }

    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        var (read, broken) = (0, 0);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) != OperationStatus.Done) broken++;
            else if (length > 1) read++;
            bytes = bytes[length..];
        }
        return read > broken;
    }

    /// <summary>False: one is said that nobody knows, or UTF-7, which .NET does not read any more.</summary>
    public static bool IsKnown(string? name) => Known(name).Length == 0 || Of(name) is not null;

    private static string Known(string? name)
    {
        var known = (name ?? "").Trim().Trim('"', '\'').ToLowerInvariant().Replace('_', '-');
        return known switch
        {
            "" or "us-ascii" or "ascii" or "ansi-x3.4-1968" or "default" or "unknown-8bit" or "x-unknown" or "binary" => "",
            "utf8" or "unicode-1-1-utf-8" => "utf-8",
            "ks-c-5601-1987" or "ks-c-5601" or "ksc5601" or "cp949" or "uhc" or "korean" or "windows-949" or "ms949" => "949",
            "gb2312" or "gb-2312-80" or "x-gbk" => "936",
            "iso-8859-8-i" or "iso-8859-8-e" => "28598",
            "iso-8859-1" or "latin1" or "iso8859-1" => "1252",
            "iso-8859-9" => "1254",
            "iso-8859-11" or "tis-620" => "874",
            "shift-jis" or "sjis" or "x-sjis" or "cp932" or "windows-31j" => "932",
            "cp1258" => "1258",
            _ when known.StartsWith("iso8859-", StringComparison.Ordinal) => "iso-8859-" + known[8..],
            _ when known.StartsWith("cp", StringComparison.Ordinal) => known[2..],
            _ when known.StartsWith("ibm", StringComparison.Ordinal) && known.Length <= 6 => known[3..],
            _ => known,
        };
    }

    /// <summary>Null: not said, or ASCII, or one that nobody knows.</summary>
    private static Encoding? Of(string? name)
    {
        var known = Known(name);
        if (known.Length == 0 || known.Contains("utf-7", StringComparison.Ordinal)) return null;
        try
        {
            return int.TryParse(known, System.Globalization.CultureInfo.InvariantCulture, out var page) ? Encoding.GetEncoding(page) : Encoding.GetEncoding(known);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
