using System.Text.Json;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>What is wrong with the terms of a contract is named by its place.</summary>
public sealed class ContractInputTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task A_category_that_is_nothing_is_named()
    {
        var api = await AdministratorAsync();

        var answer = await api.PostAsync("/api/v1/contracts", new { accountId = await Seed.AccountAsync("Empty place"), terms = Terms(categories: [null!]) });

        Assert.Equal((400, "/terms/categories/0"), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()));
    }

    [Theory]
    [InlineData("""{"accountId":12}""", "/accountId", "input.wants-id")]
    [InlineData("""{"terms":{"startsOn":"soon"}}""", "/terms/startsOn", "input.wants-day")]
    [InlineData("""{"terms":{"categories":{}}}""", "/terms/categories", "input.wants-list")]
    [InlineData("""{"terms":{"categories":[{"category":"video"},{"counted":"many"}]}}""", "/terms/categories/1/counted", "input.wants-whole")]
    [InlineData("""{"terms":{"categories":[{"advancePercent":true}]}}""", "/terms/categories/0/advancePercent", "input.wants-number")]
    [InlineData("""{"terms":{"planCode":5}}""", "/terms/planCode", "input.wants-text")]
    [InlineData("""{"terms":{"categories":[{"categroy":"video"}]}}""", "/terms/categories/0/categroy", "input.unknown-field")]
    [InlineData("""{"acountId":null}""", "/acountId", "input.unknown-field")]
    [InlineData("""[]""", "", "input.wants-object")]
    public async Task A_value_of_the_wrong_kind_is_named_by_its_place(string body, string pointer, string code)
    {
        using var json = JsonDocument.Parse(body);
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/contracts", json.RootElement);

        Assert.Equal((400, "input.invalid"), (answer.Status, answer.Code));
        Assert.Equal((pointer, code), (answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
        Assert.NotEqual(code, answer["errors"][0].GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("counted", -1, "contract.counted-invalid")]
    [InlineData("expectedAdditions", -1, "contract.expected-invalid")]
    [InlineData("advancePercent", 101, "contract.advance-invalid")]
    [InlineData("unitPrice", -1, "contract.price-invalid")]
    public async Task A_figure_out_of_range_is_named_by_its_place(string field, int value, string code)
    {
        var api = await AdministratorAsync();
        var category = new Dictionary<string, object> { ["category"] = "video", ["counted"] = 10, ["unitPrice"] = 1, [field] = value };

        var answer = await api.PostAsync("/api/v1/contracts", new { accountId = await Seed.AccountAsync("Out of range"), terms = Terms(categories: [category]) });

        Assert.Equal((400, $"/terms/categories/0/{field}", code), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_price_of_a_contract_has_no_more_decimals_than_its_currency()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Won", currency: "KRW");
        object[] Priced(decimal price) => [new { category = "video", counted = 10, unitPrice = price }];

        var refused = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: Priced(28_400.75m)) });
        var drafted = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: Priced(28_400m)) });
        var changed = await api.PutAsync($"/api/v1/contracts/{drafted["id"].GetGuid()}", Terms(categories: Priced(28.4m)), drafted.Etag);

        Assert.Equal((400, "/terms/categories/0/unitPrice", "money.whole-only"), (refused.Status, refused["errors"][0].GetProperty("pointer").GetString(), refused["errors"][0].GetProperty("code").GetString()));
        Assert.Equal((201, 400, "/categories/0/unitPrice"), (drafted.Status, changed.Status, changed["errors"][0].GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task A_plan_nobody_knows_is_named_with_those_there_are()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("No such plan");

        var drafted = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("elite") });
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var changed = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms("elite"), draft.Etag);

        Assert.Equal((400, "/terms/planCode", "plan.unknown"), (drafted.Status, drafted["errors"][0].GetProperty("pointer").GetString(), drafted["errors"][0].GetProperty("code").GetString()));
        Assert.Equal((400, "/planCode"), (changed.Status, changed["errors"][0].GetProperty("pointer").GetString()));
        Assert.Contains("poly-plus-enterprise", drafted["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_the_terms_is_named_at_once()
    {
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/contracts", new
        {
            accountId = await Seed.AccountAsync("Wrong"), terms = new { planCode = "", startsOn = "2026-01-01", channel = "fax", categories = new object[] { new { category = "infrastructure", unitPrice = 1 } } },
        });

        Assert.Equal(400, answer.Status);
        Assert.Equal(["/terms/planCode", "/terms/endsOn", "/terms/channel", "/terms/categories/0/category"], answer["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.DoesNotContain("contract.", answer["errors"][3].GetProperty("detail").GetString());
    }
}
