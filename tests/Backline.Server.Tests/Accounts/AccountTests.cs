using System.Net;
using Backline.Server.Platform.Access;

namespace Backline.Server.Tests.Accounts;

public class AccountTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private static object Fresh(string name, Guid? partner = null) =>
        new { name, country = "de", language = "en", currency = "eur", inventorySource = "report", partnerId = partner };

    [Fact]
    public async Task A_new_account_gets_its_master_account_ID_and_the_zone_of_its_country()
    {
        var made = await app.Vendor.Post("/api/v1/accounts", Fresh("Kestrel Logistics", app.Meridian));
        var account = await made.Json();

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Matches("^MA-[0-9]{6}$", account.GetProperty("number").GetString());
        Assert.Equal("Europe/Berlin", account.GetProperty("timeZone").GetString());
        Assert.Equal("Meridian Workplace", account.GetProperty("partner").GetString());
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where account_id = $1 and action = 'account.created' and partner_id = $2", account.GetProperty("id").GetGuid(), app.Meridian));
    }

    [Fact]
    public async Task Accounts_of_others_are_not_there()
    {
        var mine = $"/api/v1/accounts/{app.Nordhaven}";
        foreach (var client in new[] { app.Vendor, app.Agent, app.Partner, app.Customer, app.CustomerUser }) Assert.Equal(HttpStatusCode.OK, (await client.Get(mine)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.OtherPartner.Get(mine)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Get($"/api/v1/accounts/{app.Brera}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.Get(mine)).StatusCode);

        var seen = (await (await app.Customer.Get("/api/v1/accounts")).Json()).GetProperty("items");
        Assert.Equal(app.Nordhaven, Assert.Single(seen.EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("nordh", 1)]
    [InlineData("NORDHAVEN", 1)]
    [InlineData("haven", 0)] // inside a word
    [InlineData("%", 0)]
    [InlineData("MA-1", 0)]
    public async Task A_search_takes_the_beginnings_of_words_or_a_number(string q, int hits)
    {
        var found = (await (await app.Partner.Get($"/api/v1/accounts?q={Uri.EscapeDataString(q)}")).Json()).GetProperty("items");

        Assert.Equal(hits, found.GetArrayLength());
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_in_both_orders()
    {
        for (var i = 0; i < 5; i++) await app.Seed.AccountAsync($"Paged {i}", app.Other, country: "FI");
        foreach (var sort in new[] { "name", "-name" })
        {
            var names = new List<string>();
            var next = $"/api/v1/accounts?limit=2&country=FI&sort={sort}";
            while (next is not null)
            {
                var page = await app.Vendor.Get(next);
                names.AddRange((await page.Json()).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
                next = page.Headers.TryGetValues("Link", out var link) ? link.First().Split('<', '>')[1] : null;
            }
            Assert.Equal(sort == "name" ? ["Paged 0", "Paged 1", "Paged 2", "Paged 3", "Paged 4"] : ["Paged 4", "Paged 3", "Paged 2", "Paged 1", "Paged 0"], names);
        }
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?cursor=abc")]
    [InlineData("?cursor=WzEsMl0")]
    [InlineData("?sort=size")]
    public async Task A_list_that_cannot_be_is_refused(string query)
    {
        foreach (var list in new[] { "accounts", "sites" }) Assert.Equal(HttpStatusCode.BadRequest, (await app.Vendor.Get($"/api/v1/{list}{query}")).StatusCode);
    }

    [Fact]
    public async Task A_change_names_its_version_and_every_fault()
    {
        var address = $"/api/v1/accounts/{app.Brera}";
        var body = new { name = "Brera Studios", country = "IT", language = "it", timeZone = "Europe/Rome", currency = "EUR", inventorySource = "tenant" };
        using var bare = new HttpRequestMessage(HttpMethod.Put, address) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        Assert.Equal((HttpStatusCode)428, (await app.Vendor.SendAsync(bare, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.Vendor.Change(HttpMethod.Put, address, body, "\"99\"")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Vendor.Change(HttpMethod.Put, address, body)).StatusCode);
        var bad = await app.Vendor.Change(HttpMethod.Put, address, new { name = new string('x', 300), country = "Italy", currency = "E", inventorySource = "guess" });
        Assert.Equal(["/name input.too-long", "/country place.country-unknown", "/language input.required", "/currency account.currency-unknown", "/inventorySource input.unknown-value"], await bad.Codes());
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Customer.Change(HttpMethod.Put, $"/api/v1/accounts/{app.Nordhaven}", body)).StatusCode);
        Assert.Equal(["/partnerId account.partner-not-here"], await (await app.Vendor.Change(HttpMethod.Put, address, Fresh("Elsewhere", Guid.NewGuid()))).Codes());
    }

    [Fact]
    public async Task Only_a_success_manager_of_the_vendor_becomes_one()
    {
        var manager = await app.Seed.PersonAsync("marta@vendor.example", Roles.SuccessManager, name: "Marta Lindgren");
        var agent = await app.Seed.PersonAsync("agent@vendor.example", Roles.SupportAgent);
        var (resource, address) = ($"/api/v1/accounts/{app.Brera}", $"/api/v1/accounts/{app.Brera}/success-manager");

        var assigned = await app.Vendor.Change(HttpMethod.Put, address, new { personId = manager }, resource: resource);
        Assert.Equal("Marta Lindgren", (await assigned.Json()).GetProperty("successManager").GetString());
        var refused = await app.Vendor.Change(HttpMethod.Put, address, new { personId = agent }, resource: resource);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("account.not-a-success-manager", (await refused.Json()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_export_has_every_account_and_runs_no_formula()
    {
        await app.Seed.AccountAsync("=1+1", app.Meridian);

        var file = await (await app.Partner.Get("/accounts/export")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Nordhaven Group", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Brera", file, StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", file, StringComparison.Ordinal);
    }
}
