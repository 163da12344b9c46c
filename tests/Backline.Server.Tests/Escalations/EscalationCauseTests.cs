using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.CloudIncidents;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>What happens elsewhere escalates a case: a bad word afterwards, a device that fails again and again, a cloud partner that says nothing, its age.</summary>
public sealed class EscalationCauseTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<List<JsonElement>> OfCaseAsync(ApiClient who, ApiAnswer one) => [.. (await who.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"].EnumerateArray()];

    private async Task<ApiAnswer> DoneAsync(ApiClient asks, ApiClient desk, Guid account, bool close)
    {
        var contact = await app.Seed.ContactAsync(account, "Ana", "en", $"c{Guid.NewGuid():n}@customer.example");
        var one = await asks.OpenAsync(new { subject = "No sound", text = "x", contactId = contact });
        await desk.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        if (close) await asks.DoAsync(one, "closing");
        else app.Pass(60 * 49);
        await AsProgrammeAsync<RatingAsking>(asking => asking.AskAsync(Stop));
        return one;
    }

    private async Task RateAsync(ApiAnswer one, Guid account, int score)
    {
        var token = app.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<RatingLinks>().Of(account, one["id"].GetGuid()).Split('/')[^1];
        await AsProgrammeAsync<RatingOperations>(ratings => ratings.RateAsync(token, new(score), Stop));
    }

    private async Task AsProgrammeAsync<T>(Func<T, Task> act) where T : notnull
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        await act(scope.ServiceProvider.GetRequiredService<T>());
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(Stop);
    }

    [Fact]
    public async Task A_bad_word_about_a_closed_case_escalates_it_once()
    {
        var one = await DoneAsync(app.Customer, app.Agent, app.Nordhaven, close: true);
        await RateAsync(one, app.Nordhaven, 4);
        Assert.Empty(await OfCaseAsync(app.Agent, one));

        await RateAsync(one, app.Nordhaven, 2);
        await RateAsync(one, app.Nordhaven, 1);

        var begun = Assert.Single(await OfCaseAsync(app.Agent, one));
        Assert.Equal(("low-satisfaction", "active"), (begun.GetProperty("trigger").GetString(), begun.GetProperty("state").GetString()));
        var causes = (await app.Agent.GetAsync($"/api/v1/escalations/{begun.GetProperty("id").GetString()}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("kind").GetString());
        Assert.Equal(["started"], causes);
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains("Rated 2 of 5.", await agent.PageAsync("/escalations/" + begun.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_bad_word_about_a_resolved_case_is_answered_also_after_its_end()
    {
        var one = await DoneAsync(app.Customer, app.Agent, app.Nordhaven, close: false);
        await RateAsync(one, app.Nordhaven, 1);
        await app.Customer.DoAsync(one, "closing");

        var begun = Assert.Single(await OfCaseAsync(app.Agent, one));
        Assert.Equal(("low-satisfaction", "active"), (begun.GetProperty("trigger").GetString(), begun.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_low_rating_that_is_changed_ends_what_nobody_took_up_and_a_new_one_begins_again()
    {
        var one = await DoneAsync(app.Customer, app.Agent, app.Nordhaven, close: true);
        await RateAsync(one, app.Nordhaven, 1);
        // as by a clock that runs
        await app.Seed.ExecuteAsync("update escalation_cause set at = at - interval '1 millisecond' where case_id = $1", one["id"].GetGuid());
        await RateAsync(one, app.Nordhaven, 5);

        var ended = Assert.Single(await OfCaseAsync(app.Agent, one));
        Assert.Equal(("ended", "rating-changed"), (ended.GetProperty("state").GetString(), ended.GetProperty("ending").GetString()));
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains("Ended: rating changed", await agent.PageAsync("/escalations/" + ended.GetProperty("id").GetString()));
        Assert.Contains("when the rating was changed", await agent.PageAsync("/cases/" + one["id"].GetString()));

        app.Pass(1);
        await RateAsync(one, app.Nordhaven, 2);
        Assert.Equal(["active", "ended"], (await OfCaseAsync(app.Agent, one)).Select(each => each.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task What_somebody_took_up_stays_and_says_that_the_rating_was_changed()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var one = await DoneAsync(app.Customer, app.Agent, app.Nordhaven, close: true);
        await RateAsync(one, app.Nordhaven, 2);
        var path = "/api/v1/escalations/" + Assert.Single(await OfCaseAsync(manager, one)).GetProperty("id").GetString();
        var email = $"{Guid.NewGuid():N}@vendor.example";
        var person = await app.Seed.PersonAsync(email, Roles.Specialist);
        await manager.SendAsync(HttpMethod.Put, path + "/owner", new { personId = person }, (await manager.GetAsync(path)).Etag);

        await RateAsync(one, app.Nordhaven, 4);

        Assert.Equal(("active", 4), ((await manager.GetAsync(path))["state"].GetString(), (await manager.GetAsync(path))["rating"].GetInt32()));
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        foreach (var page in new[] { "/cases/" + one["id"].GetString(), path["/api/v1".Length..] })
            Assert.Contains("Rated 2 of 5. The rating was changed: it is 4 of 5 now.", await agent.PageAsync(page));
        Assert.Contains("The rating was changed: E-", await app.Seed.ScalarAsync<string>("select subject from outbox_message where recipient = $1 order by id desc limit 1", email));
    }

    [Fact]
    public async Task What_has_another_cause_too_outlives_the_low_rating()
    {
        var one = await DoneAsync(app.Customer, app.Agent, app.Nordhaven, close: false);
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await manager.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
        await RateAsync(one, app.Nordhaven, 1);
        await RateAsync(one, app.Nordhaven, 5);

        Assert.Equal("active", Assert.Single(await OfCaseAsync(manager, one)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_a_customer_of_a_partner_thinks_is_escalated_at_that_partners_desk_alone()
    {
        var one = await DoneAsync(app.LucentiCustomer, app.Partner, app.Lucenti, close: true);
        await RateAsync(one, app.Lucenti, 2);

        Assert.Single(await OfCaseAsync(app.Partner, one));
        Assert.Empty(await OfCaseAsync(app.Agent, one));
        Assert.Empty(await OfCaseAsync(app.OtherPartner, one));
    }

    [Fact]
    public async Task The_third_case_on_one_device_within_thirty_days_is_escalated()
    {
        var serial = "8L" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();
        await app.Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'video', 'Studio X50', $2, $2, 'by-hand', now(), now())", app.Nordhaven, serial);
        Task<ApiAnswer> AgainAsync() => app.Customer.OpenAsync(new { subject = "Dark again", text = "x", serial });
        await AgainAsync();
        app.Pass(60 * 24 * 31);
        var (second, third) = (await AgainAsync(), await AgainAsync());
        Assert.Empty(await OfCaseAsync(app.Agent, second));
        Assert.Empty(await OfCaseAsync(app.Agent, third));

        var fourth = await AgainAsync();

        var begun = Assert.Single(await OfCaseAsync(app.Agent, fourth));
        Assert.Equal(("repeated-on-device", "active"), (begun.GetProperty("trigger").GetString(), begun.GetProperty("state").GetString()));
        // one more is said there, and begins nothing of its own
        Assert.Empty(await OfCaseAsync(app.Agent, await AgainAsync()));
        Assert.Equal(["cause", "started"], (await app.Agent.GetAsync($"/api/v1/escalations/{begun.GetProperty("id").GetString()}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("kind").GetString()).Order());
        // however the number is typed, it is the same device to those who write the next one
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Assert.Contains(fourth["number"].GetString()!, await customer.PageAsync($"/cases/known?device={Uri.EscapeDataString($" {serial[..4].ToLowerInvariant()} {serial[4..]}\u200b")}"));
    }

    [Fact]
    public async Task Cases_on_one_device_that_come_at_once_are_counted_too()
    {
        var serial = "8L" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();
        await app.Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'video', 'Studio X50', $2, $2, 'by-hand', now(), now())", app.Nordhaven, serial);

        var cases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.Customer.OpenAsync(new { subject = "All dark", text = "x", serial })));

        var escalated = 0;
        foreach (var one in cases) escalated += (await OfCaseAsync(app.Agent, one)).Count;
        Assert.Equal(1, escalated);
    }

    [Fact]
    public async Task A_cloud_partner_that_says_nothing_escalates_each_case_of_its_incident_once()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var incident = await app.OpenedAsync(one, "2611200040009999");
        var job = new EscalationRulesJob(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock);
        await job.RunAsync(Stop);
        Assert.DoesNotContain(await OfCaseAsync(app.Agent, one), found => found.GetProperty("trigger").GetString() == "cloud-partner-silent");

        await app.Seed.ExecuteAsync("update cloud_incident set silent_at = $2 where id = $1", incident["id"].GetGuid(), app.Clock.Now);
        app.Pass(1);
        await job.RunAsync(Stop);
        await job.RunAsync(Stop);

        var begun = Assert.Single(await OfCaseAsync(app.Agent, one));
        Assert.Equal(("cloud-partner-silent", "active", "Microsoft Teams"), (begun.GetProperty("trigger").GetString(), begun.GetProperty("state").GetString(), begun.GetProperty("reason").GetString()));
        Assert.Equal(["started"], (await app.Agent.GetAsync($"/api/v1/escalations/{begun.GetProperty("id").GetString()}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task The_fourth_level_makes_its_account_one_to_watch()
    {
        var account = await app.Seed.AccountAsync("Watched");
        await app.ContractAsync(account, ShippedPlans.PolyPlusEnterprise, "video");
        var customer = await app.ApiAsync(Roles.CustomerUser, account);
        var (one, other) = (await customer.OpenAsync(new { subject = "Since yesterday", text = "x", severity = "p1" }), await customer.OpenAsync(new { subject = "This too", text = "x", severity = "p1" }));
        app.Pass(60 * 24 * 4);
        while (await FiredAsync())
        {
            // until nothing is due
        }

        var manager = await app.ApiAsync(Roles.ServiceManager);
        Assert.Equal(4, Assert.Single(await OfCaseAsync(manager, one)).GetProperty("level").GetInt32());
        Assert.Single(await OfCaseAsync(manager, other));
        var accounts = (await manager.GetAsync("/api/v1/escalations?kind=account"))["items"].EnumerateArray().Where(found => found.GetProperty("account").GetString() == "Watched").ToList();
        Assert.Equal(("active", 2), (Assert.Single(accounts).GetProperty("state").GetString(), accounts[0].GetProperty("cases").GetInt32()));
        Assert.Equal(0, (await customer.GetAsync("/api/v1/escalations?kind=account"))["items"].GetArrayLength());
    }

    private async Task<bool> FiredAsync()
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        if (await scope.ServiceProvider.GetRequiredService<CaseAlarmOperations>().FireNextAsync(Stop) is null) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(Stop);
        return true;
    }
}
