using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Backline.Server.Features.Cases.Articles;

/// <summary>
/// The text of an article as a page: paragraphs, "## " headings, "- " and "1. " lists, **bold**, `code` and [words](https://…) or [words](/…). Everything else,
/// HTML among it, is shown as it was typed: only what stands here ever becomes markup.
/// </summary>
public static partial class ArticleText
{
    public static MarkupString Html(string text)
    {
        var html = new StringBuilder();
        foreach (var block in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Block(block, html);
        return new(html.ToString());
    }

    /// <summary>The beginning in plain words, for lists.</summary>
    public static string Beginning(string text, int longest = 160)
    {
        var plain = Lines().Replace(Marks().Replace(Link().Replace(text.ReplaceLineEndings("\n"), "${words}"), ""), " ").Trim();
        return plain.Length <= longest ? plain : plain[..plain.LastIndexOf(' ', longest)] + " …";
    }

    private static void Block(string block, StringBuilder html)
    {
        var lines = block.Split('\n');
        if (lines[0].StartsWith("## ", StringComparison.Ordinal))
        {
            html.Append("<h2>").Append(Inside(lines[0][3..])).Append("</h2>");
            if (lines.Length > 1) Block(string.Join('\n', lines[1..]), html);
        }
        else if (Array.TrueForAll(lines, line => line.StartsWith("- ", StringComparison.Ordinal))) List("ul", lines.Select(line => line[2..]), html);
        else if (Array.TrueForAll(lines, line => Numbered().IsMatch(line))) List("ol", lines.Select(line => Numbered().Replace(line, "")), html);
        else html.Append("<p>").AppendJoin("<br>", lines.Select(Inside)).Append("</p>");
    }

    private static void List(string tag, IEnumerable<string> items, StringBuilder html)
    {
        html.Append('<').Append(tag).Append('>');
        foreach (var item in items) html.Append("<li>").Append(Inside(item)).Append("</li>");
        html.Append("</").Append(tag).Append('>');
    }

    // encoded first: what is made markup afterwards holds no mark of its own
    private static string Inside(string line)
    {
        var safe = WebUtility.HtmlEncode(line);
        safe = Code().Replace(safe, "<code>${words}</code>");
        safe = Bold().Replace(safe, "<b>${words}</b>");
        return Link().Replace(safe, """<a href="${to}" rel="noopener">${words}</a>""");
    }

    [GeneratedRegex(@"`(?<words>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*(?<words>[^*]+)\*\*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bold();

    // to a page of ours or over https, nowhere else
    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\((?<to>(https://|/(?![/\\]))[^\s()""'<>]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\d{1,3}\. ", RegexOptions.None, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\*\*|`|^#+ |^- ", RegexOptions.Multiline, 1000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\n+", RegexOptions.None, 1000)]
    private static partial Regex Lines();
}
