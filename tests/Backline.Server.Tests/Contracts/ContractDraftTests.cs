using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>What a draft takes over, and what it may hold.</summary>
public sealed class ContractDraftTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task Counts_and_prices_left_out_come_from_the_inventory_and_the_price_list()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Prefilled", currency: "CHF");
        await DevicesAsync(account, "video", 60);
        await Seed.ExecuteAsync("insert into price_list (id, currency, valid_from, name) values ('00000000-0000-7000-8000-0000000000c1', 'CHF', '2026-01-01', 'CHF 2026')");
        await Seed.ExecuteAsync("insert into price_of_support values ('00000000-0000-7000-8000-0000000000c1', 'poly-plus-enterprise', 'video', 31.5)");

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "video" }]) });
        var tooEarly = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2025-06-01", ends: "2026-05-31", categories: [new { category = "video" }]) });

        Assert.Equal((60, "31.50"), (draft["categories"][0].GetProperty("counted").GetInt32(), draft["categories"][0].GetProperty("unitPrice").GetProperty("amount").GetString()));
        Assert.Equal("contract.price-missing", tooEarly.Code);
    }

    [Fact]
    public async Task A_partner_branded_plan_is_fronted_by_a_certified_partner() // PL-1
    {
        var api = await AdministratorAsync();
        var certified = await Seed.AccountAsync("Fronted", await Seed.PartnerAsync("Certified", brand: "Meridian"));
        var uncertified = await Seed.AccountAsync("Fronted by nobody fit", await Seed.PartnerAsync("Not certified", certified: false));
        var alone = await Seed.AccountAsync("Alone");
        var terms = Terms("partner-branded-poly-plus-enterprise");

        Assert.Equal(201, (await api.PostAsync("/api/v1/contracts", new { accountId = certified, terms })).Status);
        Assert.Equal("contract.partner-not-certified", (await api.PostAsync("/api/v1/contracts", new { accountId = uncertified, terms })).Code);
        Assert.Equal("contract.plan-needs-partner", (await api.PostAsync("/api/v1/contracts", new { accountId = alone, terms })).Code);
    }

    [Fact]
    public async Task A_plan_offers_its_own_options_only() // PL-5
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Options");

        Assert.Equal(201, (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(options: ["frurad", "tam"]) })).Status);
        Assert.Equal("contract.option-not-offered", (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(options: ["on-site"]) })).Code);
    }

    [Fact]
    public async Task A_price_goes_in_as_it_comes_out()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Money Both Ways", currency: "GBP");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var read = draft["categories"][0].GetProperty("unitPrice");
        async Task<ApiAnswer> ChangeAsync(object price) =>
            await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms(categories: [new { category = "video", counted = 1000, unitPrice = price }]), draft.Etag);

        var other = await ChangeAsync(new { amount = "24.00", currency = "EUR" });
        var nonsense = await ChangeAsync(new { amount = "cheap", currency = "GBP" });
        string[] wrong = [.. await Task.WhenAll(new object[] { new { amount = "24.00", currency = "GBP", x = 1 }, "24.00", new Dictionary<string, object> { ["Amount"] = 24 } }.Select(async price => (await ChangeAsync(price))["errors"][0].GetProperty("code").GetString()!))];
        var quoted = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms(categories: [new { category = "video", counted = "1000", unitPrice = 24 }]), draft.Etag);
        var back = await ChangeAsync(read);

        Assert.Equal(["input.wants-amount", "input.wants-amount", "input.wants-amount"], wrong);
        Assert.Equal((400, "input.wants-whole", "/categories/0/counted"), (quoted.Status, quoted["errors"][0].GetProperty("code").GetString(), quoted["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((400, "input.other-currency", "/categories/0/unitPrice"), (other.Status, other["errors"][0].GetProperty("code").GetString(), other["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((400, "input.wants-amount", "/categories/0/unitPrice"), (nonsense.Status, nonsense["errors"][0].GetProperty("code").GetString(), nonsense["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((200, read.GetRawText()), (back.Status, back["categories"][0].GetProperty("unitPrice").GetRawText()));
    }

    [Fact]
    public async Task A_double_click_makes_one_contract()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Clicked twice");

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() }, "click")));

        Assert.Equal(answers[0]["id"].GetGuid(), answers[1]["id"].GetGuid());
        Assert.Equal(1, await Seed.ScalarAsync<long>("select count(*) from contract where account_id = $1", account));
    }
}
