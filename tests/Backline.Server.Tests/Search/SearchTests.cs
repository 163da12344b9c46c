using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Home;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Search;

public sealed class SearchTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task What_is_named_exactly_opens_at_once()
    {
        var account = await seed.AccountAsync("Searched Group SE");
        var site = await seed.SiteAsync(account, "Searched Harbour");
        var number = await seed.ScalarAsync<string>("select number from site where id = $1", site);
        var key = await seed.VendorKeyAsync();

        var (status, target, _) = await SearchAsync(key, number!.ToLowerInvariant());

        Assert.Equal((HttpStatusCode.Found, $"/sites/{site}"), (status, target));
    }

    [Fact]
    public async Task The_beginning_of_a_name_lists_what_bears_it()
    {
        var account = await seed.AccountAsync("Beginning Works GmbH");
        await seed.SiteAsync(account, "Beginning Yard");

        var (_, _, page) = await SearchAsync(await seed.VendorKeyAsync(), "beginning");

        Assert.Contains("Beginning Works GmbH", page, StringComparison.Ordinal);
        Assert.Contains("Beginning Yard", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_models_part_number_is_found_however_it_is_written()
    {
        await seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle, part_number) values ($1, 'Poly', 'Partly Found 7', 'partlyfound7', 'voice', 'active', '8a3-Xy7')", Guid.CreateVersion7());

        foreach (var typed in new[] { "8a3-Xy7", "8A3-XY7", "8a3-xy7" })
            Assert.StartsWith("/models/", (await SearchAsync(await seed.VendorKeyAsync(), typed)).Item2, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public async Task That_there_are_more_than_are_shown_is_said_when_there_are(int models, bool more)
    {
        var family = $"Zq{models}";
        await seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) select gen_random_uuid(), 'Test', $1 || ' ' || n, lower($1) || n, 'voice', 'active' from generate_series(1, $2) n", family, models);

        var (_, _, page) = await SearchAsync(await seed.VendorKeyAsync(), family);

        Assert.Equal(more, page.Contains("Only the first 6", StringComparison.Ordinal));
        Assert.Equal(6, page.Split($">{family} ").Length - 1);
    }

    [Fact]
    public async Task A_model_leads_to_the_devices_there_are_of_it()
    {
        var account = await HomeScene.BuildAsync(seed, "Model Searcher");
        var model = await seed.ScalarAsync<Guid>("select model_id from device where account_id = $1 and model_id is not null limit 1", account);
        var name = await seed.ScalarAsync<string>("select name from model where id = $1", model);

        var (_, _, page) = await SearchAsync(await seed.KeyAsync(Roles.CustomerUser, account), name!);

        Assert.Contains($"<a href=\"/devices?model={model}\">your devices of this model: 230</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_field_of_the_home_page_opens_an_order_by_the_customers_own_number()
    {
        var account = await HomeScene.BuildAsync(seed, "Ordering Own");
        await seed.ExecuteAsync("insert into purchase_order (account_id, id, number, quote_id, customer_order, placed_by, placed_at, currency, amount) select account_id, gen_random_uuid(), 'PO-OWN-1', id, 'NH 2026/77', 'x', now(), 'EUR', 1 from quote where account_id = $1", account);
        using var own = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, account));
        using var other = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, await seed.AccountAsync("Ordering Other")));

        using var answer = await own.GetAsync("/coverage?q=nh%202026/77", TestContext.Current.CancellationToken);
        using var none = await other.GetAsync("/coverage?q=nh%202026/77", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Found, "/search?q=nh%202026%2F77"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.StartsWith("/quotes/", (await own.GetAsync(answer.Headers.Location, TestContext.Current.CancellationToken)).Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    [Fact]
    public async Task Nobody_finds_what_is_anothers()
    {
        var other = await seed.AccountAsync("Hidden Holding");
        await seed.SiteAsync(other, "Hidden Yard");
        var number = await seed.ScalarAsync<string>("select number from account where account_id = $1", other);
        var own = await seed.AccountAsync("Looking Ltd");
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, own);

        Assert.Contains("Nothing found", (await SearchAsync(key, "hidden")).Page, StringComparison.Ordinal);
        Assert.Contains("Nothing found", (await SearchAsync(key, number!)).Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    [InlineData("\uD83D\uDE00")]
    public async Task Anything_typed_is_answered(string text) => Assert.Equal(HttpStatusCode.OK, (await SearchAsync(await seed.VendorKeyAsync(), text)).Status);

    [Fact]
    public async Task Cover_is_asked_by_the_name_of_an_account_too()
    {
        var account = await seed.AccountAsync("Unmistakable Industries");
        var number = await seed.ScalarAsync<string>("select number from account where account_id = $1", account);

        var page = (await PageAsync(await seed.VendorKeyAsync(), "/coverage?q=unmistakable")).Page;

        Assert.Contains(number!, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_a_paper_opens_it_from_either_field_and_says_nothing_to_others()
    {
        var account = await HomeScene.BuildAsync(seed, "Paper Works");
        await seed.ExecuteAsync("update true_up set number = 'TU-2031-000077' where account_id = $1", account);
        await seed.ExecuteAsync("update quote set number = 'Q-2031-000078' where account_id = $1", account);
        await seed.ExecuteAsync("update contract set number = 'CT-2031-000079' where account_id = $1", account);
        var (quote, contract) = (await seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account), await seed.ScalarAsync<Guid>("select id from contract where account_id = $1", account));
        var own = await seed.KeyAsync(Roles.CustomerAdministrator, account);
        var other = await seed.KeyAsync(Roles.CustomerAdministrator, await seed.AccountAsync("No Paper Ltd"));

        foreach (var (number, page) in new[] { ("TU-2031-000077", $"/quotes/{quote}"), ("q-2031-000078", $"/quotes/{quote}"), ("CT-2031-000079", $"/contracts/{contract}") })
        {
            Assert.Equal((HttpStatusCode.Found, "/search?q=" + number), Bare(await PageAsync(own, "/coverage?q=" + number)));
            Assert.Equal((HttpStatusCode.Found, page), Bare(await SearchAsync(own, number)));
            var nothing = await SearchAsync(other, number);
            Assert.Contains($"Nothing found for “{number}”", nothing.Page, StringComparison.Ordinal);
            Assert.DoesNotContain("Ask whether", nothing.Page, StringComparison.Ordinal);
        }

        static (HttpStatusCode, string?) Bare((HttpStatusCode Status, string? Target, string Page) answer) => (answer.Status, answer.Target);
    }

    private Task<(HttpStatusCode Status, string? Target, string Page)> SearchAsync(string key, string text) => PageAsync(key, "/search?q=" + Uri.EscapeDataString(text));

    private async Task<(HttpStatusCode Status, string? Target, string Page)> PageAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key) } };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.Location?.OriginalString, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
