using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Backline.Browser.Tests.Harness;

namespace Backline.Browser.Tests;

/// <summary>Nobody is led where nothing is, or where they may not go.</summary>
public sealed partial class LinkTests(Site site) : IClassFixture<Site>
{
    // of pages that differ only in what they show, so many are looked at
    private const int OfAKind = 2;

    public static TheoryData<string> Everybody =>
    [
        "ingrid.solberg", "marcus.feld", "amara.diallo", "jonas.weber", "grace.okafor", "kenji.watanabe", "petra.novak", "luca.moretti",
        "femke.devries", "chiara.conti", "katrin.lindqvist", "tobias.brandt", "matteo.ferraro", "mai.nguyen", "seoyeon.kim",
    ];

    [Theory, MemberData(nameof(Everybody))]
    public async Task Every_link_leads_somewhere(string who)
    {
        await using var visit = await site.VisitAsAsync(who);
        var (faults, seen, kinds, next) = (new List<string>(), new HashSet<string> { "/" }, new ConcurrentDictionary<string, int>(), new Queue<(string Path, string From)>([("/", "")]));
        while (next.TryDequeue(out var link))
        {
            var answer = await visit.Page.APIRequest.GetAsync(link.Path);
            if (!answer.Ok) faults.Add($"{answer.Status} {link.Path}, from {link.From}");
            if (answer.Ok && answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal))
            {
                foreach (var path in Links().Matches(await answer.TextAsync()).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
                {
                    if (kinds.AddOrUpdate(Values().Replace(path, "="), 1, (_, count) => count + 1) <= OfAKind && seen.Add(path)) next.Enqueue((path, link.Path));
                }
            }
            await answer.DisposeAsync();
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(seen.Count > 20, $"{who} was led to {seen.Count} pages only");
    }

    // what leads away, to a file of the page itself, or out, is no page
    [GeneratedRegex("""<a [^>]*href="(/(?!sign-out|_|css/|js/|lib/)[^"#]*)""")]
    private static partial Regex Links();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|=[^&]*")]
    private static partial Regex Values();
}
