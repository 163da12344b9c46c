using System.Text;
using System.Text.RegularExpressions;
using Backline.Domain.Common;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>A file of a mail, decoded only when it is wanted.</summary>
internal sealed record MailFile(string Name, MimePart Part)
{
    public byte[] Content => Part.MediaType == "message/rfc822" ? Part.Body.ToArray() : Part.Decoded();
}

/// <summary>What a mail server says of a mail it could not deliver.</summary>
/// <param name="Original">Message-ID of that mail.</param>
/// <param name="Subject">Of that mail, where its headers came back.</param>
internal sealed record MailBounce(string? Original, string Subject, IReadOnlyList<(string Address, string Status, string Said, bool Failed)> Recipients);

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

    // RFC 5321, 6.3: a mail that went through more servers goes round in a circle
    private const int MostHops = 50;

    /// <summary>Addresses at which a program took it and marked it, so as not to take it again.</summary>
    private IReadOnlyList<string> Passed { get; init; } = [];

    /// <summary>The text is longer than a message may be; the rest stands in the original.</summary>
    public bool IsCut { get; private init; }

    public static IncomingMail Of(ReadOnlyMemory<byte> raw)
    {
        var mail = MimeReader.Read(raw);
        var headers = mail.Headers;
        // of several authors the one who sent it; nobody says who: nobody is known
        var from = headers.Text("From") is { } authors && !(SeveralAuthors().IsMatch(authors) && headers.Text("Sender") is not null) ? authors : headers.Text("Sender") ?? "";
        var (sender, name) = SeveralAuthors().IsMatch(from) ? ("", "") : Address(from);
        var (texts, files) = (new StringBuilder(), new List<MailFile>());
        Gather(mail, texts, files, 0);
        var text = Tidy(texts.ToString());
        text = QuoteCut.New(text);
        var cut = text.Length > LongestText;
        // not between the two halves of a letter
        if (cut) text = text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)].TrimEnd() + "\n…";
        return new(headers.Id("Message-ID"), sender, name, Tidy(headers.Text("To") ?? ""), Tidy(headers.Text("Subject") ?? ""), headers.Date,
            [.. headers.Ids("In-Reply-To"), .. headers.Ids("References").Reverse()], AutoOf(mail), headers.All("Authentication-Results").Any(said => said.Contains("dmarc=fail", StringComparison.OrdinalIgnoreCase)),
            IsLoop(headers), BounceOf(mail), text, files) { Passed = [.. Loops(headers).Select(loop => Address(loop).Address)], IsCut = cut };
    }

    public bool WentThrough(string address) => Passed.Contains(address, StringComparer.OrdinalIgnoreCase);

    // our mark, more servers than there are between two, or the address at which it came in: of several the first was written last
    private static bool IsLoop(MailHeaders headers)
    {
        var reached = Address(headers["Delivered-To"] ?? headers["X-Original-To"] ?? headers["Envelope-To"] ?? "").Address;
        return headers.All("Received").Count() > MostHops || Loops(headers).Any(loop => loop.Contains(LoopValue, StringComparison.OrdinalIgnoreCase) || reached.Length > 0 && Address(loop).Address == reached);
    }

    private static IEnumerable<string> Loops(MailHeaders headers) => headers.All(LoopHeader);

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

    private static void Gather(MimePart part, StringBuilder texts, List<MailFile> files, int depth)
    {
        if (part.Parts.Count > 0)
        {
            if (part.MediaType == "multipart/alternative")
            {
                Gather(Best(part), texts, files, depth + 1);
                // a calendar or a file beside the text is a file
                foreach (var other in part.Parts.Where(other => other.IsAttachment)) Add(other, files);
                return;
            }
            foreach (var inner in part.Parts) Gather(inner, texts, files, depth + 1);
            return;
        }
        if (part.IsAttachment || !(part.MediaType is "text/plain" or "text/html" or "text/enriched" || depth == 0))
        {
            if (part.MediaType is not ("message/delivery-status" or "application/pgp-signature" or "application/pkcs7-signature" or "text/rfc822-headers")) Add(part, files);
            return;
        }
        if (!part.IsText && part.MediaType != "") return;
        var text = part.Text();
        if (part.MediaType == "text/html") text = HtmlText.Of(text);
        if (string.IsNullOrWhiteSpace(text)) return;
        if (texts.Length > 0) texts.Append("\n\n");
        texts.Append(text);
    }

    // plain text where it says something, else what else there is
    private static MimePart Best(MimePart alternative)
    {
        var leaves = alternative.Parts.Where(part => !part.IsAttachment).ToList();
        return leaves.Find(part => part.MediaType == "text/plain" && !string.IsNullOrWhiteSpace(part.Text()))
            ?? leaves.FindLast(part => part.MediaType == "text/html" || part.Parts.Count > 0) ?? leaves.Find(part => part.IsText) ?? alternative.Parts[0];
    }

    private static void Add(MimePart part, List<MailFile> files)
    {
        if (files.Count >= MostFiles) return;
        var name = part.FileName ?? part.MediaType switch
        {
            "message/rfc822" or "message/global" => "message.eml",
            "text/calendar" => "invitation.ics",
            "text/html" => "page.html",
            _ when part.IsText => "text.txt",
            _ => $"file-{files.Count + 1}.{part.MediaType.Split('/', '+')[^1] switch { "jpeg" => "jpg", "" => "bin", var ending => ending }}",
        };
        files.Add(new(Tidy(name), part));
    }

    private static string? AutoOf(MimePart mail)
    {
        var headers = mail.Headers;
        if (headers["Auto-Submitted"] is { } auto && !auto.Split(';', ' ')[0].Equals("no", StringComparison.OrdinalIgnoreCase)) return "auto-submitted";
        if (headers["Precedence"]?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" or "auto_reply") return "bulk";
        if (headers["X-Auto-Response-Suppress"] is not null || headers["X-Autoreply"] is not null || headers["X-Autorespond"] is not null || headers["X-Auto-Reply-From"] is not null) return "auto-reply";
        if (headers["List-Id"] is not null || headers["List-Unsubscribe"] is not null) return "list";
        return headers["Return-Path"]?.Replace(" ", "", StringComparison.Ordinal) == "<>" ? "no-return" : null;
    }

    private static MailBounce? BounceOf(MimePart mail)
    {
        var report = mail.All().FirstOrDefault(part => part.MediaType == "message/delivery-status");
        if (report is null) return null;
        List<MailHeaders> returned =
        [
            .. mail.All().Where(part => part != mail && part.Message is not null).Select(part => part.Message!.Headers),
            .. mail.All().Where(part => part.MediaType is "text/rfc822-headers" or "message/rfc822-headers").Select(part => MailHeaders.Read(part.Body.Span).Headers),
        ];
        var original = returned.SelectMany(headers => headers.Ids("Message-ID")).FirstOrDefault()
            ?? mail.Headers.Ids("In-Reply-To").Concat(mail.Headers.Ids("References")).FirstOrDefault();
        var recipients = new List<(string, string, string, bool)>();
        var (body, at) = ((ReadOnlyMemory<byte>)report.Decoded(), 0);
        // a block for the mail, then one for each recipient
        while (at < body.Length && recipients.Count < 50)
        {
            var (fields, next) = MailHeaders.Read(body.Span[at..]);
            if ((fields["Final-Recipient"] ?? fields["Original-Recipient"])?.Split(';')[^1].Trim() is { Length: > 0 } recipient)
                recipients.Add((Address(recipient).Address, Tidy(fields["Status"] ?? ""), Tidy(fields["Diagnostic-Code"] ?? ""), fields["Action"]?.Trim().Equals("failed", StringComparison.OrdinalIgnoreCase) == true));
            at += Math.Max(1, next);
        }
        return new(original, Tidy(returned.Select(headers => headers.Text("Subject")).FirstOrDefault(subject => subject is not null) ?? ""), recipients);
    }
}
