using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Reads a mail (RFC 5322, MIME). Nothing makes it fail: what is broken is read as far as it can be, and what nests without end is left as it is.</summary>
internal static class MimeReader
{
    private const int Deepest = 12;
    private const int MostParts = 500;

    public static MimePart Read(ReadOnlyMemory<byte> mail)
    {
        var parts = 0;
        return Read(mail, 0, ref parts, "text/plain");
    }

    private static MimePart Read(ReadOnlyMemory<byte> content, int depth, ref int parts, string otherwise)
    {
        parts++;
        var (headers, at) = MailHeaders.Read(content.Span);
        var body = content[at..];
        var type = HeaderValue.Of(headers["Content-Type"], otherwise);
        var disposition = headers["Content-Disposition"] is { } given ? HeaderValue.Of(given, "inline") : null;
        var nests = depth < Deepest && parts < MostParts;
        if (nests && type.Word.StartsWith("multipart/", StringComparison.Ordinal) && type["boundary"] is { Length: > 0 and <= 200 } boundary)
        {
            var read = new List<MimePart>();
            foreach (var part in Cut(body, boundary))
            {
                if (parts >= MostParts) break;
                read.Add(Read(part, depth + 1, ref parts, type.Word == "multipart/digest" ? "message/rfc822" : "text/plain"));
            }
            return new() { Headers = headers, Type = type, Disposition = disposition, Body = body, Parts = read };
        }
        var message = nests && type.Word is "message/rfc822" or "text/rfc822-headers" or "message/rfc822-headers" or "message/global" ? Read(Plain(headers, body), depth + 1, ref parts, "text/plain") : null;
        return new() { Headers = headers, Type = type, Disposition = disposition, Body = body, Message = message };
    }

    private static ReadOnlyMemory<byte> Plain(MailHeaders headers, ReadOnlyMemory<byte> body) => headers["Content-Transfer-Encoding"]?.Trim().ToLowerInvariant() is "base64" or "quoted-printable" ? TransferEncoding.Decode(headers["Content-Transfer-Encoding"], body.Span) : body;

    // between lines that begin with two dashes and the boundary; without the last of them, to the end
    private static List<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> body, string boundary)
    {
        var mark = Encoding.Latin1.GetBytes("--" + boundary);
        var (cut, start) = (new List<ReadOnlyMemory<byte>>(), -1);
        var span = body.Span;
        for (var at = 0; at < span.Length && cut.Count < MostParts;)
        {
            var (end, next) = MailHeaders.LineEnd(span, at);
            var line = span[at..end].TrimEnd(" \t"u8);
            if (line.StartsWith(mark) && (line.Length == mark.Length || line[mark.Length..].SequenceEqual("--"u8)))
            {
                if (start >= 0) cut.Add(body[start..Math.Max(start, Before(span, at))]);
                if (line.Length > mark.Length) return cut;
                start = next;
            }
            at = next;
        }
        if (start >= 0 && start <= span.Length) cut.Add(body[start..]);
        return cut;
    }

    // the line end before a boundary belongs to it
    private static int Before(ReadOnlySpan<byte> body, int at) => at >= 2 && body[at - 1] == '\n' && body[at - 2] == '\r' ? at - 2 : at >= 1 && body[at - 1] == '\n' ? at - 1 : at;
}
