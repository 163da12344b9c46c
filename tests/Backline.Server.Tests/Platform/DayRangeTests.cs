using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Days so far off that nothing can be reckoned from them are slips: told at their field, and nothing is kept.</summary>
public sealed class DayRangeTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private static string[] Faults(ApiAnswer answer) =>
        [$"{answer.Status}", .. answer.Body.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(error => $"{error.GetProperty("pointer")} {error.GetProperty("code")}") : []];

    private static object Terms(string startsOn, string endsOn) =>
        new { planCode = "poly-plus-enterprise", startsOn, endsOn, categories = new object[] { new { category = "video", counted = 100, unitPrice = 24.00 } } };

    [Theory]
    [InlineData("9990-01-01", "9999-12-31", "/terms/startsOn", "/terms/endsOn")]
    [InlineData("2026-01-01", "9999-12-31", "/terms/endsOn")]
    [InlineData("0001-01-01", "2026-12-31", "/terms/startsOn")]
    [InlineData("1999-12-31", "2008-12-31", "/terms/startsOn")]
    [InlineData("2095-01-01", "2101-01-01", "/terms/endsOn")]
    public async Task A_term_lies_between_2000_and_2100(string startsOn, string endsOn, params string[] pointers)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Far off");

        var answer = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(startsOn, endsOn) });

        Assert.Equal(["400", .. pointers.Select(pointer => $"{pointer} input.year-out-of-range")], Faults(answer));
        Assert.Equal(0, await seed.ScalarAsync<long>("select count(*) from contract where account_id = $1", account));
    }

    [Fact]
    public async Task The_last_term_of_all_is_shown_and_what_would_follow_it_is_refused()
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Last"), terms = Terms("2100-01-01", "2100-12-31") });
        Assert.Equal(201, draft.Status);
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal(200, (await api.PutAsync($"{path}/activation", etag: draft.Etag)).Status);

        var renewal = await api.PostAsync($"{path}/renewal");

        Assert.Equal((409, "contract.term-invalid"), (renewal.Status, renewal.Code));
    }

    [Theory]
    [InlineData("validFrom", "9999-12-31")]
    [InlineData("validFrom", "0001-01-01")]
    public async Task A_price_list_begins_between_2000_and_2100(string field, string day)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var answer = await api.PostAsync("/api/v1/price-lists", new { currency = "SEK", validFrom = day, name = "Far off" });
        Assert.Equal(["400", $"/{field} input.year-out-of-range"], Faults(answer));
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    public async Task A_model_ends_between_2000_and_2100(string day)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var answer = await api.PostAsync("/api/v1/models", new { vendor = "Poly", name = "Far " + day, category = "video", lifecycle = "end-of-support", endOfSaleOn = day, endOfSupportOn = day });
        Assert.Equal(["400", "/endOfSaleOn input.year-out-of-range", "/endOfSupportOn input.year-out-of-range"], Faults(answer));
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("2101-01-01T00:00:00Z")]
    public async Task A_key_expires_before_2101(string at)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var answer = await api.PostAsync("/api/v1/api-keys", new { name = "Far off", scopes = new[] { "devices.read" }, expiresAt = at });
        Assert.Equal(["400", "/expiresAt input.year-out-of-range"], Faults(answer));
    }

    [Theory]
    [InlineData("/api/v1/contracts?endsBefore=")]
    [InlineData("/api/v1/audit-entries?from=")]
    [InlineData("/api/v1/audit-entries?to=")]
    [InlineData("/api/v1/baseline-checks?month=", 7)]
    public async Task What_is_asked_of_a_far_off_day_is_answered(string path, int length = 10)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        foreach (var day in (string[])["9999-12-31", "0001-01-01"]) Assert.True((await api.GetAsync(path + day[..length])).Status is 200 or 400);
    }

    [Theory]
    [InlineData("9999-12")]
    [InlineData("0001-01")]
    public async Task A_month_far_off_is_answered(string month)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var answer = await api.PostAsync("/api/v1/baseline-checks", new { account = (await seed.AccountAsync("Not counted")).ToString(), month });
        Assert.True(answer.Status is 200 or 400 or 409, $"{answer.Status} {answer.Code}");
    }
}
