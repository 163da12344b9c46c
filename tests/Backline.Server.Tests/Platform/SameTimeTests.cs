using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Two do the same at once: one succeeds, the others are told, and nothing is there twice.</summary>
public sealed class SameTimeTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private const int Clients = 8;
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private async Task<ApiClient> AdministratorAsync() => new(app.Client, await seed.VendorKeyAsync());

    private static object Terms() => new
    {
        planCode = "poly-plus-enterprise", startsOn = "2026-01-01", endsOn = "2026-12-31",
        categories = new object[] { new { category = "video", counted = 1000, expectedAdditions = 0, advancePercent = 0, unitPrice = 24.00 } },
    };

    private static async Task<(int Done, string[] Codes)> AtOnceAsync(Func<int, Task<ApiAnswer>> ask)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(ask));
        return (answers.Count(answer => answer.Status is 200 or 201), [.. answers.Where(answer => answer.Status is not (200 or 201)).Select(answer => $"{answer.Status} {answer.Code}").Distinct().Order()]);
    }

    [Fact]
    public async Task Of_contracts_for_one_category_activated_at_once_one_becomes_active()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Raced");
        var drafts = new List<ApiAnswer>();
        for (var i = 0; i < Clients; i++) drafts.Add(await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() }));

        var (done, codes) = await AtOnceAsync(i => api.PutAsync($"/api/v1/contracts/{drafts[i]["id"].GetGuid()}/activation", etag: drafts[i].Etag));

        Assert.Equal(1, done);
        Assert.Equal(["409 contract.category-already-contracted"], codes);
        Assert.Equal(1, await seed.ScalarAsync<long>("select count(*) from baseline where account_id = $1", account));
    }

    [Fact]
    public async Task A_device_taken_over_by_several_accounts_at_once_is_live_in_one()
    {
        var api = await AdministratorAsync();
        var accounts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => AccountOfItsOwnAsync($"Taker {i}")));

        var (done, codes) = await AtOnceAsync(i => api.PostAsync("/api/v1/devices", new { accountId = accounts[i], modelName = "Edge E220", serial = "TAKEN0001", name = "x", takeOver = true }));

        Assert.Equal((Clients, 0), (done, codes.Length));
        Assert.Equal(1, await seed.ScalarAsync<long>("select count(*) from device where serial_key = 'TAKEN0001' and removed_at is null"));
    }

    // a seed asks one thing at a time
    private async Task<Guid> AccountOfItsOwnAsync(string name)
    {
        await using var own = new Seed(app.Logins.Owner);
        return await own.AccountAsync(name);
    }

    [Fact]
    public async Task A_contract_activated_by_a_double_click_is_activated_once()
    {
        var api = await AdministratorAsync();
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Clicked"), terms = Terms() });

        var (done, codes) = await AtOnceAsync(_ => api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag));

        Assert.Equal(1, done);
        Assert.Equal(["412 precondition-failed"], codes);
    }

    [Fact]
    public async Task A_contract_is_renewed_once()
    {
        var api = await AdministratorAsync();
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Renewed"), terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        await api.PutAsync($"{path}/activation", etag: draft.Etag);

        var (done, codes) = await AtOnceAsync(_ => api.PostAsync($"{path}/renewal"));

        Assert.Equal(1, done);
        Assert.Equal(["409 contract.already-renewed"], codes);
    }

    [Theory]
    [InlineData("serial")]
    [InlineData("mac")]
    public async Task A_device_is_live_in_one_account(string by)
    {
        var api = await AdministratorAsync();
        Guid[] accounts = [await seed.AccountAsync("Here"), await seed.AccountAsync("There")];
        var key = Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

        var (done, codes) = await AtOnceAsync(i => api.PostAsync("/api/v1/devices", by == "serial"
            ? new { accountId = accounts[i % 2], modelName = "CCX 500", serial = key }
            : new { accountId = accounts[i % 2], modelName = "CCX 500", mac = key }));

        Assert.Equal(1, done);
        Assert.Equal(new HashSet<string> { $"409 device.{by}-taken", "409 device.serial-elsewhere" }, codes.ToHashSet());
    }

    [Fact]
    public async Task A_site_has_its_name_alone()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Sited");

        var (done, codes) = await AtOnceAsync(_ => api.PostAsync("/api/v1/sites", new { accountId = account, name = "Harbour", country = "DE", timeZone = "Europe/Berlin" }));

        Assert.Equal((1, "409 site.name-taken"), (done, Assert.Single(codes)));
    }

    [Fact]
    public async Task A_person_is_invited_once()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Invited");

        var (done, codes) = await AtOnceAsync(_ => api.PostAsync("/api/v1/invitations", new { email = "Same@Time.example", name = "Same Time", role = "customer-user", accountId = account }));

        Assert.Equal((1, "409 invitation.open"), (done, Assert.Single(codes)));
    }

    [Fact]
    public async Task What_the_database_keeps_apart_is_told_as_done_meanwhile()
    {
        var api = await AdministratorAsync();
        var model = await seed.ScalarAsync<Guid>("select id from model order by name limit 1");
        var name = "Alias " + Guid.NewGuid().ToString("N")[..8];

        var (done, codes) = await AtOnceAsync(_ => api.PostAsync($"/api/v1/models/{model}/aliases", new { name }));

        Assert.Equal(1, done);
        Assert.All(codes, code => Assert.Contains(code, (string[])["409 done-meanwhile", "409 model.name-taken"]));
    }
}
