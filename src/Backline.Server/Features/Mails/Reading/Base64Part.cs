using System.Buffers;
using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Whether a part that says it is base64 (RFC 2045, 6.8) is: what is broken of it is left out where it is decoded.</summary>
internal static class Base64Part
{
    private static readonly SearchValues<byte> letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>A byte that is no letter of it, letters after its end, or an end in the middle of a group of four.</summary>
    public static bool IsBroken(this MimeEntity part)
    {
        if (part is not MimePart { Content: { Encoding: ContentEncoding.Base64, Stream: { } content } }) return false;
        try
        {
            return IsBroken(content);
        }
        finally
        {
            // it is decoded from there
            content.Position = 0;
        }
    }

    private static bool IsBroken(Stream content)
    {
        var (buffer, count, hasEnded) = (new byte[64 << 10], 0L, false);
        content.Position = 0;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            for (var rest = buffer.AsSpan(0, read); !rest.IsEmpty;)
            {
                var run = rest.IndexOfAnyExcept(letters);
                if (run < 0) run = rest.Length;
                if (run > 0 && hasEnded) return true;
                count += run;
                if (run == rest.Length) break;
                if (rest[run] == (byte)'=') (count, hasEnded) = (count + 1, true);
                else if (rest[run] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return true;
                rest = rest[(run + 1)..];
            }
        }
        return count % 4 != 0;
    }
}
