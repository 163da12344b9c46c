using System.Text;
using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>What is asked of the parts of a mail.</summary>
internal static class MailEntities
{
    /// <summary>In small letters; what says something that is no type is text.</summary>
    public static string MediaType(this MimeEntity part) =>
        part.Headers.First("Content-Type") is { } said && part.ContentType.IsMimeType("application", "octet-stream") && !said.StartsWith("application", StringComparison.OrdinalIgnoreCase) ? "text/plain"
        : part.ContentType.MimeType.ToLowerInvariant();

    public static bool IsText(this MimeEntity part) => part is MimePart && part.MediaType().StartsWith("text/", StringComparison.Ordinal);

    /// <summary>The name of a file; null when there is none.</summary>
    public static string? FileName(this MimeEntity part) => (part.ContentDisposition?.FileName ?? part.ContentType.Name) is { Length: > 0 } name ? name : null;

    public static bool IsFile(this MimeEntity part) => part.ContentDisposition?.IsAttachment == true || part.FileName() is not null;

    public static byte[] Decoded(this MimeEntity part)
    {
        using var bytes = new MemoryStream();
        if (part is MessagePart { Message: { } message }) message.WriteTo(bytes);
        else if (part is MimePart { Content: { } content }) (content.Encoding == ContentEncoding.QuotedPrintable ? WithoutEnds(content) : content).DecodeTo(bytes);
        return bytes.ToArray();
    }

    // spaces at the end of a line were added on the way (RFC 2045, 6.7), also after the sign that it goes on
    private static MimeContent WithoutEnds(IMimeContent content)
    {
        using var kept = new MemoryStream();
        content.WriteTo(kept);
        var (bytes, length) = (kept.GetBuffer(), 0);
        for (var at = 0; at < kept.Length; at++)
        {
            if (bytes[at] is (byte)'\r' or (byte)'\n')
                while (length > 0 && bytes[length - 1] is (byte)' ' or (byte)'\t') length--;
            bytes[length++] = bytes[at];
        }
        return new(new MemoryStream(bytes, 0, length), ContentEncoding.QuotedPrintable);
    }

    public static string Text(this MimeEntity part) => Charsets.Read(part.Decoded(), part.ContentType.Charset);

    /// <summary>It, and all in it but what a mail within says.</summary>
    public static IEnumerable<MimeEntity> Own(this MimeEntity? part) => part switch { null => [], Multipart several => several.SelectMany(Own).Prepend(part), _ => [part] };

    /// <summary>It, and all in it.</summary>
    public static IEnumerable<MimeEntity> All(this MimeEntity? part) => part is null ? [] : part switch
    {
        Multipart several => several.SelectMany(All),
        MessagePart { Message.Body: { } body } => All(body),
        _ => [],
    } is var inner ? inner.Prepend(part) : [];
}
