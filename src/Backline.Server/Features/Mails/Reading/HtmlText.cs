using System.Net;
using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>What an HTML mail says, as text: no tag, style or script of it goes anywhere.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> hidden = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "title", "template", "noscript", "head", "object", "svg", "math", "select", "textarea", "iframe" };
    private static readonly HashSet<string> blocks = new(StringComparer.OrdinalIgnoreCase) { "p", "div", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "hr", "section", "article", "header", "footer", "address", "dt", "dd", "body" };

    public static string Of(string html)
    {
        var (text, quotes, at) = (new StringBuilder(Math.Min(html.Length, 1 << 20)), 0, 0);
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            if (open < 0) open = html.Length;
            Say(text, html.AsSpan(at, open - at), quotes);
            if (open == html.Length) break;
            if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
            {
                var end = html.IndexOf("-->", open + 4, StringComparison.Ordinal);
                at = end < 0 ? html.Length : end + 3;
                continue;
            }
            var close = Close(html, open);
            var tag = html.AsSpan(open + 1, close - open - 1);
            at = Math.Min(close + 1, html.Length);
            var ends = tag.StartsWith("/", StringComparison.Ordinal);
            var name = Name(ends ? tag[1..] : tag);
            // a bare "<" before a number or a space is a letter
            if (name.Length == 0 && !ends && !tag.StartsWith("!", StringComparison.Ordinal) && !tag.StartsWith("?", StringComparison.Ordinal))
            {
                text.Append('<');
                at = open + 1;
                continue;
            }
            if (!ends && hidden.Contains(name) && !tag.EndsWith("/", StringComparison.Ordinal)) at = End(html, at, name);
            else if (name.Equals("blockquote", StringComparison.OrdinalIgnoreCase))
            {
                Break(text);
                if (!ends && quotes == 0 && IsOfProgram(tag)) QuoteIntroduction(text);
                quotes = Math.Clamp(quotes + (ends ? -1 : 1), 0, 20);
            }
            else if (blocks.Contains(name))
            {
                if (name.Equals("br", StringComparison.OrdinalIgnoreCase)) text.Append('\n');
                else Break(text);
                if (!ends && name.Equals("li", StringComparison.OrdinalIgnoreCase)) Say(text, "- ", quotes);
                if (ends && name.Equals("p", StringComparison.OrdinalIgnoreCase)) text.Append('\n');
            }
            else if (ends && (name.Equals("td", StringComparison.OrdinalIgnoreCase) || name.Equals("th", StringComparison.OrdinalIgnoreCase))) text.Append(' ');
        }
        return text.ToString();
    }

    // spaces and line ends of the source are one space; a line within a quote begins as a quote does
    private static void Say(StringBuilder text, ReadOnlySpan<char> raw, int quotes)
    {
        if (raw.IsEmpty) return;
        var words = WebUtility.HtmlDecode(raw.ToString()).Replace('\u00A0', ' ');
        foreach (var letter in words)
        {
            var blank = letter is ' ' or '\t' or '\r' or '\n';
            var begins = text.Length == 0 || text[^1] == '\n';
            if (blank && (begins || text[^1] == ' ')) continue;
            if (begins && quotes > 0) text.Append('>', quotes).Append(' ');
            text.Append(blank ? ' ' : letter);
        }
    }

    // as Gmail, Thunderbird and Apple write what is answered
    private static bool IsOfProgram(ReadOnlySpan<char> tag) => tag.Contains("gmail_quote", StringComparison.OrdinalIgnoreCase) || tag.Contains("cite", StringComparison.OrdinalIgnoreCase);

    // "On … wrote:", however it is said, is part of the quote it stands above
    private static void QuoteIntroduction(StringBuilder text)
    {
        var end = text.Length;
        while (end > 0 && char.IsWhiteSpace(text[end - 1])) end--;
        if (end == 0 || text[end - 1] != ':') return;
        var begin = end;
        while (begin > 0 && text[begin - 1] != '\n') begin--;
        text.Insert(begin, "> ");
    }

    private static void Break(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
    }

    // a ">" inside a quoted attribute does not end the tag
    private static int Close(string html, int open)
    {
        var quote = '\0';
        for (var at = open + 1; at < html.Length; at++)
        {
            if (quote != '\0')
            {
                if (html[at] == quote) quote = '\0';
            }
            else if (html[at] == '>') return at;
            else if (html[at] is '"' or '\'' && html[at - 1] is '=' or ' ') quote = html[at];
        }
        // quotes that are never closed: to the first end there is
        return html.IndexOf('>', open) is >= 0 and var first ? first : html.Length;
    }

    private static int End(string html, int at, string name)
    {
        var end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? (name.Equals("head", StringComparison.OrdinalIgnoreCase) ? at : html.Length) : html.IndexOf('>', end) is >= 0 and var close ? close + 1 : html.Length;
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && (char.IsAsciiLetterOrDigit(tag[length]) || tag[length] is '-' or ':')) length++;
        return length > 0 && char.IsAsciiLetter(tag[0]) ? tag[..length].ToString() : "";
    }
}
