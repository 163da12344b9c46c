using System.Net;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Accounts;

/// <summary>An address names an account by its number as well as by its id, and as "account" or "accountId", on every page that takes one.</summary>
public sealed class AccountNumberTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    public static TheoryData<string> Pages => ["/imports", "/imports/new", "/contracts", "/contracts/new", "/contracts/export", "/baselines", "/baselines/export", "/sites", "/sites/new", "/sites/list", "/sites/export", "/contacts/new"];

    private async Task<string> NumberAsync(Guid account) => (await app.Seed.ScalarAsync<string>("select number from account where account_id = $1", account))!;

    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("/devices")]
    [InlineData("/devices/export")]
    [InlineData("/audit")]
    [InlineData("/audit/export")]
    public async Task A_page_takes_the_number_as_people_see_it(string page)
    {
        var number = await NumberAsync(app.Nordhaven);

        foreach (var written in new[] { number, number.ToLowerInvariant(), app.Nordhaven.ToString() })
            Assert.Equal((page, HttpStatusCode.OK), (page, (await app.Vendor.Get($"{page}?account={written}")).StatusCode));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_number_nobody_has_is_named_and_one_of_others_is_no_different(string page)
    {
        var others = await NumberAsync(app.Brera);

        var unknown = await app.Vendor.Get($"{page}?accountId=MA-999999");
        var foreign = await app.Partner.Get($"{page}?accountId={others}");

        Assert.Equal((page, HttpStatusCode.BadRequest), (page, unknown.StatusCode));
        Assert.Contains("There is no account MA-999999.", await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        // a partner may not draft contracts: then the page itself says no
        Assert.Contains(foreign.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.Redirect]);
    }

    [Fact]
    public async Task The_list_and_its_download_are_those_of_the_account()
    {
        var number = await NumberAsync(app.Nordhaven);
        await app.Vendor.Post("/api/v1/contacts", new { accountId = app.Brera, name = "Chained", email = "chained@brera.example" });
        await app.Vendor.Post("/api/v1/contacts", new { accountId = app.Nordhaven, name = "Chained", email = "chained@nordhaven.example" });

        var list = await app.Vendor.PageAsync($"/sites?account={number}");
        var download = await app.Vendor.PageAsync($"/sites/export?account={number}");
        var history = await app.Vendor.PageAsync($"/audit?account={number}&action=contact.created");

        Assert.All([list, download], text => Assert.Contains("Hamburg Hafen", text));
        Assert.All([list, download], text => Assert.DoesNotContain("Milano Brera", text));
        Assert.Contains("Nordhaven Group", history);
        Assert.DoesNotContain("Brera Studios", history);
    }

    [Fact]
    public async Task The_history_of_an_account_opens_from_its_page()
    {
        await app.Vendor.Post("/api/v1/contacts", new { accountId = app.Nordhaven, name = "In the history", email = "history@nordhaven.example" });
        var page = await app.Vendor.PageAsync($"/accounts/{app.Nordhaven}");
        var link = $"/audit?account={await NumberAsync(app.Nordhaven)}";

        Assert.Contains($"href=\"{link}\"", page);
        Assert.Contains("In the history", await app.Vendor.PageAsync(link));
        Assert.Contains("In the history", await app.Vendor.PageAsync($"/audit?account={app.Nordhaven}"));
    }

    [Fact]
    public async Task On_the_list_of_devices_another_account_can_be_chosen()
    {
        var page = await app.Vendor.PageAsync($"/devices?account={app.Nordhaven}");
        var form = page[page.IndexOf("<form class=\"bl-filter\"", StringComparison.Ordinal)..];

        Assert.Contains("name=\"account\" list=\"account-options\"", form);
        Assert.DoesNotContain("type=\"hidden\" name=\"account\"", form[..form.IndexOf("</form>", StringComparison.Ordinal)]);
    }
}
