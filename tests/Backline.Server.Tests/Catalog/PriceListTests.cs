using System.Net;
using Backline.Server.Features.Catalog;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Catalog;

public class PriceListTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<ApiClient> AdministratorAsync() => new(app.Client, await seed.VendorKeyAsync());

    private async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> act) where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var answer = await act(scope.ServiceProvider.GetRequiredService<TService>());
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    [Theory]
    [InlineData("2025-12-31", null)]
    [InlineData("2026-01-01", "GBP 2026")]
    [InlineData("2026-06-30", "GBP 2026")]
    [InlineData("2026-07-01", "GBP July")]
    [InlineData("2030-01-01", "GBP July")]
    public async Task A_list_is_in_force_until_the_next_one_of_its_currency(string day, string? expected)
    {
        var api = await AdministratorAsync();
        await api.PostAsync("/api/v1/price-lists", new { currency = "GBP", validFrom = "2026-01-01", name = "GBP 2026" });
        await api.PostAsync("/api/v1/price-lists", new { currency = "GBP", validFrom = "2026-07-01", name = "GBP July" });

        var list = await WithAsync<PriceListQueries, PriceListRow?>(lists => lists.InForceAsync("GBP", DateOnly.ParseExact(day, "yyyy-MM-dd"), TestContext.Current.CancellationToken));

        Assert.Equal(expected, list?.Name);
    }

    [Fact]
    public async Task Two_lists_of_a_currency_never_begin_on_one_day()
    {
        var api = await AdministratorAsync();
        await api.PostAsync("/api/v1/price-lists", new { currency = "SEK", validFrom = "2026-01-01", name = "SEK" });

        Assert.Equal("price-list.overlaps", (await api.PostAsync("/api/v1/price-lists", new { currency = "SEK", validFrom = "2026-01-01", name = "SEK again" })).Code);
    }

    [Fact]
    public async Task A_list_saved_as_it_is_keeps_the_prices_of_a_plan_that_is_retired()
    {
        var api = await AdministratorAsync();
        await api.PostAsync("/api/v1/plans", new { code = "going", name = "Going", copyOf = "poly-plus" });
        var list = (await api.PostAsync("/api/v1/price-lists", new { currency = "CHF", validFrom = "2026-01-01", name = "CHF" }))["list"].GetProperty("id").GetGuid();
        await seed.ExecuteAsync("insert into price_of_support (price_list_id, plan_code, category, amount) values ($1, 'going', 'voice', 12.5)", list);
        Assert.Equal(200, (await api.PutAsync("/api/v1/plans/going/retirement", etag: "*")).Status);
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var page = await browser.PageAsync($"/price-lists/{list}");

        Assert.Contains("name=\"going.voice\"", page, StringComparison.Ordinal);
        Assert.Contains("12.50", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_list_takes_over_the_prices_of_another()
    {
        var api = await AdministratorAsync();
        var list = await api.PostAsync("/api/v1/price-lists", new { currency = "NOK", validFrom = "2026-01-01", name = "NOK" });
        var id = list["list"].GetProperty("id").GetGuid();
        Assert.Equal(200, (await api.PutAsync($"/api/v1/price-lists/{id}/support-prices", new[] { new { planCode = "poly-plus", category = "video", amount = 240 } }, list.Etag)).Status);

        var copy = await api.PostAsync("/api/v1/price-lists", new { currency = "NOK", validFrom = "2027-01-01", name = "NOK 2027", copyOf = id });

        Assert.Equal("""{"amount":"240.00","currency":"NOK"}""", Assert.Single(copy["support"].EnumerateArray()).GetProperty("amount").GetRawText());
    }

    [Fact]
    public async Task Prices_are_answered_as_they_can_be_sent_again()
    {
        var api = await AdministratorAsync();
        var list = await api.PostAsync("/api/v1/price-lists", new { currency = "JPY", validFrom = "2026-01-01", name = "JPY" });
        var path = $"/api/v1/price-lists/{list["list"].GetProperty("id").GetGuid()}";
        var model = await seed.ScalarAsync<Guid>("select id from model where name = 'Voyager Focus 2'");
        var set = await api.PutAsync($"{path}/support-prices", new[] { new { planCode = "poly-plus", category = "video", amount = new { amount = "36000", currency = "JPY" } } }, list.Etag);

        var again = await api.PutAsync($"{path}/support-prices", set["support"], set.Etag);
        Assert.Equal(204, (await api.PutAsync($"{path}/models/{model}", new { amount = 19_800 }, again.Etag)).Status);

        Assert.Equal((200, "36000"), (again.Status, again["support"][0].GetProperty("amount").GetProperty("amount").GetString()));
        Assert.Equal("""{"amount":"19800","currency":"JPY"}""", (await api.GetAsync($"{path}/models"))["items"][0].GetProperty("amount").GetRawText());
    }

    [Fact]
    public async Task A_price_is_for_a_plan_there_is_and_never_for_nothing()
    {
        var api = await AdministratorAsync();
        var list = await api.PostAsync("/api/v1/price-lists", new { currency = "CZK", validFrom = "2026-01-01", name = "CZK" });
        var path = $"/api/v1/price-lists/{list["list"].GetProperty("id").GetGuid()}/support-prices";

        var unknown = await api.PutAsync(path, new[] { new { planCode = "0001-01-01", category = "video", amount = 240 } }, list.Etag);
        var nothing = await api.PutAsync(path, new object?[] { new { planCode = "poly-plus", category = "video", amount = 240 }, null }, list.Etag);

        Assert.Equal((400, "/0/planCode"), (unknown.Status, unknown["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((400, "/1"), (nothing.Status, nothing["errors"][0].GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task A_price_has_no_more_decimals_than_its_currency()
    {
        var api = await AdministratorAsync();
        var list = await api.PostAsync("/api/v1/price-lists", new { currency = "KRW", validFrom = "2026-01-01", name = "KRW" });
        var path = $"/api/v1/price-lists/{list["list"].GetProperty("id").GetGuid()}";
        var model = await seed.ScalarAsync<Guid>("select id from model where name = 'Voyager Focus 2'");

        var support = await api.PutAsync($"{path}/support-prices", new[] { new { planCode = "poly-plus", category = "video", amount = 22_800m }, new { planCode = "poly-plus", category = "voice", amount = 22.8m } }, list.Etag);
        var unit = await api.PutAsync($"{path}/models/{model}", new { amount = 22_800.5m }, list.Etag);

        Assert.Equal((400, "/1/amount", "money.whole-only"), (support.Status, support["errors"][0].GetProperty("pointer").GetString(), support["errors"][0].GetProperty("code").GetString()));
        Assert.Contains("22.8", support["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((400, "/amount", "money.whole-only"), (unit.Status, unit["errors"][0].GetProperty("pointer").GetString(), unit["errors"][0].GetProperty("code").GetString()));
        Assert.Equal(0, await seed.ScalarAsync<long>("select count(*) from price_of_support where price_list_id = $1", list["list"].GetProperty("id").GetGuid()));
    }

    [Theory]
    [InlineData("\uFEFF", "input.required")]
    [InlineData("\u200b \u2060", "input.required")]
    [InlineData("EUR \u202e6202", "input.control-characters")]
    public async Task A_name_nobody_can_read_as_it_is_written_is_refused(string name, string code)
    {
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/price-lists", new { currency = "PLN", validFrom = "2026-01-01", name });

        Assert.Equal((400, code), (answer.Status, answer["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_file_of_prices_comes_in_whole_or_not_at_all()
    {
        var api = await AdministratorAsync();
        var id = (await api.PostAsync("/api/v1/price-lists", new { currency = "DKK", validFrom = "2026-01-01", name = "DKK" }))["list"].GetProperty("id").GetGuid();
        var stop = TestContext.Current.CancellationToken;

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            WithAsync<ModelPriceFile, int>(file => file.ImportAsync(id, "vendor,model,amount\nHP Poly,Voyager Focus 2,1.299\nHP Poly,No Such Thing,5\nHP Poly,Voyager Free 60 UC,abc\n", stop)));
        Assert.Equal(["price.line-not-payable", "price.model-unknown", "price.line-invalid"], refused.Errors.Select(error => error.Code));
        Assert.Equal(0, await seed.ScalarAsync<long>("select count(*) from price_of_model where price_list_id = $1", id));

        Assert.Equal(2, await WithAsync<ModelPriceFile, int>(file => file.ImportAsync(id, "\ufeffvendor;model;amount\nHP Poly;Voyager Focus 2;1299.50\nHP Poly;Poly Voyager Free 60 UC;5\n;Voyager Free 60+ UC;\n", stop)));
        Assert.Equal(1299.5m, await seed.ScalarAsync<decimal>("select amount from price_of_model p join model m on m.id = p.model_id where price_list_id = $1 and m.name = 'Voyager Focus 2'", id));
    }

    [Theory]
    [InlineData("KRW", "410000.5", "Line 2: KRW has no decimals, and “410000.5” has some.")]
    [InlineData("VND", "0.5", "Line 2: VND has no decimals, and “0.5” has some.")]
    [InlineData("KRW", "-5", "Line 2: “-5” is no amount. Write it as 389, without")]
    [InlineData("HUF", "+5", "Line 2: “+5” is no amount. Write it as 389.00, without")]
    [InlineData("VND", "1000000001", "Line 2: “1000000001” is too much. A price is an amount from 0 to 1,000,000,000.")]
    [InlineData("HUF", "99999999999999999999999999999999", "Line 2: “99999999999999999999999999999999” is no amount.")]
    [InlineData("KRW", "410,000", "Line 2 has more columns than the first line.")]
    public async Task The_page_says_on_which_line_of_a_file_a_price_is_wrong(string currency, string amount, string said)
    {
        var list = (await seed.ScalarAsync<Guid?>("select id from price_list where currency = $1 limit 1", currency))
            ?? (await (await AdministratorAsync()).PostAsync("/api/v1/price-lists", new { currency, validFrom = "2025-01-01", name = currency }))["list"].GetProperty("id").GetGuid();
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var answer = await browser.SubmitAsync($"/price-lists/{list}", new() { ["_handler"] = "act", ["act"] = "models", ["csv"] = $"Model,Amount\nVoyager Focus 2,{amount}" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"#csv\">Lines of a CSV file: {said}", answer.Html, StringComparison.Ordinal);
        Assert.Contains($"Voyager Focus 2,{amount}", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_file_leaves_the_support_prices_in_their_fields()
    {
        var api = await AdministratorAsync();
        var list = await api.PostAsync("/api/v1/price-lists", new { currency = "KWD", validFrom = "2026-01-01", name = "KWD" });
        var id = list["list"].GetProperty("id").GetGuid();
        await api.PutAsync($"/api/v1/price-lists/{id}/support-prices", new[] { new { planCode = "poly-plus", category = "video", amount = 71.25 } }, list.Etag);
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var answer = await browser.SubmitAsync($"/price-lists/{id}", new() { ["_handler"] = "act", ["act"] = "models", ["csv"] = "Model,Amount\nNo such,5" });

        Assert.Matches("name=\"poly-plus.video\"[^>]* value=\"71.250\"", answer.Html);
    }

    [Theory]
    [InlineData("KRX")]
    [InlineData("BTC")]
    [InlineData("XXX")]
    [InlineData("XAU")]
    public async Task Letters_that_are_no_currency_are_refused_everywhere(string currency)
    {
        var api = await AdministratorAsync();

        var list = await api.PostAsync("/api/v1/price-lists", new { currency, validFrom = "2026-01-01", name = "None" });
        var account = await api.PostAsync("/api/v1/accounts", new { name = "None", country = "DE", language = "en", currency, inventorySource = "tenant" });
        var contract = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Pays in nothing"), terms = new { planCode = "poly-plus", startsOn = "2026-01-01", endsOn = "2026-12-31", currency } });

        Assert.Equal([(400, "/currency"), (400, "/currency"), (400, "/terms/currency")], new[] { list, account, contract }.Select(answer => (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()!)));
        Assert.Contains("is no currency that prices are agreed in", list["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
