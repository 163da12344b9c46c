using System.Globalization;
using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>An encoding, and how many bytes of mark stand before the text.</summary>
internal sealed record FileEncoding(Encoding Encoding, int Mark)
{
    /// <summary>The Korean code page goes by the name everybody has for it, not by that of its registration.</summary>
    public string Name => Encoding.CodePage == TextEncodings.Korean ? "euc-kr" : Encoding.WebName;
}

/// <summary>Finds the encoding of a text from its first megabytes.</summary>
internal static class TextEncodings
{
    public const int SampleBytes = 4 * 1024 * 1024;

    /// <summary>Code page 949: EUC-KR and what Windows added to it.</summary>
    public const int Korean = 949;

    private static readonly Dictionary<string, int> aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["euc-kr"] = Korean, ["euckr"] = Korean, ["uhc"] = Korean, ["x-windows-949"] = Korean,
        ["utf8"] = 65001, ["utf16"] = 1200, ["utf-16le"] = 1200, ["ucs-2"] = 1200, ["ansi"] = 1252, ["latin-1"] = 28591, ["sjis"] = 932,
    };

    private static readonly string[] pagePrefixes = ["windows-", "cp", "ms"];

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="RefusedException"><c>import.unknown-encoding</c> with the name.</exception>
    public static FileEncoding Named(string name) => Find(name) ?? throw new RefusedException(new("import.unknown-encoding", name));

    /// <summary>By any name people have for it, also its code page: <c>cp949</c>, <c>ms949</c>, <c>windows-949</c>; null when there is none, or none that is read (UTF-7).</summary>
    public static FileEncoding? Find(string name)
    {
        name = name.Trim();
        try
        {
            var page = aliases.TryGetValue(name, out var known) ? known : PageOf(name);
            return new(Marking(page is { } number ? Encoding.GetEncoding(number) : Encoding.GetEncoding(name)), 0);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static int? PageOf(string name) =>
        pagePrefixes.FirstOrDefault(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)) is { } prefix
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : null;

    /// <summary>More than one when only the headers can tell; the likeliest first.</summary>
    public static IReadOnlyList<FileEncoding> Of(ReadOnlySpan<byte> sample)
    {
        if (Begins(sample, 0xEF, 0xBB, 0xBF)) return [Utf8(3)];
        if (Begins(sample, 0xFF, 0xFE, 0, 0)) return [Of(Encoding.UTF32.CodePage, 4)];
        if (Begins(sample, 0xFF, 0xFE)) return [Of(1200, 2)];
        if (Begins(sample, 0xFE, 0xFF)) return [Of(1201, 2)];
        var (even, odd) = Zeros(sample);
        if (odd > sample.Length / 20 && even <= odd / 10) return [Of(1200, 0)];
        if (even > sample.Length / 20 && odd <= even / 10) return [Of(1201, 0)];
        var (good, bad) = Utf8Sequences(sample);
        if (good >= bad) return [Utf8(0)];
        // Windows-1252 reads everything, so the double-byte and the Vietnamese code page come first and must prove themselves
        return HangulShare(sample) > 0.6 ? [Of(Korean, 0), Of(1252, 0)] : [Of(1252, 0), Of(1258, 0), Of(Korean, 0)];
    }

    private static bool Begins(ReadOnlySpan<byte> sample, params ReadOnlySpan<byte> mark) => sample.StartsWith(mark);

    private static FileEncoding Utf8(int mark) => new(Marking(new UTF8Encoding(false)), mark);

    private static FileEncoding Of(int codePage, int mark) => new(Marking(Encoding.GetEncoding(codePage)), mark);

    private static Encoding Marking(Encoding encoding)
    {
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(CellSource.Unreadable.ToString());
        return marking;
    }

    private static (int Even, int Odd) Zeros(ReadOnlySpan<byte> sample)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] != 0) continue;
            if (i % 2 == 0) even++;
            else odd++;
        }
        return (even, odd);
    }

    private static (int Good, int Bad) Utf8Sequences(ReadOnlySpan<byte> sample)
    {
        var (good, bad) = (0, 0);
        while (sample.Length > 0)
        {
            var ascii = sample.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0) break;
            sample = sample[ascii..];
            var status = Rune.DecodeFromUtf8(sample, out _, out var length);
            if (status == System.Buffers.OperationStatus.NeedMoreData) break;
            if (status == System.Buffers.OperationStatus.Done) good++;
            else bad++;
            sample = sample[length..];
        }
        return (good, bad);
    }

    private static double HangulShare(ReadOnlySpan<byte> sample)
    {
        var text = Marking(Encoding.GetEncoding(Korean)).GetString(sample[..Math.Min(sample.Length, 256 * 1024)]);
        var foreign = text.Count(c => c > '\u007F');
        return foreign == 0 ? 0 : text.Count(c => c is >= '\uAC00' and <= '\uD7A3') / (double)foreign;
    }
}
