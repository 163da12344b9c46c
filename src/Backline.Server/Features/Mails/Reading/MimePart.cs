namespace Backline.Server.Features.Mails.Reading;

/// <summary>A mail, or a part of one: its headers as they came, and its body still encoded.</summary>
internal sealed class MimePart
{
    public required MailHeaders Headers { get; init; }
    public required HeaderValue Type { get; init; }
    public required HeaderValue? Disposition { get; init; }
    public ReadOnlyMemory<byte> Body { get; init; }
    public IReadOnlyList<MimePart> Parts { get; init; } = [];

    /// <summary>Of a message inside a message.</summary>
    public MimePart? Message { get; init; }

    public string MediaType => Type.Word;

    public bool IsText => MediaType.StartsWith("text/", StringComparison.Ordinal);

    /// <summary>The name of a file; null when there is none.</summary>
    public string? FileName => (Disposition?["filename"] ?? Type["name"]) is { Length: > 0 } name ? name : null;

    public bool IsAttachment => Disposition?.Word == "attachment" || FileName is not null && !(IsText && Disposition?.Word == "inline" && MediaType is "text/plain" or "text/html" && FileName.Length == 0);

    public byte[] Decoded() => TransferEncoding.Decode(Headers["Content-Transfer-Encoding"], Body.Span);

    public string Text() => Charsets.Read(Decoded(), Type["charset"]);

    public IEnumerable<MimePart> All() => Parts.SelectMany(part => part.All()).Concat(Message?.All() ?? []).Prepend(this);
}
