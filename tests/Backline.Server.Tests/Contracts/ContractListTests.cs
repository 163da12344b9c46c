using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>Which contracts are found, and by whom.</summary>
public sealed class ContractListTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task Each_sees_the_contracts_that_are_theirs()
    {
        var api = await AdministratorAsync();
        var partner = await Seed.PartnerAsync("Ours");
        var mine = await Seed.AccountAsync("Mine", partner);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = mine, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        var owner = new ApiClient(App.Client, await Seed.KeyAsync(Roles.CustomerUser, mine));
        var fronting = new ApiClient(App.Client, await Seed.KeyAsync(Roles.Partner, partnerId: partner));
        var stranger = new ApiClient(App.Client, await Seed.KeyAsync(Roles.CustomerAdministrator, await Seed.AccountAsync("Stranger")));

        Assert.Equal((200, 200, 404), ((await owner.GetAsync(path)).Status, (await fronting.GetAsync(path)).Status, (await stranger.GetAsync(path)).Status));
        Assert.Equal((1, 1, 0), (await CountAsync(owner), await CountAsync(fronting), await CountAsync(stranger)));
        Assert.Equal(403, (await owner.PutAsync($"{path}/activation", etag: draft.Etag)).Status);
        Assert.Equal(404, (await stranger.GetAsync($"{path}/baselines")).Status);

        static async Task<int> CountAsync(ApiClient client) => (await client.GetAsync("/api/v1/contracts"))["items"].GetArrayLength();
    }

    [Theory]
    [InlineData("draft", "2030-01-01", "2030-12-31", false, "draft")]
    [InlineData("running", "2026-01-01", "2035-12-31", true, "active")]
    [InlineData("ended", "2020-01-01", "2020-12-31", true, "ended")]
    public async Task The_list_is_narrowed_by_standing(string standing, string starts, string ends, bool activate, string expected)
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Standing " + standing);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: starts, ends: ends) });
        if (activate) await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag);

        var list = await api.GetAsync($"/api/v1/contracts?standing={standing}&q=Standing {standing}&sort=number");

        Assert.Equal(expected, Assert.Single(list["items"].EnumerateArray()).GetProperty("standing").GetString());
        Assert.Empty((await api.GetAsync($"/api/v1/contracts?standing=cancelled&accountId={account}"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task An_account_is_called_by_the_plan_that_covers_it_not_by_one_for_single_devices()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Called by its plan");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        async Task ActiveAsync(string plan, int from, int days, object[] categories)
        {
            var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(plan, Figure.Of(today.AddDays(from)), Figure.Of(today.AddDays(from + days)), categories) });
            if (plan == "poly-plus") await api.PostAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/devices", new { serials = new[] { "SNvoice1" } });
            Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: (await api.GetAsync($"/api/v1/contracts/{draft["id"].GetGuid()}")).Etag)).Status);
        }
        await DevicesAsync(account, "voice", 1);
        object[] video = [new { category = "video", counted = 60, unitPrice = 24 }];
        await ActiveAsync("poly-plus", -10, 700, [new { category = "voice", unitPrice = 12 }]);
        await ActiveAsync("poly-plus-enterprise", -10, 100, video);
        await ActiveAsync("poly-plus-enterprise", 200, 800, video); // still to come

        var answer = await api.GetAsync($"/api/v1/accounts/{account}");

        Assert.Equal(("Poly+ Enterprise", Figure.Of(today.AddDays(90))), (answer["plan"].GetString(), answer["coveredUntil"].GetString()));
    }
}
