using System.Text;
using MimeKit.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>
/// What an HTML mail says, as text: no tag, style or script of it goes anywhere. It is told by its tags as they come (MimeKit), without a tree: AngleSharp
/// takes time by the square of how deep they nest, and more than 15 s for 50,000.
/// </summary>
internal sealed class HtmlText
{
    private const int MostQuotes = 20;
    private const int MostUnshown = 50;
    private const int LongestAddress = 1000;

    // what is between their tags is never shown, and in those where it is no HTML, up to the end when they are not closed
    private static readonly HashSet<HtmlTagId> hidden =
        [HtmlTagId.Script, HtmlTagId.Style, HtmlTagId.Title, HtmlTagId.NoScript, HtmlTagId.Head, HtmlTagId.Object, HtmlTagId.Select, HtmlTagId.TextArea, HtmlTagId.IFrame];

    private static readonly HashSet<string> hiddenNames = new(StringComparer.OrdinalIgnoreCase) { "svg", "template", "math" };

    private static readonly HashSet<HtmlTagId> blocks =
    [
        HtmlTagId.P, HtmlTagId.Div, HtmlTagId.TR, HtmlTagId.Table, HtmlTagId.H1, HtmlTagId.H2, HtmlTagId.H3, HtmlTagId.H4, HtmlTagId.H5, HtmlTagId.H6, HtmlTagId.UL, HtmlTagId.OL, HtmlTagId.LI, HtmlTagId.Pre, HtmlTagId.HR,
        HtmlTagId.Section, HtmlTagId.Article, HtmlTagId.Header, HtmlTagId.Footer, HtmlTagId.Address, HtmlTagId.DT, HtmlTagId.DD, HtmlTagId.Body,
    ];

    private readonly StringBuilder text;
    private readonly int longest;
    private int quotes;

    // where the link that is open leads, and how much was said before it
    private (string To, int Length)? link;

    // what is not shown if it is closed: its name, and what was said and open before
    private readonly List<(string Name, int Length, int Quotes, (string To, int Length)? Link)> unshown = [];

    private HtmlText(int sized, int longest) => (text, this.longest) = (new(Math.Min(sized, 1 << 20)), longest);

    /// <param name="longest">More is not read.</param>
    public static string Of(string html, int longest = int.MaxValue)
    {
        var read = new HtmlText(html.Length, longest);
        var tokens = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        while (read.text.Length <= read.longest && tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag) read.Tag(tag);
            // scripts, and what is declared or remarked, are tokens of other kinds
            else if (token.Kind == HtmlTokenKind.Data) read.Say(((HtmlDataToken)token).Data);
        }
        return read.text.ToString();
    }

    private void Tag(HtmlTagToken tag)
    {
        if (hidden.Contains(tag.Id) || hiddenNames.Contains(tag.Name)) Hide(tag);
        else if (tag.Id == HtmlTagId.Br) text.Append('\n');
        else if (tag.Id == HtmlTagId.BlockQuote) Quote(tag);
        else if (tag.Id == HtmlTagId.A) Link(tag);
        else if (blocks.Contains(tag.Id))
        {
            Break();
            if (!tag.IsEndTag && tag.Id == HtmlTagId.LI) Say("- ");
            if (tag.IsEndTag && tag.Id == HtmlTagId.P) text.Append('\n');
        }
        else if (tag.Id == HtmlTagId.Button || tag.IsEndTag && tag.Id is HtmlTagId.TD or HtmlTagId.TH) Say(" ");
    }

    // where it leads is said behind its words, unless they say it themselves; a picture that leads somewhere says nothing
    private void Link(HtmlTagToken tag)
    {
        if (link is { } open && text.Length > open.Length)
        {
            var words = text.ToString(open.Length, text.Length - open.Length).Trim();
            if (words.Length > 0 && !Bare(words).Contains(Bare(open.To), StringComparison.OrdinalIgnoreCase)) Say($" <{open.To}>");
        }
        link = tag.IsEndTag ? null : Address(tag) is { } to ? (to, text.Length) : null;
    }

    private static string? Address(HtmlTagToken tag) =>
        tag.Attributes.FirstOrDefault(attribute => attribute.Id == HtmlAttributeId.Href)?.Value?.Trim() is { Length: > 0 and <= LongestAddress } to
        && Uri.TryCreate(to, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address.AbsoluteUri : null;

    // "www.example.com" says https://www.example.com/
    private static string Bare(string address) => address[(address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var end ? end + 3 : 0)..].TrimEnd('/');

    // one that is never closed hides nothing, as in a browser: what it would hide is said, and taken back where it is closed
    private void Hide(HtmlTagToken tag)
    {
        if (!tag.IsEndTag)
        {
            if (!tag.IsEmptyElement && unshown.Count < MostUnshown) unshown.Add((tag.Name, text.Length, quotes, link));
            return;
        }
        var at = unshown.FindLastIndex(one => one.Name.Equals(tag.Name, StringComparison.OrdinalIgnoreCase));
        if (at < 0) return;
        (text.Length, quotes, link) = (unshown[at].Length, unshown[at].Quotes, unshown[at].Link);
        unshown.RemoveRange(at, unshown.Count - at);
    }

    private void Quote(HtmlTagToken tag)
    {
        Break();
        if (!tag.IsEndTag && quotes == 0 && IsOfProgram(tag)) QuoteIntroduction();
        quotes = Math.Clamp(quotes + (tag.IsEndTag ? -1 : 1), 0, MostQuotes);
    }

    // spaces and line ends of the source are one space; a line within a quote begins as a quote does
    private void Say(string words)
    {
        foreach (var letter in words)
        {
            var blank = letter is ' ' or '\t' or '\r' or '\n' or '\u00A0';
            var begins = text.Length == 0 || text[^1] == '\n';
            if (blank && (begins || text[^1] == ' ')) continue;
            if (begins && quotes > 0) text.Append('>', quotes).Append(' ');
            text.Append(blank ? ' ' : letter);
        }
    }

    // as Gmail, Thunderbird and Apple write what is answered
    private static bool IsOfProgram(HtmlTagToken tag) => tag.Attributes.Any(attribute => attribute.Value is { } said && (said.Contains("gmail_quote", StringComparison.OrdinalIgnoreCase) || said.Contains("cite", StringComparison.OrdinalIgnoreCase)) || attribute.Id == HtmlAttributeId.Cite);

    // "On … wrote:", however it is said, is part of the quote it stands above
    private void QuoteIntroduction()
    {
        var end = text.Length;
        while (end > 0 && char.IsWhiteSpace(text[end - 1])) end--;
        if (end == 0 || text[end - 1] != ':') return;
        var begin = end;
        while (begin > 0 && text[begin - 1] != '\n') begin--;
        text.Insert(begin, "> ");
    }

    private void Break()
    {
        if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
    }
}
