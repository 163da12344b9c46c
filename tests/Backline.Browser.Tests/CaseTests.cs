using System.Text.RegularExpressions;
using Backline.Browser.Tests.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

/// <summary>A case from the question to the end, by hand.</summary>
public sealed class CaseTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_customer_asks_the_partner_answers_and_hands_on_and_the_vendor_resolves()
    {
        await using var customer = await site.VisitAsAsync("katrin.lindqvist", javaScript: false);
        await customer.GoAsync("/cases/new");
        await customer.Page.Locator("[name=subject]").FillAsync("No echo cancelling");
        await customer.Page.Locator("[name=text]").FillAsync("Since the move of the table.");
        await customer.Page.Locator("[name=severity][value=p2]").CheckAsync();
        await customer.Page.Locator("form.card button.btn-primary").ClickAsync();
        await Expect(customer.Page.Locator("main h1")).ToContainTextAsync("No echo cancelling");
        await Expect(customer.Page.Locator("main")).ToContainTextAsync(new Regex("C-[0-9]{4}-[0-9]{6}"));
        var path = new Uri(customer.Page.Url).AbsolutePath;

        await using var partner = await site.VisitAsAsync("femke.devries", javaScript: false);
        await partner.GoAsync(path);
        await DoAsync(partner, "take");
        await SayAsync(partner, "reply", "We listen to it now.");
        await SayAsync(partner, "note", "Only the north rooms.");
        await partner.Page.Locator("#hand-on > summary").ClickAsync();
        await partner.Page.Locator("[name='hand-on.text']").FillAsync("Echo in the north rooms, please look.");
        await DoAsync(partner, "hand-on");

        await using var agent = await site.VisitAsAsync("jonas.weber", javaScript: false);
        await agent.GoAsync(new Uri(partner.Page.Url).AbsolutePath);
        await Expect(agent.Page.Locator("main")).Not.ToContainTextAsync("Since the move of the table.");
        await agent.Page.Locator("#resolve > summary").ClickAsync();
        await agent.Page.Locator("[name='resolve.outcome']").SelectOptionAsync("fixed");
        await agent.Page.Locator("[name='resolve.text']").FillAsync("The echo canceller is calibrated again.");
        await DoAsync(agent, "resolve");

        await customer.GoAsync(path);
        await Expect(customer.Page.Locator("main")).ToContainTextAsync("We listen to it now.");
        await Expect(customer.Page.Locator("main")).Not.ToContainTextAsync("north rooms");
        foreach (var visit in new[] { customer, partner, agent }) visit.AssertClean();
    }

    [Theory, InlineData("jonas.weber", true), InlineData("femke.devries", false), InlineData("katrin.lindqvist", true)]
    public async Task Pages_of_a_case_are_accessible_on_a_phone(string who, bool dark)
    {
        await using var visit = await site.VisitAsAsync(who, width: Visit.Phone, dark: dark);
        await visit.GoAsync("/cases?view=all");
        var path = (await visit.Page.Locator("td a[href^='/cases/']").First.GetAttributeAsync("href"))!;
        var faults = new List<string>();
        foreach (var page in new[] { "/cases/new", path })
        {
            await visit.GoAsync(page);
            await visit.Page.EvaluateAsync("document.querySelectorAll('main details:not(.bl-menu)').forEach(fold => { fold.open = true; })");
            faults.AddRange(await visit.AccessibilityFaultsAsync());
            // a menu lies over what is below it, so each is opened by itself
            foreach (var menu in await visit.Page.Locator("main details.bl-menu:visible").AllAsync())
            {
                await menu.Locator("> summary").ClickAsync();
                faults.AddRange(await visit.AccessibilityFaultsAsync("main details.bl-menu[open]"));
                if (await menu.Locator("> .bl-pop").BoundingBoxAsync() is { } box && (box.X < 0 || box.X + box.Width > Visit.Phone)) faults.Add($"{page}: a menu leaves the window, {box.X} to {box.X + box.Width} px");
                await menu.Locator("> summary").ClickAsync();
            }
            if (await visit.OverflowAsync() is > 0 and var pixels) faults.Add($"{page} is {pixels} px too wide");
            faults.AddRange((await visit.OverlapsAsync()).Select(overlap => $"{page}: {overlap}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        visit.AssertClean();
    }

    [Theory, InlineData(Visit.Phone), InlineData(Visit.Desk)]
    public async Task Clocks_stand_in_even_rows_that_a_finger_meets(int width)
    {
        await using var visit = await site.VisitAsAsync("jonas.weber", width: width);
        await visit.GoAsync("/cases?view=all");
        var links = visit.Page.Locator("td a[href^='/cases/']");
        var paths = (await links.EvaluateAllAsync<string[]>("all => [...new Set(all.map(link => link.getAttribute('href')))]")).Take(4).ToList();
        foreach (var path in paths)
        {
            await visit.GoAsync(path);
            foreach (var clock in await visit.Page.Locator(".bl-clocks").AllAsync())
            {
                var cells = await clock.EvaluateAsync<double[][]>("row => row.checkVisibility() ? [...row.children].map(cell => cell.getBoundingClientRect()).map(box => [box.width, box.height]) : []");
                if (cells.Length == 0) continue;
                Assert.All(cells, cell => Assert.InRange(cell[0], cells[0][0] - 1, cells[0][0] + 1));
                Assert.All(cells, cell => Assert.True(cell[0] >= 24 && cell[1] >= 24, $"{path}: {cell[0]} x {cell[1]}"));
            }
            Assert.DoesNotContain(await visit.AccessibilityFaultsAsync(), fault => fault.Contains("target-size", StringComparison.Ordinal));
        }
        visit.AssertClean();
    }

    // not a button that only fills the form in
    private static Task DoAsync(Visit visit, string act) => visit.Page.Locator($"form:has(input[name=act][value={act}]) button:not([formaction])").ClickAsync();

    private static async Task SayAsync(Visit visit, string act, string text)
    {
        if (act == "note") await visit.Page.Locator("label[for=write-note]").ClickAsync();
        await visit.Page.Locator($"[name='{act}.text']").FillAsync(text);
        await DoAsync(visit, act);
        await Expect(visit.Page.Locator("main ol")).ToContainTextAsync(text);
    }
}
