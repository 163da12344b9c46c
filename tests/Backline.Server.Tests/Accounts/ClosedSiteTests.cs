using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Accounts;

/// <summary>A closed site holds no device, whichever way one would come to it.</summary>
public sealed class ClosedSiteTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private const int Times = 12;
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task A_device_put_back_after_its_site_closed_stands_at_no_site()
    {
        var (api, account, site) = await SiteAsync();
        var device = await AddAsync(api, account, site);
        var path = $"/api/v1/devices/{Id(device)}";
        var removed = await api.SendAsync(HttpMethod.Put, $"{path}/removal", new { reason = "Stolen" }, device.Etag);
        Assert.Equal(200, removed.Status);
        Assert.Equal(200, (await api.PutAsync($"/api/v1/sites/{site}/closing", etag: "\"1\"")).Status);

        var back = await api.SendAsync(HttpMethod.Delete, $"{path}/removal", etag: removed.Etag);

        Assert.Equal(200, back.Status);
        Assert.Equal(0, await StandingAtClosedSitesAsync(account));
        Assert.Equal(1, await seed.ScalarAsync<long>("select count(*) from device where account_id = $1 and removed_at is null and site_id is null", account));
        Assert.Equal(1, await seed.ScalarAsync<long>("select count(*) from device_event where account_id = $1 and kind = 'moved'", account));
    }

    [Fact]
    public async Task A_device_put_back_at_an_open_site_stands_there_again()
    {
        var (api, account, site) = await SiteAsync();
        var device = await AddAsync(api, account, site);
        var path = $"/api/v1/devices/{Id(device)}";
        var removed = await api.SendAsync(HttpMethod.Put, $"{path}/removal", new { reason = "Stolen" }, device.Etag);

        await api.SendAsync(HttpMethod.Delete, $"{path}/removal", etag: removed.Etag);

        Assert.Equal(site, await seed.ScalarAsync<Guid>("select site_id from device where account_id = $1", account));
    }

    [Theory]
    [InlineData("added")]
    [InlineData("changed")]
    [InlineData("put back")]
    public async Task Of_closing_a_site_and_bringing_a_device_there_at_once_one_is_refused(string how)
    {
        for (var i = 0; i < Times; i++)
        {
            var (api, account, site) = await SiteAsync();
            var device = await AddAsync(api, account, how == "put back" ? site : null);
            if (how == "put back") device = await api.SendAsync(HttpMethod.Put, $"/api/v1/devices/{Id(device)}/removal", new { reason = "Away" }, device.Etag);
            Func<Task<ApiAnswer>> bring = how switch
            {
                "added" => () => AddAsync(api, account, site),
                "changed" => () => api.SendAsync(HttpMethod.Put, $"/api/v1/devices/{Id(device)}", new { serial = Guid.NewGuid().ToString("N")[..12], modelName = "CCX 500", siteId = site }, device.Etag),
                _ => () => api.SendAsync(HttpMethod.Delete, $"/api/v1/devices/{Id(device)}/removal", etag: device.Etag),
            };

            var answers = await Task.WhenAll(bring(), api.PutAsync($"/api/v1/sites/{site}/closing", etag: "\"1\""));

            Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201 or 400 or 409, $"{answer.Status} {answer.Code}"));
            if (answers[1].Status == 409) Assert.Equal("site.has-devices", answers[1].Code);
            Assert.Contains(answers, answer => answer.Status is 200 or 201);
            Assert.Equal(0, await StandingAtClosedSitesAsync(account));
        }
    }

    private static Guid Id(ApiAnswer device) => device["device"].GetProperty("id").GetGuid();

    private Task<long> StandingAtClosedSitesAsync(Guid account) => seed.ScalarAsync<long>(
        "select count(*) from device d join site s on s.account_id = d.account_id and s.id = d.site_id where d.account_id = $1 and d.removed_at is null and s.closed_at is not null", account)!;

    private async Task<(ApiClient Api, Guid Account, Guid Site)> SiteAsync()
    {
        var account = await seed.AccountAsync("Closing");
        return (new(app.Client, await seed.VendorKeyAsync()), account, await seed.SiteAsync(account, "Quay"));
    }

    private static Task<ApiAnswer> AddAsync(ApiClient api, Guid account, Guid? site) =>
        api.PostAsync("/api/v1/devices", new { accountId = account, modelName = "CCX 500", serial = Guid.NewGuid().ToString("N")[..12], siteId = site });
}
