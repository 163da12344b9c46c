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
        using var client = await ClientAsync(who);
        var (faults, seen, kinds) = (new List<string>(), new HashSet<string> { "/" }, new Dictionary<string, int>());
        // what one page leads to is asked for two at a time, as the machine has two cores at least
        for (var level = new List<(string Path, string From)> { ("/", "") }; level.Count > 0;)
        {
            var next = new List<(string Path, string From)>();
            await Parallel.ForEachAsync(level, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, async (link, cancel) =>
            {
                using var answer = await client.GetAsync(new Uri(link.Path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
                var isPage = answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "text/html";
                var page = isPage ? await answer.Content.ReadAsStringAsync(cancel) : "";
                lock (seen)
                {
                    if (!answer.IsSuccessStatusCode) faults.Add($"{(int)answer.StatusCode} {link.Path}, from {link.From}");
                    foreach (var path in Links().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
                    {
                        var kind = Values().Replace(path, "=");
                        kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                        if (kinds[kind] <= OfAKind && seen.Add(path)) next.Add((path, link.Path));
                    }
                }
            });
            level = next;
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(seen.Count > 20, $"{who} was led to {seen.Count} pages only");
    }

    // signed in by the browser, asking without it
    private async Task<HttpClient> ClientAsync(string who)
    {
        await using var visit = await site.VisitAsAsync(who);
        var cookies = await visit.Page.Context.CookiesAsync();
        var client = new HttpClient { BaseAddress = new Uri(site.Url) };
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }

    // what leads away, to a file of the page itself, or out, is no page
    [GeneratedRegex("""<a [^>]*href="(/(?!sign-out|_|css/|js/|lib/)[^"#]*)""")]
    private static partial Regex Links();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|=[^&]*")]
    private static partial Regex Values();
}
