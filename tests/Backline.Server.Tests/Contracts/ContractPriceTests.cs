using System.Net;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>The prices of a contract's form follow its currency and its first day, unless a person typed one.</summary>
public sealed class ContractPriceTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private const string Plan = "poly-plus-enterprise";
    private readonly Seed seed = new(app.Logins.Owner);

    public async ValueTask InitializeAsync()
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        if (await seed.ScalarAsync<bool>("select exists (select from price_list where currency = 'KRW')")) return;
        await ListAsync(api, "KRW", "2026-01-01", 28_400);
        await ListAsync(api, "KRW", "2027-01-01", 31_000);
        await ListAsync(api, "AUD", "2026-01-01", 24);
    }

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private static async Task ListAsync(ApiClient api, string currency, string validFrom, decimal video)
    {
        var list = await api.PostAsync("/api/v1/price-lists", new { currency, validFrom, name = currency + validFrom });
        var set = await api.PutAsync($"/api/v1/price-lists/{list["list"].GetProperty("id").GetGuid()}/support-prices", new[] { new { planCode = Plan, category = "video", amount = video } }, list.Etag);
        Assert.Equal(200, set.Status);
    }

    // as the page was shown: in won, with the list of 2026
    private static Dictionary<string, string> Typed(Guid account, string act, string price, string currency = "KRW", string startsOn = "2026-04-01") => new()
    {
        ["_handler"] = "draft", ["act"] = act, ["planCode"] = Plan, ["accountId"] = account.ToString(), ["startsOn"] = startsOn, ["endsOn"] = startsOn.Replace("2027-04-01", "2028-03-31", StringComparison.Ordinal).Replace("2026-04-01", "2027-03-31", StringComparison.Ordinal),
        ["currency"] = currency, ["channel"] = "direct", ["onSite"] = "charged", ["video.selected"] = "true", ["video.counted"] = "200", ["video.unitPrice"] = price,
        ["prices.currency"] = "KRW", ["prices.on"] = "2026-04-01", ["video.listed"] = "28400", ["video.shown"] = "28400",
    };

    [Theory]
    [InlineData("28400", "KRW", "2027-04-01", "31000 KRW")]
    [InlineData("29000", "KRW", "2027-04-01", "29000 KRW")]
    [InlineData("", "KRW", "2027-04-01", "31000 KRW")]
    [InlineData("28400", "AUD", "2026-04-01", "24.00 AUD")]
    [InlineData("22", "AUD", "2026-04-01", "22.00 AUD")]
    public async Task A_price_nobody_typed_is_that_of_the_list_in_force_on_the_first_day(string price, string currency, string startsOn, string expected)
    {
        var account = await seed.AccountAsync("Follows", currency: "KRW");
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var path = $"/contracts/new?account={account}&plan={Plan}";

        var again = await browser.SubmitAsync(path, Typed(account, "reckon", price, currency, startsOn));
        var fragment = await browser.SubmitAsync("/contracts/figures", Typed(account, "reckon", price, currency, startsOn), tokenOf: path);
        var saved = await browser.SubmitAsync(path, Typed(account, "save", price, currency, startsOn));

        var field = $"name=\"video.unitPrice\" type=\"text\" inputmode=\"decimal\" value=\"{(price == "22" ? price : expected[..^4])}\"";
        Assert.Contains(field, again.Html, StringComparison.Ordinal);
        Assert.Contains($"Price per device and year, {currency}", again.Html, StringComparison.Ordinal);
        Assert.Contains($"Price list: {(currency == "AUD" ? "24.00 AUD" : "31,000 KRW")}", again.Html, StringComparison.Ordinal);
        Assert.Contains(field, fragment.Html, StringComparison.Ordinal);
        Assert.Contains("hx-swap-oob", fragment.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        Assert.Equal(expected, await seed.ScalarAsync<string>("select trim(to_char(unit_price, case currency when 'KRW' then '999999' else '990.00' end)) || ' ' || currency from contract c join contract_category k on k.contract_id = c.id where c.account_id = $1", account));
    }

    [Fact]
    public async Task In_a_currency_without_a_list_the_price_is_empty_and_has_to_be_typed()
    {
        var account = await seed.AccountAsync("No list", currency: "KRW");
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var path = $"/contracts/new?account={account}&plan={Plan}";

        var refused = await browser.SubmitAsync(path, Typed(account, "save", "28400", "ISK"));
        var typed = Typed(account, "save", "3900", "ISK");
        (typed["prices.currency"], typed["video.listed"], typed["video.shown"]) = ("ISK", "", "");
        var saved = await browser.SubmitAsync(path, typed);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("No price list in ISK has a price for", refused.Html, StringComparison.Ordinal);
        Assert.Contains("Price per device and year, ISK", refused.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("28400", refused.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, saved.Status);
    }

    [Fact]
    public async Task The_price_of_a_draft_that_was_agreed_by_hand_stays_when_the_first_day_moves_but_not_in_another_currency()
    {
        var account = await seed.AccountAsync("By hand", currency: "KRW");
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var drafted = await browser.SubmitAsync($"/contracts/new?account={account}&plan={Plan}", Typed(account, "save", "27000"));
        var path = drafted.Location + "/edit";
        Dictionary<string, string> Edited(string currency, string startsOn)
        {
            var fields = Typed(account, "reckon", "27000", currency, startsOn);
            (fields["_handler"], fields["version"], fields["video.shown"]) = ("terms", "1", "27000");
            return fields;
        }

        var page = await browser.PageAsync(path);
        var moved = await browser.SubmitAsync(path, Edited("KRW", "2027-04-01"));
        var dollars = await browser.SubmitAsync(path, Edited("AUD", "2026-04-01"));

        foreach (var field in new[] { "name=\"video.listed\" value=\"28400.0000\"", "name=\"video.shown\" value=\"27000.0000\"", "name=\"prices.currency\" value=\"KRW\"", "name=\"prices.on\" value=\"2026-04-01\"" })
            Assert.Contains(field, page, StringComparison.Ordinal);
        Assert.Contains("name=\"video.unitPrice\" type=\"text\" inputmode=\"decimal\" value=\"27000\"", moved.Html, StringComparison.Ordinal);
        Assert.Contains("Price list: 31,000 KRW", moved.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"video.unitPrice\" type=\"text\" inputmode=\"decimal\" value=\"24.00\"", dollars.Html, StringComparison.Ordinal);
    }
}
