using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Baselines;

/// <summary>The pages of baselines as those read and use them who run the checks.</summary>
public sealed class BaselinePageTests(Programme programme) : IClassFixture<Programme>
{
    private async Task<HttpClient> BrowserAsync(string role = Roles.ServiceManager, Guid? account = null) => programme.Browser(await programme.Seed.KeyAsync(role, account));

    [Fact]
    public async Task Who_runs_the_checks_starts_the_months_check_on_the_page()
    {
        var account = await programme.Seed.AccountAsync("Pressed");
        var contract = await programme.YearAsync(account);
        await programme.FleetAsync(account, 205);
        programme.Clock.Now = Programme.Day(3, 12);
        var path = $"/contracts/{contract.Id}/baseline/video";
        using var browser = await BrowserAsync();
        using var reader = await BrowserAsync(Roles.CustomerAdministrator, account);
        Assert.Contains("It runs by itself on the 15th", await reader.PageAsync(path));
        Assert.DoesNotContain("Check this month now", await reader.PageAsync(path));
        Assert.Contains("Check this month now", await browser.PageAsync(path));

        var answer = await browser.SubmitAsync(path, new() { ["_handler"] = "check" });

        Assert.Equal((HttpStatusCode.Found, path), (answer.Status, answer.Location));
        Assert.Equal(205, await programme.Seed.ScalarAsync<int>("select counted from baseline_decision where account_id = $1", account));
        var after = await browser.PageAsync(path);
        Assert.Contains("March 2026 was checked now.", after);
        Assert.DoesNotContain("Check this month now", after);
    }

    [Fact]
    public async Task Growth_is_rounded_once()
    {
        var account = await programme.Seed.AccountAsync("Rounded");
        await programme.YearAsync(account, 1640);
        await programme.FleetAsync(account, 1690);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        using var browser = await BrowserAsync(Roles.CustomerAdministrator, account);

        Assert.Contains("+3.0 %", await browser.PageAsync("/baselines"));
    }

    [Fact]
    public async Task The_newest_check_on_an_accounts_page_leads_to_its_month()
    {
        var account = await programme.Seed.AccountAsync("Checked And Linked");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 205);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        using var vendor = await BrowserAsync();
        using var customer = await BrowserAsync(Roles.CustomerAdministrator, account);
        var number = await programme.Seed.ScalarAsync<string>("select number from account where account_id = $1", account);

        foreach (var (browser, page, link) in new[] { (vendor, $"/accounts/{account}", $"/baselines?month=2026-03&accountId={number}"), (customer, "/account", "/baselines?month=2026-03") })
        {
            Assert.Contains($"href=\"{link}\"", (await browser.PageAsync(page)).Replace("&amp;", "&", StringComparison.Ordinal));
            Assert.Contains("205", await browser.PageAsync(link));
        }
    }

    [Fact]
    public async Task A_month_without_checks_says_so_and_leads_to_the_newest_that_has_one()
    {
        var account = await programme.Seed.AccountAsync("Not that month");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        using var browser = await BrowserAsync(Roles.CustomerAdministrator, account);

        var page = await browser.PageAsync("/baselines?month=2025-01");

        Assert.Contains("January 2025 was not checked", page);
        Assert.Contains("/baselines?month=2026-03", page);
        Assert.DoesNotContain("No month has been checked yet", page);
        Assert.Contains("+15.0 %", await browser.PageAsync("/baselines"));
        var contract = await programme.Seed.ScalarAsync<Guid>("select contract_id from baseline_check where account_id = $1", account);
        var sheet = await browser.PageAsync($"/contracts/{contract}/baseline/video");
        Assert.Contains("+15.0 %", sheet);
        Assert.Contains("230 × 1.05 = 241.5, rounded up", sheet);
        Assert.Contains("+15.0 %", await browser.PageAsync($"/quotes/{await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account)}"));
    }

    [Fact]
    public async Task An_unknown_count_says_which_report_is_owed_and_by_whom()
    {
        var partner = await programme.Seed.PartnerAsync("Owing Partner");
        var account = await programme.Seed.AccountAsync("Owed", partner);
        await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
        await programme.YearAsync(account, partner: partner);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        using var browser = await BrowserAsync();

        Assert.Contains("Inventory report of March 2026, owed by Owing Partner", await browser.PageAsync($"/baselines?accountId={account}&month=2026-03"));
    }

    [Fact]
    public async Task After_the_order_the_month_reads_as_ordered_and_the_chart_goes_on_with_what_is_agreed()
    {
        var account = await programme.Seed.AccountAsync("Settled");
        var contract = await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        using var browser = await BrowserAsync(Roles.CustomerAdministrator, account);
        var path = $"/contracts/{contract.Id}/baseline/video";
        var due = await browser.PageAsync(path);
        Assert.Contains("baseline and trigger 210", due);
        Assert.DoesNotContain("True-up ordered", due);
        Assert.Contains("230 × 1.05 = 241.5", due);

        var quote = await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = System.Net.Http.Json.JsonContent.Create(new { quoteId = quote, customerOrder = "PO 1" }) };
        request.Headers.Add("Idempotency-Key", "settled");
        using var ordered = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, ordered.StatusCode);

        var after = await browser.PageAsync(path);
        Assert.Contains("True-up ordered", after);
        Assert.Contains("baseline and trigger 242", after);
        Assert.Contains("True-up ordered", await browser.PageAsync("/baselines?outcome=ordered"));
        Assert.Contains("No category matches the filter.", await browser.PageAsync("/baselines?outcome=true-up"));
        Assert.Contains(",true-up,TU-", await browser.PageAsync("/baselines/export"));
        Assert.EndsWith(",ordered", (await browser.PageAsync("/baselines/export?outcome=ordered")).Trim());
        Assert.DoesNotContain("TU-", await browser.PageAsync("/baselines/export?outcome=true-up"));
    }

    [Fact]
    public async Task Where_no_contract_counts_categories_the_page_says_that_none_is_ever_checked()
    {
        using var browser = await BrowserAsync(Roles.CustomerAdministrator, await programme.Seed.AccountAsync("By serial"));

        Assert.Contains("has no baseline and no monthly check", await browser.PageAsync("/baselines"));
    }

    [Fact]
    public async Task A_quote_that_nobody_can_answer_says_so_until_somebody_can()
    {
        var account = await programme.Seed.AccountAsync("Nobody yet");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var path = $"/quotes/{await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account)}";
        using var browser = await BrowserAsync();
        Assert.Contains("Nobody of Nobody yet can sign in yet", await browser.PageAsync(path));

        await programme.Seed.PersonAsync($"{account:N}@example.org", Roles.CustomerAdministrator, account);

        Assert.Contains("Nobody yet answers this quote.", await browser.PageAsync(path));
    }
}
