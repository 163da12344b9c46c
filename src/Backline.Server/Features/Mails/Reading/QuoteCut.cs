using System.Text.RegularExpressions;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>What is new in a reply: without what it quotes and without the signature, in the six languages of the product. When nothing is left, all of it.</summary>
internal static partial class QuoteCut
{
    /// <summary>Stands in every mail that is sent, with the number of the case: all after it is quoted.</summary>
    public const string Mark = "==== [";

    public static string New(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var kept = lines.AsSpan(0, Cut(lines)).ToArray().ToList();
        // some sign below what they quote, some above
        while (EndsQuoting(kept) || EndsSigned(kept))
        {
            // until neither is left
        }
        var said = string.Join('\n', kept).Trim();
        return said.Length > 0 ? said : text.Trim();
    }

    private static bool EndsQuoting(List<string> kept)
    {
        var before = kept.Count;
        while (kept.Count > 0 && (string.IsNullOrWhiteSpace(kept[^1]) || kept[^1].StartsWith('>') || Introduces(kept, kept.Count - 1))) kept.RemoveAt(kept.Count - 1);
        // what introduces it may be folded once
        if (kept.Count < before && Introduces(kept, kept.Count - 2)) kept.RemoveRange(kept.Count - 2, 2);
        return kept.Count < before;
    }

    // a signature is short, and nothing but quotes comes after it
    private static bool EndsSigned(List<string> kept)
    {
        var at = kept.FindIndex(Math.Max(0, kept.Count - 25), line => line.TrimEnd() is "--" || Device().IsMatch(line.Trim()));
        if (at >= 0) kept.RemoveRange(at, kept.Count - at);
        return at >= 0;
    }

    // the place of the first line that is not new
    private static int Cut(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].TrimStart('>', ' ', '\t').TrimEnd();
            // our own mail begins with its mark: whatever introduces it, and its first lines, are quoted too
            if (line.StartsWith(Mark, StringComparison.Ordinal)) return Back(lines, at);
            if (Original().IsMatch(line)) return at;
            if (Rule().IsMatch(line) && IsHeaderBlock(lines, at + 1)) return at;
            if (IsHeaderBlock(lines, at)) return at;
            if (Introduces(lines, at) && AllQuoted(lines, at + 1)) return at;
        }
        return lines.Length;
    }

    private static int Back(string[] lines, int at)
    {
        for (var above = at - 1; above >= 0 && above >= at - 4; above--)
            if (Introduces(lines, above) || Introduces(lines, above - 1)) return Introduces(lines, above - 1) ? above - 1 : above;
        return at;
    }

    private static bool AllQuoted(string[] lines, int from)
    {
        // the line that introduces may be folded once
        var rest = lines.Skip(from).Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        if (rest.Count > 0 && IntroducesEnd().IsMatch(rest[0].Trim())) rest.RemoveAt(0);
        var quoted = rest.FindLastIndex(line => line.StartsWith('>'));
        // nothing is marked as a quote: it was HTML, and all of it is one. Answers between quotes keep what they answer.
        return quoted < 0 || quoted == rest.Count - 1 && rest.TrueForAll(line => line.StartsWith('>')) || rest.Skip(quoted + 1).All(line => line.Trim().Length < 60 && Device().IsMatch(line.Trim()));
    }

    private static bool Introduces(IReadOnlyList<string> lines, int at)
    {
        if (at < 0 || at >= lines.Count) return false;
        var line = lines[at].TrimStart('>', ' ').Trim();
        return line.Length is > 5 and < 300 && (Wrote().IsMatch(line) || at + 1 < lines.Count && WroteBegins().IsMatch(line) && IntroducesEnd().IsMatch(lines[at + 1].Trim()));
    }

    // From:, Sent:, To:, Subject: as Outlook writes them, in each language
    private static bool IsHeaderBlock(string[] lines, int at)
    {
        if (at >= lines.Length || !FromLine().IsMatch(lines[at].Trim().Trim('*'))) return false;
        return lines.Skip(at + 1).Take(4).Any(line => SentLine().IsMatch(line.Trim().Trim('*')));
    }

    [GeneratedRegex(@"^-{2,}\s*(Original Message|Original Appointment|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Thư gốc|Tin nhắn gốc|Tin nhắn ban đầu|원본 메시지|원본 메일|Weitergeleitete Nachricht|Forwarded message)\s*-{2,}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Original();

    [GeneratedRegex(@"^_{10,}$", RegexOptions.None, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(On\s.{5,250}\swrote|El\s.{5,250}\sescribió|Il\s.{5,250}\sha scritto|Am\s.{5,250}\sschrieb(\s.{1,150})?|Le\s.{5,250}\sa écrit|Vào\s.{5,250}\sđã viết|.{0,200}\d{4}년.{3,200}(작성|님이 작성|님이 쓴 글|wrote)|.{3,200}님이 작성)\s*:$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"^(On|El|Il|Am|Vào|Le)\s.*\d|\d{4}년", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WroteBegins();

    [GeneratedRegex(@"(wrote|escribió|ha scritto|schrieb|geschrieben|đã viết|작성|a écrit)\s*:$|^(schrieb|<[^>]{3,200}>)\s.{0,150}:$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IntroducesEnd();

    [GeneratedRegex(@"^(From|Von|De|Da|Từ|보낸 사람|보낸사람)\s*:\s*\S", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FromLine();

    [GeneratedRegex(@"^(Sent|Date|Gesendet|Datum|Enviado( el)?|Fecha|Inviato|Data|Đã gửi|Ngày|Ngày gửi|보낸 날짜|날짜|보낸날짜)\s*:\s*\S", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SentLine();

    [GeneratedRegex(@"^(Sent from my \S.{0,60}|Get Outlook for .{2,60}|Von meinem .{2,40} gesendet|Gesendet mit .{2,60}|Enviado desde mi .{2,40}|Inviato da(l mio)? .{2,40}|(Được )?[Gg]ửi từ .{2,40}|나의 .{2,30}에서 보냄|내 .{2,30}에서 보냄)\.?( ?<https?://[^ >]+>)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Device();
}
