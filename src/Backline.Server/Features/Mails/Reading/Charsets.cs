using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Bytes as text in whichever charset a mail says, or does not say. What can't be read as said is read as something; the bytes are kept.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Read(byte[] bytes, string? name)
    {
        var text = Decode(bytes, name);
        return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
    }

    private static string Decode(byte[] bytes, string? name)
    {
        var encoding = Of(name);
        // ASCII that is none, or nothing said: UTF-8 when it can be that, else what Windows writes
        if (encoding is null or UTF8Encoding)
        {
            try
            {
                return strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                return (encoding ?? Encoding.GetEncoding(1252)).GetString(bytes);
            }
        }
        return encoding.GetString(bytes);
    }

    /// <summary>Null: not said, or ASCII, or one that nobody knows.</summary>
    private static Encoding? Of(string? name)
    {
        var known = (name ?? "").Trim().Trim('"', '\'').ToLowerInvariant().Replace('_', '-');
        known = known switch
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
