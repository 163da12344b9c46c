using System.Text;
using System.Text.RegularExpressions;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Header text with encoded words (RFC 2047). Words that follow each other in one charset are read together: mailers cut letters in two.</summary>
internal static partial class EncodedWords
{
    private const int Longest = 2000;

    public static string Read(ReadOnlySpan<byte> header)
    {
        var text = Ascii.IsValid(header) ? Encoding.ASCII.GetString(header) : Charsets.Read(header.ToArray(), null);
        var (read, pending, charset, last) = (new StringBuilder(), new MemoryStream(), (string?)null, 0);
        foreach (Match word in Word().Matches(text))
        {
            var between = text[last..word.Index];
            var joins = charset is not null && string.IsNullOrWhiteSpace(between);
            var named = word.Groups["charset"].Value.Split('*')[0];
            if (!joins || !named.Equals(charset, StringComparison.OrdinalIgnoreCase)) Flush();
            if (!joins) read.Append(between);
            charset = named;
            var content = Encoding.Latin1.GetBytes(word.Groups["text"].Value);
            pending.Write(word.Groups["encoding"].Value is "B" or "b" ? TransferEncoding.FromBase64(content) : TransferEncoding.FromQuoted(content, inHeader: true));
            last = word.Index + word.Length;
        }
        Flush();
        read.Append(text[last..]);
        var one = string.Join(' ', read.ToString().Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        var seen = new StringBuilder(one.Length);
        foreach (var rune in one.EnumerateRunes())
            if (!Rune.IsControl(rune)) seen.Append(rune.ToString());
        return seen.Length <= Longest ? seen.ToString() : seen.ToString(0, Longest);

        void Flush()
        {
            if (charset is not null && pending.Length > 0) read.Append(Charsets.Read(pending.ToArray(), charset));
            pending.SetLength(0);
            charset = null;
        }
    }

    [GeneratedRegex(@"=\?(?<charset>[^?\s]{1,60})\?(?<encoding>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
