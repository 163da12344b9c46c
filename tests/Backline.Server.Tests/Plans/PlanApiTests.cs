using System.Text.Json.Nodes;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Plans;

public class PlanApiTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<ApiClient> AdministratorAsync() => new(app.Client, await seed.VendorKeyAsync());

    [Fact]
    public async Task The_three_shipped_plans_are_there() // PL-1
    {
        var plans = await (await AdministratorAsync()).GetAsync("/api/v1/plans");

        Assert.Superset(new HashSet<string?> { "poly-plus", "poly-plus-enterprise", "partner-branded-poly-plus-enterprise" }, plans["items"].EnumerateArray().Select(plan => plan.GetProperty("code").GetString()).ToHashSet());
    }

    [Fact]
    public async Task A_changed_plan_leaves_the_contracts_that_have_it_as_they_are()
    {
        var api = await AdministratorAsync();
        var made = await api.PostAsync("/api/v1/plans", new { code = "enterprise-plus-7", name = "Enterprise + 7", copyOf = "poly-plus-enterprise" });
        Assert.Equal(201, made.Status);
        var draft = await api.PostAsync("/api/v1/contracts", new
        {
            accountId = await seed.AccountAsync("Keeps its copy"),
            terms = new { planCode = "enterprise-plus-7", startsOn = "2026-01-01", endsOn = "2026-12-31", categories = new[] { new { category = "video", counted = 200, unitPrice = 24 } } },
        });
        var contract = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag);
        var settings = JsonNode.Parse(made["settings"].GetRawText())!;
        settings["baseline"]!["upliftPercent"] = 7;

        var changed = await api.PutAsync("/api/v1/plans/enterprise-plus-7", new { name = "Enterprise + 7", settings }, made.Etag);

        Assert.Equal(200, changed.Status);
        Assert.Equal(7, changed["settings"].GetProperty("baseline").GetProperty("upliftPercent").GetDecimal());
        var kept = await api.GetAsync($"/api/v1/contracts/{contract["id"].GetGuid()}");
        Assert.Equal(5, kept["settings"].GetProperty("baseline").GetProperty("upliftPercent").GetDecimal());
        Assert.Equal(412, (await api.PutAsync("/api/v1/plans/enterprise-plus-7", new { name = "x", settings }, made.Etag)).Status);
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_refused()
    {
        var api = await AdministratorAsync();
        var plan = await api.PostAsync("/api/v1/plans", new { code = "nonsense", name = "Nonsense", copyOf = "poly-plus" });
        var settings = JsonNode.Parse(plan["settings"].GetRawText())!;
        settings["baseline"]!["triggerPercent"] = 101;

        Assert.Equal("plan.percent-invalid", (await api.PutAsync("/api/v1/plans/nonsense", new { name = "Nonsense", settings }, plan.Etag)).Code);
        Assert.Equal("plan.code-taken", (await api.PostAsync("/api/v1/plans", new { code = "nonsense", name = "Again", copyOf = "poly-plus" })).Code);
    }

    [Theory]
    [InlineData("quoteValidityDays", 2147483647, "from 1 to 365.")]
    [InlineData("unseenDays", 0, "from 1 to 3,650.")]
    public async Task Days_out_of_range_are_refused_with_the_range(string setting, int days, string range)
    {
        var api = await AdministratorAsync();
        var code = "days-" + setting.ToLowerInvariant();
        var plan = await api.PostAsync("/api/v1/plans", new { code, name = setting, copyOf = "poly-plus" });
        var settings = JsonNode.Parse(plan["settings"].GetRawText())!;
        settings["baseline"]![setting] = days;

        var refused = await api.PutAsync($"/api/v1/plans/{code}", new { name = setting, settings }, plan.Etag);

        Assert.Equal("plan.days-invalid", refused.Code);
        Assert.EndsWith(range, refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contracts_that_begin_later_are_told_apart_from_those_that_run()
    {
        var api = await AdministratorAsync();
        await api.PostAsync("/api/v1/plans", new { code = "begun-or-not", name = "Begun or not", copyOf = "poly-plus-enterprise" });
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var days in new[] { -30, 40 })
        {
            var draft = await api.PostAsync("/api/v1/contracts", new
            {
                accountId = await seed.AccountAsync("Begins"),
                terms = new { planCode = "begun-or-not", startsOn = today.AddDays(days), endsOn = today.AddDays(days + 364), currency = "EUR", categories = new[] { new { category = "video", counted = 200, unitPrice = 24 } } },
            });
            Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag)).Status);
        }
        using var browser = app.Browser(await seed.VendorKeyAsync());

        Assert.Matches(@"plan=begun-or-not[^>]*>1</a>\s*<div[^>]*>1 begins later</div>", await browser.PageAsync("/plans"));
        Assert.Contains("active contracts: 1, 1 begins later", await browser.PageAsync("/plans/begun-or-not"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_plan_takes_no_new_contract()
    {
        var api = await AdministratorAsync();
        var plan = await api.PostAsync("/api/v1/plans", new { code = "old-one", name = "Old one", copyOf = "poly-plus" });
        Assert.Equal(200, (await api.PutAsync("/api/v1/plans/old-one/retirement", etag: plan.Etag)).Status);

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Too late"), terms = new { planCode = "old-one", startsOn = "2026-01-01", endsOn = "2026-12-31" } });

        Assert.Equal("contract.plan-retired", draft.Code);
    }
}
