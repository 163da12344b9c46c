using System.Runtime.InteropServices;
using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Reads a mail (RFC 5322, MIME) with MimeKit, within limits. Nothing makes it fail: what is broken is read as far as it can be, and what nests without end is left as it is.</summary>
internal static class MailParser
{
    private const int Deepest = 12;
    private const int MostParts = 500;

    // MimeKit takes time by the square of the length of a header: the rest of one is left out, and those after it count
    private const int LongestHeader = 1 << 18;

    private static readonly ParserOptions options = Options();

    public static MimeMessage Read(ReadOnlyMemory<byte> mail)
    {
        using var stream = Over(Bounded(mail[Marker(mail)..]).Mail);
        var parser = new MimeParser(options, stream, MimeFormat.Entity, persistent: false);
        var (root, parts) = ((MimeMessage?)null, 0);
        parser.MimeMessageBegin += (_, begun) => root ??= begun.Message;
        parser.MimeEntityBegin += (_, _) => stream.HasEnded |= ++parts >= MostParts;
        try
        {
            return parser.ParseMessage();
        }
        catch (FormatException)
        {
            // no header, or an end in the middle of one: what there is, is its text
            return root ?? new MimeMessage { Body = new MimePart("text", "plain") { Content = new MimeContent(Over(mail)) } };
        }
    }

    /// <returns>The headers, and where the body begins.</returns>
    public static (HeaderList Headers, int Body) Head(ReadOnlyMemory<byte> mail)
    {
        var marker = Marker(mail);
        var (bounded, left) = Bounded(mail[marker..]);
        using var stream = Over(bounded);
        var parser = new MimeParser(options, stream, MimeFormat.Entity, persistent: false);
        try
        {
            return (parser.ParseHeaders(), marker + left + (int)parser.Position);
        }
        catch (FormatException)
        {
            return ([], 0);
        }
    }

    // before anything else of MimeKit is asked
    private static ParserOptions Options()
    {
        Charsets.Register();
        return new() { MaxMimeDepth = Deepest };
    }

    // a mail that lay in a mailbox file may begin with its line
    private static int Marker(ReadOnlyMemory<byte> mail) => mail.Span.StartsWith("From "u8) ? mail.Span.IndexOf((byte)'\n') + 1 : 0;

    // In the head the rest of a header that is too long is left out; below it a line, with those that go on with it, is cut by an empty one, and nothing is lost.
    private static (ReadOnlyMemory<byte> Mail, int Left) Bounded(ReadOnlyMemory<byte> mail)
    {
        var span = mail.Span;
        var (start, copied, left) = (0, 0, 0);
        var (inHead, isHeader) = (true, false);
        MemoryStream? cut = null;
        for (var at = 0; at < span.Length;)
        {
            var feed = span[at..].IndexOf((byte)'\n');
            var next = feed < 0 ? span.Length : at + feed + 1;
            if (span[at] is not ((byte)' ' or (byte)'\t')) (start, isHeader) = (at, inHead && IsHeader(span[at..next]));
            inHead &= isHeader;
            if (isHeader && next - start > LongestHeader)
            {
                cut ??= new(span.Length);
                var end = Math.Max(copied, start + LongestHeader);
                cut.Write(span[copied..end]);
                // its line ends where it was cut
                if (end == start + LongestHeader) cut.Write("\r\n"u8);
                left += next - end - (end == start + LongestHeader ? 2 : 0);
                copied = next;
            }
            for (; !isHeader && next - start > LongestHeader; start += LongestHeader)
            {
                cut ??= new(span.Length + 100);
                cut.Write(span[copied..(start + LongestHeader)]);
                cut.Write("\r\n\r\n"u8);
                copied = start + LongestHeader;
            }
            at = next;
        }
        cut?.Write(span[copied..]);
        return cut is null ? (mail, 0) : (cut.GetBuffer().AsMemory(0, (int)cut.Length), left);
    }

    // a name of letters that can be seen, and a colon (RFC 5322, 2.2)
    private static bool IsHeader(ReadOnlySpan<byte> line) => line.IndexOf((byte)':') is > 0 and var colon && !line[..colon].TrimEnd(" \t"u8).ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static Ending Over(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array) ? new(array.Array!, array.Offset, array.Count) : new(bytes.ToArray(), 0, bytes.Length);

    /// <summary>Ends where it is told to.</summary>
    private sealed class Ending(byte[] bytes, int from, int count) : MemoryStream(bytes, from, count, writable: false)
    {
        public bool HasEnded { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => HasEnded ? 0 : base.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => HasEnded ? 0 : base.Read(buffer);
    }
}
