using System.Text;
using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Attachments;
using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>A file of a mail, decoded only when it is wanted.</summary>
internal sealed record MailFile(string Name, MimeEntity Part)
{
    public byte[] Content => Part.Decoded();
}

/// <summary>What a mail is to us.</summary>
/// <param name="Threads">Message-IDs it answers, the nearest first.</param>
/// <param name="Auto">Why nobody wrote it by hand; null when somebody did.</param>
/// <param name="Text">What is new in it; empty when there is nothing.</param>
internal sealed partial record IncomingMail(
    string? MessageId, string Sender, string SenderName, string Recipients, string Subject, DateTimeOffset? SentAt, IReadOnlyList<string> Threads, string? Auto, bool IsSpoofed, bool IsLooping, MailBounce? Bounce, string Text, IReadOnlyList<MailFile> Files)
{
    public const string LoopHeader = "X-Loop";
    public const string LoopValue = "backline-cases";

    private const int MostFiles = 50;
    private const int LongestText = 18_000;

    // quotes may be long, and are cut off after it
    private const int LongestRead = 1_000_000;

    // RFC 5321, 6.3: a mail that went through more servers goes round in a circle
    private const int MostHops = 50;

    /// <summary>Addresses at which a program took it and marked it, so as not to take it again.</summary>
    private IReadOnlyList<string> Passed { get; init; } = [];

    /// <summary>It names several authors, and not who of them sent it (RFC 5322, 3.6.2): nobody is taken for its sender.</summary>
    public bool HasSeveralAuthors { get; private init; }

    /// <summary>The text is longer than a message may be; the rest stands in the original.</summary>
    public bool IsCut { get; private init; }

    /// <summary>It has a body, and nothing of that could be read.</summary>
    public bool IsUnread { get; private init; }

    /// <summary>A part can't be read as it came; what could be read of it is shown.</summary>
    public bool IsBroken { get; private init; }

    public static IncomingMail Of(ReadOnlyMemory<byte> raw)
    {
        var mail = MailParser.Read(raw);
        var headers = mail.Headers;
        // of several authors the one who sent it; nobody says who: nobody is known
        var named = headers.Text("From") is { } authors && !(SeveralAuthors().IsMatch(authors) && headers.Text("Sender") is not null) ? "From" : "Sender";
        var from = headers.Text(named) ?? "";
        // either stands once (RFC 5322, 3.6): of two, a server checks one and its reader is shown the other
        var several = headers.Every("From").Skip(1).Any() || headers.Every(named).Skip(1).Any() || SeveralAuthors().IsMatch(from);
        var (sender, name) = several ? ("", "") : Address(from);
        var (texts, files) = (new StringBuilder(), new List<MailFile>());
        if (mail.Body is { } body) Gather(body, texts, files);
        var isUnread = texts.Length == 0 && mail.Body.Own().Any(UnreadPart.HasUnreadText);
        var isLong = texts.Length > LongestRead;
        if (isLong) texts.Length = LongestRead;
        var text = Tidy(texts.ToString());
        text = QuoteCut.New(text);
        var cut = text.Length > LongestText;
        // not between the two halves of a letter
        if (cut) text = text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)].TrimEnd() + "\n…";
        return new(headers.Id("Message-ID"), sender, name, Tidy(headers.Text("To") ?? ""), Tidy(headers.Text("Subject") ?? ""), headers.Date(),
            [.. headers.Ids("In-Reply-To"), .. headers.Ids("References").Reverse()], AutoOf(headers), headers.Every("Authentication-Results").Any(said => said.Contains("dmarc=fail", StringComparison.OrdinalIgnoreCase)),
            IsLoop(headers), MailBounce.Of(mail), text, files)
        {
            Passed = [.. Loops(headers).Select(loop => Address(loop).Address)], IsCut = cut || isLong, HasSeveralAuthors = several, IsUnread = isUnread,
            IsBroken = isUnread || mail.Body.All().Any(Base64Part.IsBroken) || mail.Body.Own().Any(UnreadPart.IsUnread),
        };
    }

    public bool WentThrough(string address) => Passed.Contains(address, StringComparer.OrdinalIgnoreCase);

    // our mark, more servers than there are between two, or the address at which it came in: of several the first was written last
    private static bool IsLoop(HeaderList headers)
    {
        var reached = Address(headers.First("Delivered-To") ?? headers.First("X-Original-To") ?? headers.First("Envelope-To") ?? "").Address;
        return headers.Every("Received").Count() > MostHops || Loops(headers).Any(loop => loop.Contains(LoopValue, StringComparison.OrdinalIgnoreCase) || reached.Length > 0 && Address(loop).Address == reached);
    }

    private static IEnumerable<string> Loops(HeaderList headers) => headers.Every(LoopHeader);

    // an address, and another after a comma that is not between quotes
    [GeneratedRegex(@"^(?:[^"",]|""[^""]*"")*@(?:[^"",]|""[^""]*"")*,(?:[^""]|""[^""]*"")*@", RegexOptions.NonBacktracking)]
    private static partial Regex SeveralAuthors();

    /// <returns>The address in small letters, and the name before it; both may be empty.</returns>
    public static (string Address, string Name) Address(string header)
    {
        var (open, close) = (header.LastIndexOf('<'), header.LastIndexOf('>'));
        var address = open >= 0 && close > open ? header[(open + 1)..close] : header.Split([' ', ',', ';', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.Contains('@', StringComparison.Ordinal)) ?? "";
        address = address.Trim().ToLowerInvariant();
        var name = open > 0 ? header[..open].Trim().Trim('"', '\'').Trim() : "";
        return (address.Length is > 2 and < 255 && address.Count(letter => letter == '@') == 1 && !address.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? address : "", Tidy(name) is var tidy && tidy.Length > 200 ? tidy[..200] : Tidy(name));
    }

    /// <summary>Without what nobody sees or no database keeps.</summary>
    public static string Tidy(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune) && !rune.IsUnwritten()) seen.Append(rune.ToString());
        var lines = seen.ToString().Normalize(NormalizationForm.FormC).Split('\n').Select(line => line.TrimEnd());
        // no more than one empty line after another
        var (kept, empty) = (new List<string>(), 0);
        foreach (var line in lines)
        {
            empty = line.Length == 0 ? empty + 1 : 0;
            if (empty <= 1) kept.Add(line);
        }
        return string.Join('\n', kept).Trim();
    }

    private static void Gather(MimeEntity part, StringBuilder texts, List<MailFile> files)
    {
        if (part is Multipart several)
        {
            if (part.MediaType() != "multipart/alternative")
            {
                foreach (var inner in several) Gather(inner, texts, files);
            }
            else if (several.Count > 0)
            {
                Gather(Best(several), texts, files);
                // a calendar or a file beside the text is a file
                foreach (var other in several.Where(other => other.IsFile())) Add(other, files);
            }
            return;
        }
        var type = part.MediaType();
        if (part.IsFile() || type is not ("text/plain" or "text/html" or "text/enriched"))
        {
            if (type is not ("message/delivery-status" or "application/pgp-signature" or "application/pkcs7-signature" or "text/rfc822-headers")) Add(part, files);
            return;
        }
        if (texts.Length > LongestRead) return;
        var text = part.Text();
        if (type == "text/html") text = HtmlText.Of(text, LongestRead);
        if (string.IsNullOrWhiteSpace(text)) return;
        if (texts.Length > 0) texts.Append("\n\n");
        texts.Append(text);
    }

    // plain text where it says something, else what else there is
    private static MimeEntity Best(Multipart alternative)
    {
        var leaves = alternative.Where(part => !part.IsFile()).ToList();
        return leaves.Find(part => part.MediaType() == "text/plain" && !string.IsNullOrWhiteSpace(part.Text()))
            ?? leaves.FindLast(part => part.MediaType() == "text/html" || part is Multipart { Count: > 0 }) ?? leaves.Find(part => part.IsText()) ?? alternative[0];
    }

    private static void Add(MimeEntity part, List<MailFile> files)
    {
        if (files.Count >= MostFiles) return;
        var given = AttachmentOperations.NameOf(part.FileName() ?? "");
        files.Add(new(given.Length > 0 ? given : AttachmentOperations.NameOf(part.MediaType() switch
        {
            "message/rfc822" or "message/global" => "message.eml",
            "text/calendar" => "invitation.ics",
            "text/html" => "page.html",
            _ when part.IsText() => "text.txt",
            var type => $"file-{files.Count + 1}.{type.Split('/', '+')[^1] switch { "jpeg" => "jpg", "" => "bin", var ending => ending }}",
        }), part));
    }

    private static string? AutoOf(HeaderList headers)
    {
        if (headers.First("Auto-Submitted") is { } auto && !auto.Split(';', ' ')[0].Equals("no", StringComparison.OrdinalIgnoreCase)) return "auto-submitted";
        if (headers.First("Precedence")?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" or "auto_reply") return "bulk";
        if (headers.First("X-Auto-Response-Suppress") is not null || headers.First("X-Autoreply") is not null || headers.First("X-Autorespond") is not null || headers.First("X-Auto-Reply-From") is not null) return "auto-reply";
        if (headers.First("List-Id") is not null || headers.First("List-Unsubscribe") is not null) return "list";
        return headers.First("Return-Path")?.Replace(" ", "", StringComparison.Ordinal) == "<>" ? "no-return" : null;
    }
}
