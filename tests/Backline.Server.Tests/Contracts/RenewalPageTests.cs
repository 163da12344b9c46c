using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>What the pages of contracts tell: prices of a renewal, eligibility, plans in use.</summary>
public sealed class RenewalPageTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private static object Terms(int counted = 60, decimal? unitPrice = 24.55m, string plan = "poly-plus-enterprise") => new
    {
        planCode = plan, startsOn = "2026-01-01", endsOn = "2026-12-31", currency = "EUR", categories = new[] { new { category = "video", counted, unitPrice } },
    };

    [Fact]
    public async Task A_renewal_says_which_prices_change()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Dearer"), terms = Terms() });
        var path = $"/contracts/{draft["id"].GetGuid()}";
        await api.PutAsync($"/api/v1{path}/activation", etag: draft.Etag);
        var next = await api.PostAsync($"/api/v1{path}/renewal");
        Assert.DoesNotContain("so far", await browser.PageAsync(path));

        await seed.ExecuteAsync("update contract_category set unit_price = 24 where contract_id = $1", next["id"].GetGuid());

        Assert.Contains("Video: 24.00 EUR a device and year, 24.55 EUR so far.", await browser.PageAsync(path));
        Assert.Contains("Video: 24.00 EUR a device and year, 24.55 EUR so far.", await browser.PageAsync($"/contracts/{next["id"].GetGuid()}"));
    }

    [Fact]
    public async Task A_renewal_takes_in_what_is_installed_and_can_be_activated()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Grown");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var path = $"/contracts/{draft["id"].GetGuid()}";
        await api.PutAsync($"/api/v1{path}/activation", etag: draft.Etag);
        await DevicesAsync(account, 62);

        var next = await api.PostAsync($"/api/v1{path}/renewal");

        Assert.Equal(62, next["categories"][0].GetProperty("counted").GetInt32());
        await DevicesAsync(account, 1, "ONE");
        Assert.Contains("Inventory today: 63. None may be left out: enter 63 or more.", await browser.PageAsync($"/contracts/{next["id"].GetGuid()}/edit"));
        await seed.ExecuteAsync("delete from device where account_id = $1 and serial like 'ONE%'", account);
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{next["id"].GetGuid()}/activation", etag: next.Etag)).Status);
    }

    [Fact]
    public async Task A_contract_is_renewed_once_its_renewal_is_active_and_not_when_it_is_drafted()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Soon renewed"), terms = new { planCode = "poly-plus-enterprise", startsOn = today.AddDays(-300), endsOn = today.AddDays(60), currency = "EUR", categories = new[] { new { category = "video", counted = 60, unitPrice = 24 } } } });
        var path = $"/contracts/{draft["id"].GetGuid()}";
        await api.PutAsync($"/api/v1{path}/activation", etag: draft.Etag);
        var next = await api.PostAsync($"/api/v1{path}/renewal");
        var number = next["number"].GetString();

        Assert.Matches($"before the end\\.\\s+<a [^>]*>Renewal drafted: {number}</a>", await browser.PageAsync(path));
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{next["id"].GetGuid()}/activation", etag: next.Etag)).Status);
        Assert.Matches($"before the end\\.\\s+<a [^>]*>Renewed by {number}</a>", await browser.PageAsync(path));
    }

    [Fact]
    public async Task A_contract_of_a_retired_plan_says_why_it_is_not_renewed()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var plan = await api.PostAsync("/api/v1/plans", new { code = "no-more", name = "No more", copyOf = "poly-plus-enterprise" });
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Left behind"), terms = Terms(plan: "no-more") });
        var path = $"/contracts/{draft["id"].GetGuid()}";
        await api.PutAsync($"/api/v1{path}/activation", etag: draft.Etag);
        await api.PutAsync("/api/v1/plans/no-more/retirement", etag: plan.Etag);

        var page = await browser.PageAsync(path);
        Assert.Contains("The plan no-more is retired", page);
        Assert.Matches("href=\"/contracts/new\\?account=[0-9a-f-]{36}\">Draft a contract under another plan<", page);
        Assert.Equal((409, "contract.plan-retired"), await api.PostAsync($"/api/v1{path}/renewal") is var refused ? (refused.Status, refused.Code) : default);
    }

    [Fact]
    public async Task A_term_for_visits_is_shown_only_where_the_plan_has_visits()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Visits");
        var whole = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var single = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus", startsOn = "2026-01-01", endsOn = "2026-12-31", currency = "EUR" } });
        var bought = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus", startsOn = "2026-01-01", endsOn = "2026-12-31", currency = "EUR", options = new[] { "on-site" } } });

        Assert.Contains("not part of the plan", await browser.PageAsync($"/contracts/{whole["id"].GetGuid()}"));
        Assert.DoesNotContain("name=\"onSite\"", await browser.PageAsync($"/contracts/{whole["id"].GetGuid()}/edit"));
        Assert.Matches("On-site visits</dt>\\s*<dd[^>]*>not bought<", await browser.PageAsync($"/contracts/{single["id"].GetGuid()}"));
        Assert.Contains("name=\"onSite\"", await browser.PageAsync($"/contracts/{single["id"].GetGuid()}/edit"));
        var page = await browser.PageAsync($"/contracts/{bought["id"].GetGuid()}");
        Assert.DoesNotContain("an option that was not bought", page);
        Assert.Contains("charged", page);
    }

    private Task DevicesAsync(Guid account, int devices, string prefix = "GR", bool ended = false) => seed.ExecuteAsync(
        $"""
        insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
        select $1, gen_random_uuid(), m.id, m.category, m.name, $2 || n, $2 || n, 'by-hand', now(), now()
        from (select id, category, name from model where category = 'video' and {(ended ? "lifecycle = 'end-of-support'" : "lifecycle = 'active' and end_of_support_on is null")} order by name limit 1) m, generate_series(1, $3) n
        """, account, prefix, devices);

    [Fact]
    public async Task Before_the_first_check_the_account_counts_as_the_check_would()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Never checked");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag);
        await DevicesAsync(account, 62);
        await DevicesAsync(account, 2, "OLD", ended: true);

        var page = await browser.PageAsync($"/accounts/{account}");

        Assert.DoesNotContain("True-up due", page);
        Assert.Contains("2 of them are past end of support", page);
    }

    [Fact]
    public async Task A_refused_draft_uses_no_number_up()
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Numbers");
        var first = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        Assert.Equal(409, (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(unitPrice: null) })).Status);

        var second = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });

        static int Of(ApiAnswer answer) => int.Parse(answer["number"].GetString()!.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Of(first) + 1, Of(second));
    }

    [Fact]
    public async Task A_draft_says_whether_it_may_be_contracted_and_which_thresholds_are_placeholders()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Eligible");
        var alone = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(counted: 8) });

        var page = await browser.PageAsync($"/contracts/{alone["id"].GetGuid()}");

        Assert.Contains("one category alone needs no threshold", page);
        Assert.DoesNotContain("not met", page);
        await api.PutAsync($"/api/v1/contracts/{alone["id"].GetGuid()}/activation", etag: alone.Etag);
        var beside = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus-enterprise", startsOn = "2026-01-01", endsOn = "2026-12-31", categories = new[] { new { category = "voice", counted = 30, unitPrice = 24 } } } });
        page = await browser.PageAsync($"/contracts/{beside["id"].GetGuid()}");
        Assert.Contains("Devices and threshold (placeholder figure)", page);
        Assert.Contains($"Video {alone["number"].GetString()}: not met", page);
        Assert.Contains("one category that meets its threshold is enough", page);
        Assert.Contains("they count as several categories selected together", page);
    }

    [Fact]
    public async Task A_customer_filters_by_the_plans_it_has()
    {
        var account = await seed.AccountAsync("Filters");
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        using var browser = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        var page = await browser.PageAsync("/contracts");

        Assert.Contains("value=\"poly-plus-enterprise\"", page);
        Assert.DoesNotContain("value=\"poly-plus\"", page);
    }

    [Fact]
    public async Task The_account_says_how_many_devices_a_contract_by_serial_names_and_how_many_are_past_support()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Named");
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), m.id, m.category, m.name, 'NM' || n, 'NM' || n, 'by-hand', now(), now()
            from (select id, category, name from model where category = 'video' and lifecycle = 'active' and end_of_support_on is null order by name limit 1) m, generate_series(1, 3) n
            """, account);
        await seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) select $1, gen_random_uuid(), id, category, name, 'NOLD', 'NOLD', 'by-hand', now(), now() from model where lifecycle = 'end-of-support' and category = 'video' limit 1", account);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus", startsOn = today.AddDays(-10), endsOn = today.AddDays(-10).AddYears(1).AddDays(-1), categories = new[] { new { category = "video", unitPrice = 24 } } } });
        await api.PostAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/devices", new { serials = new[] { "NM1", "NM2" } });
        await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: (await api.GetAsync($"/api/v1/contracts/{draft["id"].GetGuid()}")).Etag);

        var page = await browser.PageAsync($"/accounts/{account}");

        Assert.Contains("2 of 4 named by serial number", page);
        Assert.Contains("1 of them is past end of support", page);
        Assert.Contains("neither counted nor covered", page);
        var link = $"/devices?account={await seed.ScalarAsync<string>("select number from account where account_id = $1", account)}&category=video&counted=end-of-support";
        Assert.Contains($"href=\"{link}\"", page);
        var list = await browser.PageAsync(link);
        Assert.Contains("NOLD", list);
        Assert.DoesNotContain("NM1", list);
        Assert.Contains("Past end of support", list);
        Assert.DoesNotContain("Not in the contract", page);
    }
}
