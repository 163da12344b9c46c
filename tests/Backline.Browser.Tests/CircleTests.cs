using System.Text.RegularExpressions;
using Backline.Browser.Tests.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

/// <summary>The monthly circle, by hand.</summary>
public sealed class CircleTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task The_partner_orders_a_true_up_and_the_baseline_rises()
    {
        await using var visit = await site.VisitAsAsync("femke.devries", javaScript: false);
        var quote = await site.AskAsync("select id from quote where state = 'issued'");
        await visit.GoAsync($"/quotes/{quote}");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(new Regex(@"1[.,  ]?350[.,]00"));
        await visit.Page.Locator("[name='Order.Number']").FillAsync("NH-4500-77");
        await visit.Page.Locator("[type=checkbox][name='Order.Sure']").CheckAsync();
        await visit.Page.Locator("form:has([name='Order.Number']) button.btn-primary").ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(new Regex("PO-[0-9]{4}-[0-9]{6}"));
        Assert.Equal("507 533", await site.AskAsync("select contracted || ' ' || baseline from baseline where category = 'voice' and reason = 'true-up'"));
        visit.AssertClean();
    }

    [Fact]
    public async Task The_customer_sees_the_year_of_a_category()
    {
        await using var visit = await site.VisitAsAsync("katrin.lindqvist");
        var contract = await site.AskAsync("select c.id from contract c join account a using (account_id) where a.name like 'Nordhaven%'");
        await visit.GoAsync($"/contracts/{contract}/baseline/video");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("328");
        await Expect(visit.Page.Locator("main svg").First).ToBeVisibleAsync();
        visit.AssertClean();
    }

    [Fact]
    public async Task A_quote_is_downloaded_as_paper()
    {
        await using var visit = await site.VisitAsAsync("femke.devries");
        var quote = await site.AskAsync("select id from quote order by created_at limit 1");
        for (var tries = 0; tries < 60 && (await site.AskAsync($"select pdf_file_id from quote where id = '{quote}'")).Length == 0; tries++) await Task.Delay(500);
        var paper = await visit.Page.APIRequest.GetAsync($"/quotes/{quote}/paper");
        Assert.Equal(200, paper.Status);
        Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString(await paper.BodyAsync(), 0, 4));
    }

    [Fact]
    public async Task Cover_is_asked_for_with_a_serial_number_and_the_answer_says_why()
    {
        await using var visit = await site.VisitAsAsync("katrin.lindqvist", javaScript: false);
        var serial = await site.AskAsync("select serial from device d join account a using (account_id) where a.name like 'Nordhaven%' and category = 'video' and removed_at is null limit 1");
        await visit.GoAsync("/coverage");
        await visit.Page.Locator("main [name=q]").FillAsync(serial);
        await visit.Page.Locator("main form[action='/coverage'] button").First.ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(new Regex("CO-[0-9]"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("CT-");
        visit.AssertClean();
    }

    [Fact]
    public async Task A_device_is_found_by_its_serial_number()
    {
        await using var visit = await site.VisitAsAsync("katrin.lindqvist", javaScript: false);
        var serial = await site.AskAsync("select serial from device d join account a using (account_id) where a.name like 'Nordhaven%' and category = 'voice' and removed_at is null limit 1");
        await visit.GoAsync($"/devices?q={serial}");
        await visit.Page.Locator($"main a[href^='/devices/']:has-text('{serial}'), main tbody a[href^='/devices/']").First.ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(serial);
        visit.AssertClean();
    }

    [Fact]
    public async Task A_customer_never_sees_another_ones()
    {
        await using var visit = await site.VisitAsAsync("matteo.ferraro");
        visit.Expect(404);
        foreach (var path in new[] { "/devices/" + await site.AskAsync("select d.id from device d join account a using (account_id) where a.name like 'Nordhaven%' limit 1"),
            "/contracts/" + await site.AskAsync("select c.id from contract c join account a using (account_id) where a.name like 'Nordhaven%'"), "/quotes/" + await site.AskAsync("select id from quote limit 1") })
        {
            var answer = await visit.Page.GotoAsync(path);
            Assert.Equal(404, answer!.Status);
            await Expect(visit.Page.Locator("body")).Not.ToContainTextAsync("Nordhaven");
        }
        visit.AssertClean();
    }

    [Fact]
    public async Task A_draft_below_the_thresholds_says_why_it_waits_and_is_mended_by_page()
    {
        await using var visit = await site.VisitAsAsync("amara.diallo", javaScript: false);
        var draft = await site.AskAsync("select c.id from contract c join account a using (account_id) where c.state = 'draft' and a.name like 'Hanbit%'");
        await visit.GoAsync($"/contracts/{draft}");
        await Expect(visit.Page.Locator("main button[aria-disabled=true]")).ToBeVisibleAsync();
        await visit.GoAsync($"/contracts/{draft}/edit");
        await visit.Page.Locator("[name='voice.selected']").UncheckAsync();
        await visit.Page.Locator("button[name=act][value=save]").ClickAsync();
        await visit.Page.Locator("form:has([name=act][value=activate]) button").ClickAsync();
        await Expect(visit.Page.Locator("form:has([name=act][value=activate])")).ToHaveCountAsync(0);
        Assert.Equal("active video", await site.AskAsync($"select c.state || ' ' || k.category from contract c join contract_category k on k.contract_id = c.id where c.id = '{draft}'"));
        visit.AssertClean();
    }

    [Fact]
    public async Task A_contract_is_renewed_with_todays_count_and_activated()
    {
        await using var visit = await site.VisitAsAsync("amara.diallo", javaScript: false);
        var ending = await site.AskAsync("select c.id from contract c join account a using (account_id) where c.state = 'active' and a.name like 'Officine%'");
        await visit.GoAsync($"/contracts/{ending}");
        await visit.Page.Locator("form:has([name=act][value=renew]) button").ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex(ending));
        var draft = await site.AskAsync($"select id from contract where predecessor_id = '{ending}'");
        await visit.GoAsync($"/contracts/{draft}/edit");
        await visit.Page.Locator("[name='voice.counted']").FillAsync("261");
        await visit.Page.Locator("button[name=act][value=save]").ClickAsync();
        await visit.Page.Locator("form:has([name=act][value=activate]) button").ClickAsync();
        await Expect(visit.Page.Locator("form:has([name=act][value=activate])")).ToHaveCountAsync(0);
        Assert.Equal("active 261 275", await site.AskAsync($"select c.state || ' ' || b.contracted || ' ' || b.baseline from contract c join baseline b on b.contract_id = c.id where c.id = '{draft}' and b.category = 'voice'"));
        visit.AssertClean();
    }
}
