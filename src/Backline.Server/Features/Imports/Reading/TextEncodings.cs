using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>An encoding, and how many bytes of mark stand before the text.</summary>
internal sealed record FileEncoding(Encoding Encoding, int Mark)
{
    public string Name => Encoding.WebName;
}

/// <summary>Finds the encoding of a text from its first megabytes.</summary>
internal static class TextEncodings
{
    public const int SampleBytes = 4 * 1024 * 1024;

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static FileEncoding Named(string name)
    {
        try
        {
            return new(Marking(Encoding.GetEncoding(name)), 0);
        }
        catch (ArgumentException)
        {
            throw new RefusedException(new("import.unknown-encoding", name));
        }
    }

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
        return HangulShare(sample) > 0.6 ? [Of(949, 0), Of(1252, 0)] : [Of(1252, 0), Of(1258, 0), Of(949, 0)];
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
        var text = Marking(Encoding.GetEncoding(949)).GetString(sample[..Math.Min(sample.Length, 256 * 1024)]);
        var foreign = text.Count(c => c > '\u007F');
        return foreign == 0 ? 0 : text.Count(c => c is >= '\uAC00' and <= '\uD7A3') / (double)foreign;
    }
}
