using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Incidents;

/// <summary>One cause behind many cases: one message to all, each side only its own (CA-3).</summary>
public sealed class IncidentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static Task<ApiAnswer> OpenAsync(ApiClient who, ApiAnswer? from = null, string title = "Sign-in fails everywhere") =>
        who.PostAsync("/api/v1/incidents", new { title, publicText = "We know that sign-in fails, and look into it.", caseId = from?["id"].GetGuid() });

    private static async Task<ApiAnswer> ActAsync(ApiClient who, ApiAnswer incident, string what, object? body = null)
    {
        var path = $"/api/v1/incidents/{incident["id"].GetString()}";
        return await who.PutAsync($"{path}/{what}", body ?? new { }, (await who.GetAsync(path)).Etag ?? "\"1\"");
    }

    private static Task<ApiAnswer> LinkAsync(ApiClient who, ApiAnswer incident, params ApiAnswer[] cases) =>
        who.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/cases", new { caseIds = cases.Select(one => one["id"].GetGuid()) });

    private static async Task<int> SaidAsync(ApiClient who, ApiAnswer one, string text) => (await who.GetAsync($"{one.Location}/messages")).Body.ToString().Split(text).Length - 1;

    private async Task<(ApiClient Customer, ApiAnswer Case)> OtherAsync(string subject = "No sound in the boardroom")
    {
        var account = await app.Seed.AccountAsync("Another " + Guid.NewGuid().ToString("N")[..6]);
        await app.ContractAsync(account, Backline.Domain.Contracts.ShippedPlans.PolyPlusEnterprise, "video");
        var customer = await app.ApiAsync(Roles.CustomerUser, account);
        return (customer, await customer.OpenAsync(new { subject, text = "y", severity = "p2" }));
    }

    [Fact]
    public async Task It_goes_from_a_case_to_the_end_and_every_case_hears_of_it_once()
    {
        var first = await app.Customer.OpenAsync();
        var (second, theirs) = await OtherAsync();
        var incident = await OpenAsync(app.Agent, first);
        Assert.Equal(201, incident.Status);
        Assert.Equal(201, (await LinkAsync(app.Agent, incident, theirs)).Status);
        Assert.Equal(0, (await app.Customer.GetAsync($"{first.Location}/incidents"))["items"].GetArrayLength());
        await ActAsync(app.Agent, incident, "declaration");
        var known = (await app.Customer.GetAsync($"{first.Location}/incidents"))["items"][0];
        Assert.Equal(("We know that sign-in fails, and look into it.", "declared", System.Text.Json.JsonValueKind.Null), (known.GetProperty("text").GetString(), known.GetProperty("state").GetString(), known.GetProperty("incidentId").ValueKind));

        var key = Guid.NewGuid().ToString();
        foreach (var _ in new[] { 1, 2 }) Assert.Equal(201, (await app.Agent.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/messages", new { text = "One message to all." }, key)).Status);
        Assert.Equal((1, 1), (await SaidAsync(app.Customer, first, "One message to all."), await SaidAsync(second, theirs, "One message to all.")));

        Assert.Equal("mitigated", (await ActAsync(app.Agent, incident, "workaround", new { text = "Sign in by the browser." }))["state"].GetString());
        Assert.Equal(2L, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = any ($1) and details::text like '%worked-around%'", new[] { first["id"].GetGuid(), theirs["id"].GetGuid() }));
        Assert.Equal((1, 1), (await SaidAsync(app.Customer, first, "Sign in by the browser."), await SaidAsync(second, theirs, "Sign in by the browser.")));

        var resolved = await ActAsync(app.Agent, incident, "resolution", new { text = "It works again.", caseIds = new[] { first["id"].GetGuid() } });
        Assert.Equal("resolved", resolved["state"].GetString());
        Assert.Equal(("resolved", "open"), ((await app.Agent.GetAsync(first.Location!))["state"].GetString(), (await app.Agent.GetAsync(theirs.Location!))["state"].GetString()));
        Assert.Equal((1, 1), (await SaidAsync(app.Customer, first, "It works again."), await SaidAsync(second, theirs, "It works again.")));
        var over = (await app.Customer.GetAsync($"{first.Location}/incidents"))["items"][0];
        Assert.Equal(("It works again.", System.Text.Json.JsonValueKind.String), (over.GetProperty("said").GetString(), over.GetProperty("saidAt").ValueKind));
        Assert.Equal("A certificate ended.", (await ActAsync(app.Agent, incident, "review", new { text = "A certificate ended." }))["note"].GetString());
        Assert.Equal(["reviewed", "resolved", "mitigated", "told", "declared", "linked", "linked", "opened"], (await app.Agent.GetAsync($"/api/v1/incidents/{incident["id"].GetString()}/events"))["items"].EnumerateArray().Select(happened => happened.GetProperty("kind").GetString()));
        Assert.Equal("incident.over", (await LinkAsync(app.Agent, incident, theirs)).Code);
    }

    [Fact]
    public async Task A_case_linked_later_hears_the_newest_message_and_the_workaround_once()
    {
        var incident = await OpenAsync(app.Agent, await app.Customer.OpenAsync());
        await ActAsync(app.Agent, incident, "declaration");
        foreach (var text in new[] { "The old word.", "The newest word." }) await app.Agent.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/messages", new { text });
        var early = await app.Customer.OpenAsync();
        await LinkAsync(app.Agent, incident, early);
        Assert.Equal((0, 1), (await SaidAsync(app.Customer, early, "The old word."), await SaidAsync(app.Customer, early, "The newest word.")));
        await ActAsync(app.Agent, incident, "workaround", new { text = "Sign in by the browser." });
        var late = await app.Customer.OpenAsync();

        await LinkAsync(app.Agent, incident, late, early);
        Assert.Equal(204, (await app.Agent.SendAsync(HttpMethod.Delete, $"/api/v1/incidents/{incident["id"].GetString()}/cases/{late["id"].GetString()}")).Status);
        await LinkAsync(app.Agent, incident, late);

        foreach (var one in new[] { early, late }) Assert.Equal((1, 1), (await SaidAsync(app.Customer, one, "The newest word."), await SaidAsync(app.Customer, one, "Sign in by the browser.")));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1 and details::text like '%worked-around%'", late["id"].GetGuid()));
    }

    [Fact]
    public async Task Partners_desks_have_their_own_and_nobody_sees_anothers()
    {
        var theirs = await app.LucentiCustomer.OpenAsync();
        var own = await app.Customer.OpenAsync();
        var incident = await OpenAsync(app.Partner, theirs, "At the partner");
        Assert.Equal(201, incident.Status);
        var path = $"/api/v1/incidents/{incident["id"].GetString()}";

        Assert.Equal(404, (await app.Agent.GetAsync(path)).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync(path)).Status);
        Assert.Equal(403, (await app.Customer.GetAsync(path)).Status);
        Assert.Equal(404, (await LinkAsync(app.Partner, incident, own)).Status);
        Assert.Equal(404, (await LinkAsync(app.OtherPartner, incident, theirs)).Status);
        Assert.Equal(404, (await OpenAsync(app.Agent, theirs)).Status);
        foreach (var foreign in new[] { app.Agent, app.OtherPartner }) Assert.DoesNotContain("At the partner", (await foreign.GetAsync("/api/v1/incidents")).Body.ToString());
        await ActAsync(app.Partner, incident, "declaration");
        Assert.Equal("declared", (await app.LucentiCustomer.GetAsync($"{theirs.Location}/incidents"))["items"][0].GetProperty("state").GetString());
        Assert.Equal(404, (await app.Customer.GetAsync($"{theirs.Location}/incidents")).Status);
    }

    [Fact]
    public async Task What_every_second_case_says_weighs_nothing()
    {
        var (common, rare) = ("Okapi" + Guid.NewGuid().ToString("N")[..8], "Quokka" + Guid.NewGuid().ToString("N")[..8]);
        var likely = await app.LucentiCustomer.OpenAsync(new { subject = "About " + rare, text = "x" });
        for (var count = await app.Seed.ScalarAsync<long>("select count(*) from support_case where tier = 'partner'") + 1; count > 0; count--) await app.LucentiCustomer.OpenAsync(new { subject = common, text = "x" });

        var incident = await app.Partner.PostAsync("/api/v1/incidents", new { title = $"{common} {rare}", publicText = "We look." });
        var related = (await app.Partner.GetAsync($"/api/v1/incidents/{incident["id"].GetString()}/related-cases"))["items"];

        // the newer ones come first only among those that say nothing else
        Assert.Equal(likely["id"].GetGuid(), related[0].GetProperty("id").GetGuid());
        Assert.True(related.GetArrayLength() > 1);
    }

    [Fact]
    public async Task Likely_cases_are_proposed_with_what_they_share_and_linked_ones_no_more()
    {
        var word = "Quagga" + Guid.NewGuid().ToString("N")[..8];
        var first = await app.Customer.OpenAsync(new { subject = word + " fails", text = "x", siteId = app.SiteNumber });
        var (_, near) = await OtherAsync($"Nobody can use {word}");
        var site = await app.Customer.OpenAsync(new { subject = "Something else", text = "x", siteId = app.SiteNumber });
        var incident = await OpenAsync(app.Agent, first, word);

        var related = await RelatedAsync();
        Assert.Equal("words", related[near["id"].GetGuid()]);
        Assert.Equal("site", related[site["id"].GetGuid()]);
        Assert.DoesNotContain(first["id"].GetGuid(), related.Keys);
        await LinkAsync(app.Agent, incident, near);
        Assert.DoesNotContain(near["id"].GetGuid(), (await RelatedAsync()).Keys);

        async Task<Dictionary<Guid, string>> RelatedAsync() => (await app.Agent.GetAsync($"/api/v1/incidents/{incident["id"].GetString()}/related-cases"))["items"].EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetGuid(), one => string.Join(' ', one.GetProperty("why").EnumerateArray().Select(why => why.GetString())));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_changes_nothing()
    {
        var incident = await OpenAsync(app.Agent);

        Assert.Equal("incident.not-declared", (await app.Agent.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/messages", new { text = "x" })).Code);
        var declared = await OpenAsync(app.Agent);
        Assert.Equal(200, (await ActAsync(app.Agent, declared, "declaration")).Status);
        Assert.Equal("incident.no-cases", (await app.Agent.PostAsync($"/api/v1/incidents/{declared["id"].GetString()}/messages", new { text = "x" })).Code);
        Assert.Equal(400, (await app.Agent.PostAsync($"/api/v1/incidents/{declared["id"].GetString()}/messages", new { text = "x", nextWordAt = "9999-01-01T00:00:00Z" })).Status);
        Assert.Equal("incident.not-declared", (await ActAsync(app.Agent, incident, "workaround", new { text = "x" })).Code);
        Assert.Equal(400, (await ActAsync(app.Agent, incident, "resolution", new { text = " " })).Status);
        Assert.Equal(400, (await app.Agent.PostAsync("/api/v1/incidents", new { title = "x" })).Status);
        Assert.Equal(404, (await app.Agent.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/cases", new { caseIds = new[] { Guid.NewGuid() } })).Status);
        Assert.Equal(400, (await app.Agent.PostAsync($"/api/v1/incidents/{incident["id"].GetString()}/cases", new { caseIds = Enumerable.Range(0, 501).Select(_ => Guid.NewGuid()) })).Status);
        Assert.Equal(412, (await app.Agent.PutAsync($"/api/v1/incidents/{incident["id"].GetString()}/declaration", new { }, "\"9\"")).Status);
        Assert.Equal(200, (await ActAsync(app.Agent, incident, "dismissal", new { text = "Two causes." })).Status);
    }
}
