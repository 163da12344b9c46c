using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>The pages of contracts as a browser without scripts uses them.</summary>
public sealed partial class ContractPageTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private HttpClient Browser(string key)
    {
        var browser = app.CreateClient();
        browser.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return browser;
    }

    private static async Task<(HttpStatusCode Status, string Html, string? Location)> PostAsync(HttpClient browser, string path, Dictionary<string, string> fields)
    {
        var page = await browser.GetStringAsync(path, TestContext.Current.CancellationToken);
        fields["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_contract_is_drafted_activated_and_renewed_by_forms()
    {
        using var browser = Browser(await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("By forms");

        var drafted = await PostAsync(browser, $"/contracts/new?account={account}&plan=poly-plus-enterprise", new()
        {
            ["_handler"] = "draft", ["act"] = "save", ["planCode"] = "poly-plus-enterprise", ["accountId"] = account.ToString(), ["startsOn"] = "2026-01-01", ["endsOn"] = "2026-12-31",
            ["currency"] = "EUR", ["channel"] = "direct", ["onSite"] = "charged", ["video.selected"] = "true", ["video.counted"] = "200", ["video.unitPrice"] = "24.00",
        });
        Assert.Equal(HttpStatusCode.Found, drafted.Status);
        var path = new Uri(app.Address, drafted.Location!).AbsolutePath;
        var activated = await PostAsync(browser, path, new() { ["_handler"] = "act", ["act"] = "activate", ["version"] = "2" });

        Assert.Equal("active 210", await seed.ScalarAsync<string>("select c.state || ' ' || b.baseline from contract c join baseline b on b.contract_id = c.id where c.account_id = $1", account));
        Assert.Equal(HttpStatusCode.Found, activated.Status);
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(browser, path, new() { ["_handler"] = "act", ["act"] = "renew" })).Status);
    }

    [Fact]
    public async Task What_was_typed_stays_when_something_is_wrong()
    {
        using var browser = Browser(await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Typed wrong");

        var answer = await PostAsync(browser, $"/contracts/new?account={account}&plan=poly-plus-enterprise", new()
        {
            ["_handler"] = "draft", ["act"] = "save", ["planCode"] = "poly-plus-enterprise", ["accountId"] = account.ToString(), ["startsOn"] = "2026-01-01", ["endsOn"] = "2026-12-31",
            ["currency"] = "EUR", ["channel"] = "direct", ["video.selected"] = "true", ["video.counted"] = "2oo", ["video.unitPrice"] = "24.00",
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("value=\"2oo\"", answer.Html);
        Assert.Equal(0, await seed.ScalarAsync<long>("select count(*) from contract where account_id = $1", account));
    }

    [Fact]
    public async Task Every_fault_of_the_terms_is_named_at_once_with_its_field_and_category()
    {
        using var browser = Browser(await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("All at once");

        var answer = await PostAsync(browser, $"/contracts/new?account={account}&plan=poly-plus-enterprise", new()
        {
            ["_handler"] = "draft", ["act"] = "save", ["planCode"] = "poly-plus-enterprise", ["accountId"] = account.ToString(), ["startsOn"] = "2026-12-31", ["endsOn"] = "2026-01-01",
            ["currency"] = "XXX", ["channel"] = "direct", ["headset.selected"] = "true", ["headset.counted"] = "abc", ["headset.unitPrice"] = "24.00",
            ["video.selected"] = "true", ["video.counted"] = "200", ["video.advancePercent"] = "140", ["video.unitPrice"] = "12,34,5",
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("5 things are missing or wrong", answer.Html);
        foreach (var field in new[] { "endsOn\">Ends: ", "currency\">Currency: ", "headset-counted\">Headsets, Devices counted: ", "video-advancePercent\">Video, ", "video-unitPrice\">Video, " }) Assert.Contains(field, answer.Html);
        Assert.Contains("is no number. Write it as 1234.50.", answer.Html);
    }

    [Fact]
    public async Task Prices_stand_in_the_fields_as_the_reader_writes_them_and_are_read_so()
    {
        using var browser = Browser(await seed.VendorKeyAsync());
        browser.DefaultRequestHeaders.Add("Cookie", "culture=c%3Dde%7Cuic%3Dde");
        var account = await seed.AccountAsync("Auf Deutsch");
        var path = $"/contracts/new?account={account}&plan=poly-plus-enterprise";
        Dictionary<string, string> Typed(string price) => new()
        {
            ["_handler"] = "draft", ["act"] = "save", ["planCode"] = "poly-plus-enterprise", ["accountId"] = account.ToString(), ["startsOn"] = "2026-01-01", ["endsOn"] = "2026-12-31",
            ["currency"] = "EUR", ["channel"] = "direct", ["video.selected"] = "true", ["video.counted"] = "1.200", ["video.unitPrice"] = price,
        };

        var doubtful = await PostAsync(browser, path, Typed("1.181"));
        var wrong = await PostAsync(browser, path, Typed("1,181,37"));
        var drafted = await PostAsync(browser, path, Typed("1.181,4"));

        Assert.Contains("can be read in two ways. Write 1181 or 1,181.", WebUtility.HtmlDecode(doubtful.Html));
        Assert.Contains("Write it as 1234,50.", wrong.Html);
        Assert.Equal(HttpStatusCode.Found, drafted.Status);
        Assert.Equal("1200 1181.4000", await seed.ScalarAsync<string>("select counted || ' ' || unit_price from contract_category where account_id = $1", account));
        Assert.Contains("value=\"1181,40\"", await browser.GetStringAsync(drafted.Location + "/edit", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_draft_is_cancelled_on_a_page_that_asks_first()
    {
        var account = await seed.AccountAsync("Asked before cancelling");
        var contract = await seed.ContractAsync(account, "poly-plus-enterprise", "draft");
        using var browser = Browser(await seed.VendorKeyAsync());
        var path = $"/contracts/{contract}/cancellation";

        var page = await browser.GetStringAsync($"/contracts/{contract}", TestContext.Current.CancellationToken);
        var question = await browser.GetStringAsync(path, TestContext.Current.CancellationToken);
        var stale = await PostAsync(browser, path, new() { ["_handler"] = "cancellation", ["version"] = "7" });
        var yes = await PostAsync(browser, path, new() { ["_handler"] = "cancellation", ["version"] = "1" });

        Assert.Contains($"href=\"{path}\"", page);
        Assert.DoesNotContain("value=\"cancel\"", page);
        Assert.Contains("Keep the draft", question);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stale.Status);
        Assert.Equal((HttpStatusCode.Found, $"/contracts/{contract}"), (yes.Status, yes.Location));
        Assert.Equal("cancelled", await seed.ScalarAsync<string>("select state from contract where id = $1", contract));
    }

    [Fact]
    public async Task A_reader_of_contracts_changes_nothing_by_posting_to_the_page()
    {
        var account = await seed.AccountAsync("Reads only");
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus-enterprise", startsOn = "2026-01-01", endsOn = "2026-12-31", categories = new[] { new { category = "video", counted = 60, unitPrice = 1 } } } });
        using var browser = Browser(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        await PostAsync(browser, $"/contracts/{draft["id"].GetGuid()}", new() { ["_handler"] = "act", ["act"] = "activate", ["version"] = "1" });

        Assert.Equal("draft", await seed.ScalarAsync<string>("select state from contract where account_id = $1", account));
    }

    [Theory]
    [InlineData("/contracts")]
    [InlineData("/contracts/new")]
    [InlineData("/models")]
    [InlineData("/models/new")]
    [InlineData("/price-lists")]
    [InlineData("/plans")]
    [InlineData("/plans/poly-plus-enterprise?edit=true")]
    public async Task Every_page_opens_and_lacks_no_text(string path)
    {
        using var browser = Browser(await seed.VendorKeyAsync());

        var html = await browser.GetStringAsync(path, TestContext.Current.CancellationToken);

        Assert.DoesNotMatch(@">\s*(set|word|group|unit|standing|category|lifecycle|option|covers|channel)\.[a-z]", html);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
