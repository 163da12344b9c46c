using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>A contract ends, or goes on in its renewal.</summary>
public sealed class ContractEndTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task The_renewal_starts_with_what_is_contracted_then() // BL-7
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Renewed");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal("contract.not-renewable", (await api.PostAsync($"{path}/renewal")).Code);
        await api.PutAsync($"{path}/activation", etag: draft.Etag);
        await Seed.ExecuteAsync("insert into baseline (account_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation) values ($1, $2, 'video', 2, now(), 1092, 1147, 1147, 'true-up', '{\"steps\":[]}')",
            account, draft["id"].GetGuid());

        var next = await api.PostAsync($"{path}/renewal");

        Assert.Equal(("2027-01-01", "2027-12-31", 1092), (next["startsOn"].GetString(), next["endsOn"].GetString(), next["categories"][0].GetProperty("counted").GetInt32()));
        Assert.Equal("contract.already-renewed", (await api.PostAsync($"{path}/renewal")).Code);
        await api.PutAsync($"/api/v1/contracts/{next["id"].GetGuid()}/activation", etag: next.Etag);
        Assert.Equal("renewal", (await api.GetAsync($"/api/v1/contracts/{next["id"].GetGuid()}/baselines"))["items"][0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_active_contract_ends_early_with_a_reason_and_then_stays_as_it_is()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("Ended");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal("contract.not-active", (await api.PutAsync($"{path}/end", new { reason = "sold" }, draft.Etag)).Code);
        var active = await api.PutAsync($"{path}/activation", etag: draft.Etag);

        Assert.Equal(400, (await api.PutAsync($"{path}/end", new { reason = "" }, active.Etag)).Status);
        var ended = await api.PutAsync($"{path}/end", new { reason = "sold" }, active.Etag);

        Assert.Equal("ended", ended["state"].GetString());
        Assert.Equal(409, (await api.PutAsync(path, Terms(), ended.Etag)).Status);
        Assert.Equal(3, await Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1", draft["id"].GetGuid()));
    }
}
