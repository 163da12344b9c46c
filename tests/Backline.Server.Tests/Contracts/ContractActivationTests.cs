using System.Text.Json;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>What a contract needs to be activated, and what comes into force with it.</summary>
public sealed class ContractActivationTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task Growth_paid_in_advance_belongs_to_the_contracted_quantity_and_the_baseline_is_five_percent_above() // BL-1, BL-2
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Advance");

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });

        Assert.Equal(201, draft.Status);
        var video = draft["categories"][0];
        Assert.Equal((40, 1040, 1092, 1092), (video.GetProperty("advanceUnits").GetInt32(), video.GetProperty("contracted").GetInt32(), video.GetProperty("baseline").GetInt32(), video.GetProperty("triggerAt").GetInt32()));
        Assert.Equal("960.00", video.GetProperty("advance").GetProperty("amount").GetString());
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        var active = await api.PutAsync($"{path}/activation", etag: draft.Etag);
        Assert.Equal((200, "active"), (active.Status, active["state"].GetString()));
        var baselines = await api.GetAsync($"{path}/baselines");
        Assert.Equal(1092, Assert.Single(baselines["items"].EnumerateArray()).GetProperty("baseline").GetInt32());
        Assert.Equal(412, (await api.PutAsync($"{path}/activation", etag: draft.Etag)).Status);
        Assert.Equal("contract.not-a-draft", (await api.PutAsync($"{path}/activation", etag: active.Etag)).Code);
    }

    [Fact]
    public async Task No_eligible_device_is_left_out() // EL-2
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Picking");
        await DevicesAsync(account, "voice", 12);

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "voice", counted = 10, unitPrice = 12 }]) });

        Assert.Equal("contract.category-not-whole", draft["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal("contract.category-not-whole", (await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag)).Code);
    }

    [Fact]
    public async Task Several_categories_need_one_that_reaches_its_threshold() // EL-1
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Below the thresholds");
        object[] Categories(int video) => [new { category = "video", counted = video, unitPrice = 24 }, new { category = "voice", counted = 3, unitPrice = 12 }];

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: Categories(49)) });
        var changed = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms(categories: Categories(50)), draft.Etag);

        Assert.Equal("contract.no-category-meets-threshold", draft["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, changed["whyNotActivate"].ValueKind);
    }

    [Fact]
    public async Task Several_contracts_on_the_same_days_get_no_further_than_one_with_all_their_categories() // EL-1
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Put into two contracts");
        var video = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "video", counted = 21, unitPrice = 24 }]) });
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{video["id"].GetGuid()}/activation", etag: video.Etag)).Status);
        Task<ApiAnswer> VoiceAsync(string starts, string ends) => api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: starts, ends: ends, categories: [new { category = "voice", counted = 30, unitPrice = 12 }]) });

        var voice = await VoiceAsync("2026-12-31", "2027-12-30");

        Assert.Equal("contract.no-category-meets-threshold-alongside", (await api.PutAsync($"/api/v1/contracts/{voice["id"].GetGuid()}/activation", etag: voice.Etag)).Code);
        Assert.Contains(video["number"].GetString()!, voice["whyNotActivate"].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await VoiceAsync("2027-01-01", "2027-12-31"))["whyNotActivate"].ValueKind);
    }

    [Fact]
    public async Task One_category_is_contracted_once_on_the_same_days()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Twice");
        var first = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        await api.PutAsync($"/api/v1/contracts/{first["id"].GetGuid()}/activation", etag: first.Etag);

        var second = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2026-12-31", ends: "2027-12-30") });
        var after = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2027-01-01", ends: "2027-12-31") });

        Assert.Equal("contract.category-already-contracted", second["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{after["id"].GetGuid()}/activation", etag: after.Etag)).Status);
    }
}
