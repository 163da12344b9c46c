using Backline.Server.Demo;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Backline.Browser.Tests.Harness;

/// <summary>Somebody at a browser. What its console, the content policy or the network complain of is a fault of the story.</summary>
public sealed class Visit : IAsyncDisposable
{
    public const int Desk = 1366, Phone = 390;
    private static readonly string[] wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    private static readonly string axe = new BundledAxeScriptProvider().GetScript();
    private readonly IBrowserContext context;
    private readonly string url;
    private readonly List<string> faults = [];
    private readonly List<int> expected = [];

    private Visit(IBrowserContext context, IPage page, string url)
    {
        (this.context, Page, this.url) = (context, page, url);
        page.Console += (_, said) => { if (said.Type is "error" or "warning" && !expected.Exists(status => said.Text.Contains($"status of {status}", StringComparison.Ordinal))) faults.Add($"{page.Url}: {said.Text}"); };
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") faults.Add($"{request.Url}: {request.Failure}"); };
        page.Response += (_, answer) => { if (answer.Status >= 500) faults.Add($"{answer.Status} {answer.Url}"); };
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(IBrowser browser, string url, bool javaScript, int width, bool dark, string? state = null)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = url, JavaScriptEnabled = javaScript, ViewportSize = new() { Width = width, Height = width == Phone ? 844 : 860 }, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce, Locale = "en-GB", TimezoneId = "Europe/Berlin", AcceptDownloads = true, StorageState = state,
        });
        // a wait is no measurement: a busy machine only takes longer
        context.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        return new(context, await context.NewPageAsync(), url);
    }

    public Task GoAsync(string path) => Page.GotoAsync(path);

    public async Task SignInAsync(string who, string password = DemoParties.Password)
    {
        await GoAsync("/sign-in");
        await FillSignInAsync(who, password);
    }

    /// <summary>On the page where one signs in.</summary>
    public async Task FillSignInAsync(string who, string password = DemoParties.Password)
    {
        await Page.Locator("[name='Input.Email']").FillAsync(DemoData.Read().People.FirstOrDefault(person => person.Email.StartsWith(who + "@", StringComparison.Ordinal))?.Email ?? who);
        await Page.Locator("[name='Input.Password']").FillAsync(password);
        await Page.Locator("form:has([name='Input.Password']) button.btn").ClickAsync();
    }

    /// <summary>An answer of this status is what the story is about.</summary>
    public void Expect(int status) => expected.Add(status);

    /// <summary>Paths in the main navigation.</summary>
    public async Task<IReadOnlyList<string>> NavigationAsync() =>
        [.. (await Page.Locator("nav a[href^='/'], header a[href^='/']").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"))
            .Where(path => !path.Contains("sign-out", StringComparison.Ordinal) && !path.Contains('#', StringComparison.Ordinal)).Distinct()];

    /// <summary>What axe finds against WCAG 2.2 AA: the rule, and up to three places.</summary>
    public async Task<IReadOnlyList<string>> AccessibilityFaultsAsync(string within = "html")
    {
        // in the page itself, which has no frames, and of faults alone: bringing all that is well out of it takes three times as long
        await Page.EvaluateAsync(axe);
        var faults = await Page.Locator(within).EvaluateAsync<string[]>(
            "async (part, tags) => (await axe.run(part, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })).violations.map(rule => `${rule.id}: ${rule.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)", wcag);
        return [.. faults.Select(fault => $"{Page.Url[url.Length..]} {fault}")];
    }

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Cells of tables whose words lie over those of another cell of the same row.</summary>
    public Task<string[]> OverlapsAsync() => Page.EvaluateAsync<string[]>(
        """
        () => {
          const boxes = cell => {
            const found = [], walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
              if (!node.data.trim() || node.parentElement.closest('.visually-hidden, option, template, details:not([open]) > :not(summary)')) continue;
              const range = document.createRange();
              range.selectNodeContents(node);
              found.push(...range.getClientRects());
            }
            return found;
          };
          const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
          const faults = [];
          for (const row of document.querySelectorAll('tbody tr')) {
            const cells = [...row.cells].filter(cell => cell.checkVisibility()).map(cell => [cell, boxes(cell)]);
            cells.forEach(([a, first], i) => cells.slice(i + 1).forEach(([b, second]) => {
              if (first.some(x => second.some(y => over(x, y)))) faults.push(`"${a.innerText.trim()}" lies over "${b.innerText.trim()}"`);
            }));
          }
          return faults.slice(0, 5);
        }
        """);

    public Task<byte[]> ScreenshotAsync(string path, bool whole = false) => Page.ScreenshotAsync(new() { Path = path, FullPage = whole, Animations = ScreenshotAnimations.Disabled });

    public void AssertClean() => Assert.True(faults.Count == 0, string.Join('\n', faults));

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
