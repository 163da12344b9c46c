using Backline.Browser.Tests.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

/// <summary>What a phone has no room for.</summary>
public sealed class PhoneTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("/devices", "site", true), InlineData("/devices", "site", false)]
    [InlineData("/audit", "action", true), InlineData("/audit", "action", false)]
    public async Task Filters_are_folded_on_a_phone_unless_some_are_set_and_stand_side_by_side_on_a_desk(string path, string filter, bool javaScript)
    {
        await using var phone = await site.VisitAsAsync("katrin.lindqvist", javaScript, Visit.Phone);
        await phone.GoAsync(path);
        await Expect(phone.Page.Locator($"#filter-{filter}")).ToBeHiddenAsync();
        Assert.InRange((await phone.Page.Locator("form.bl-filter").First.BoundingBoxAsync())!.Height, 30, 140);

        await phone.Page.Locator(".bl-filters > summary").ClickAsync();
        await Expect(phone.Page.Locator($"#filter-{filter}")).ToBeVisibleAsync();
        var chosen = await phone.Page.Locator($"#filter-{filter} option").Nth(1).GetAttributeAsync("value");
        // with JavaScript the rows alone may be fetched anew
        if (javaScript) await phone.GoAsync($"{path}?{filter}={Uri.EscapeDataString(chosen!)}");
        else
        {
            await phone.Page.Locator($"#filter-{filter}").SelectOptionAsync(chosen!);
            await phone.Page.Locator(".bl-filters + button").ClickAsync();
        }
        await Expect(phone.Page.Locator(".bl-filters > summary")).ToContainTextAsync("Filters (1)");
        await Expect(phone.Page.Locator($"#filter-{filter}")).ToBeVisibleAsync();
        Assert.Equal(0, await phone.OverflowAsync());

        await using var desk = await site.VisitAsAsync("katrin.lindqvist", javaScript);
        await desk.GoAsync(path);
        await Expect(desk.Page.Locator($"#filter-{filter}")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".bl-filters > summary")).ToBeHiddenAsync();
        desk.AssertClean();
        phone.AssertClean();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_chosen_of_many_tabs_is_in_sight(bool javaScript)
    {
        await using var phone = await site.VisitAsAsync("katrin.lindqvist", javaScript, Visit.Phone);
        await phone.GoAsync("/imports");
        await phone.GoAsync((await phone.Page.Locator("main .table a[href^='/imports/']").First.GetAttributeAsync("href")) + "?show=models");

        var tab = (await phone.Page.Locator(".bl-tabs [aria-current]").BoundingBoxAsync())!;

        Assert.InRange(tab.X, 0, Visit.Phone - tab.Width);
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>("window.scrollY"));
        phone.AssertClean();
    }
}
