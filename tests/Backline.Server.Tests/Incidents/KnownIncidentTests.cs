using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.CloudIncidents;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Incidents;

/// <summary>What is known reaches those it may concern before they ask, in its public words, and nobody else (CA-3, PO-2).</summary>
public sealed class KnownIncidentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private readonly string words = "Rooms lose sound " + Guid.NewGuid().ToString("N")[..8];

    private async Task<ApiAnswer> DeclaredAsync(ApiClient desk, object? more = null, ApiAnswer? about = null)
    {
        var incident = await desk.PostAsync("/api/v1/incidents", more ?? new { title = "Inside only", publicText = words, caseId = about?["id"].GetGuid() });
        Assert.Equal(201, incident.Status);
        Assert.Equal(200, (await desk.PutAsync($"/api/v1/incidents/{incident["id"].GetString()}/declaration", new { }, incident.Etag)).Status);
        return incident;
    }

    private static async Task<string> KnownAsync(ApiClient who) => (await who.GetAsync("/api/v1/known-incidents")).Body.ToString();

    [Fact]
    public async Task A_linked_case_tells_its_account_and_no_other_and_a_candidate_tells_nobody()
    {
        var one = await app.Customer.OpenAsync();
        var incident = await app.Agent.PostAsync("/api/v1/incidents", new { title = "Inside only", publicText = words, caseId = one["id"].GetGuid() });
        Assert.DoesNotContain(words, await KnownAsync(app.Customer));
        await app.Agent.PutAsync($"/api/v1/incidents/{incident["id"].GetString()}/declaration", new { }, incident.Etag);

        var shown = await KnownAsync(app.Customer);

        Assert.Contains(words, shown);
        foreach (var hidden in new[] { "Inside only", "Nordhaven" }) Assert.DoesNotContain(hidden, shown);
        Assert.Contains(one["number"].GetString()!, shown);
        foreach (var other in new[] { app.LucentiCustomer, app.Partner, app.OtherPartner, await app.ApiAsync(Roles.CustomerUser, await app.Seed.AccountAsync("Elsewhere")) }) Assert.DoesNotContain(words, await KnownAsync(other));
    }

    [Fact]
    public async Task A_private_case_of_a_colleague_gives_nothing_away()
    {
        using var own = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven);
        var one = await own.SendAsync("POST", "/api/v1/cases", new { subject = "Quiet", text = "x", @private = true });
        await DeclaredAsync(app.Agent, about: one);

        Assert.DoesNotContain(words, await KnownAsync(app.Customer));
    }

    [Fact]
    public async Task The_cloud_partner_it_names_tells_those_who_hold_an_agreement_with_it()
    {
        await app.PapersAsync(app.Customer, name: "Zoom");
        await app.PapersAsync(app.Partner, app.Lucenti, "Zoom");
        await DeclaredAsync(app.Agent, new { title = "Inside only", publicText = words, cloudPartnerId = await app.CloudPartnerAsync("Zoom"), nextWordAt = app.Clock.Now.AddHours(2) });

        // under the partner's brand its customer reads that desk alone; the partner reads the vendor's, with its own customers
        Assert.Contains(words, await KnownAsync(app.Customer));
        Assert.DoesNotContain(words, await KnownAsync(app.LucentiCustomer));
        var partners = await KnownAsync(app.Partner);
        foreach (var shown in new[] { words, "Officine Lucenti" }) Assert.Contains(shown, partners);
        Assert.DoesNotContain("Nordhaven", partners);
        Assert.DoesNotContain(words, await KnownAsync(app.OtherPartner));
        Assert.DoesNotContain(words, await KnownAsync(await app.ApiAsync(Roles.CustomerUser, await app.Seed.AccountAsync("Without"))));
    }

    [Fact]
    public async Task The_desk_of_a_partner_tells_its_own_customers()
    {
        var theirs = await app.LucentiCustomer.OpenAsync();
        await DeclaredAsync(app.Partner, about: theirs);

        Assert.Contains(words, await KnownAsync(app.LucentiCustomer));
        foreach (var other in new[] { app.Customer, app.OtherPartner }) Assert.DoesNotContain(words, await KnownAsync(other));
    }

    [Fact]
    public async Task It_stands_on_the_home_and_in_the_form_of_a_case_and_is_gone_when_it_is_over()
    {
        await app.PapersAsync(app.Customer, name: "Zoom");
        var linked = await app.Agent.OpenAsync(new { accountId = await app.Seed.AccountAsync("Linked"), subject = "x", text = "y" });
        var incident = await DeclaredAsync(app.Agent, new { title = "Inside only", publicText = words, cloudPartnerId = await app.CloudPartnerAsync("Zoom"), caseId = linked["id"].GetGuid() });
        var path = $"/api/v1/incidents/{incident["id"].GetString()}";
        Assert.Equal(201, (await app.Agent.PostAsync($"{path}/messages", new { text = "Use the browser meanwhile.", nextWordAt = app.Clock.Now.AddHours(2) })).Status);
        Assert.Equal((409, "incident.next-word-past"), Code(await app.Agent.PostAsync($"{path}/messages", new { text = "x", nextWordAt = app.Clock.Now.AddHours(-2) })));
        Assert.Equal((409, "incident.next-word-far"), Code(await app.Agent.PostAsync($"{path}/messages", new { text = "x", nextWordAt = app.Clock.Now.AddDays(31) })));
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven);
        using var stranger = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti);

        foreach (var page in new[] { "/", "/cases/new" })
        {
            var read = await customer.PageAsync(page);
            foreach (var shown in new[] { "We know of this: " + words, "Use the browser meanwhile.", "next word by", "Tell us you are affected" }) Assert.Contains(shown, read);
            Assert.DoesNotContain("Inside only", read);
            Assert.DoesNotContain(words, await stranger.PageAsync(page));
        }
        Assert.Equal(200, (await app.Agent.PutAsync($"{path}/resolution", new { text = "Over." }, (await app.Agent.GetAsync(path)).Etag)).Status);
        Assert.DoesNotContain(words, await customer.PageAsync("/"));
    }

    [Fact]
    public async Task Whoever_says_it_is_this_opens_a_case_that_the_desk_finds_first()
    {
        var incident = await DeclaredAsync(app.Agent, about: await app.Customer.OpenAsync());
        var id = incident["id"].GetString()!;
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var form = new Dictionary<string, string> { ["_handler"] = "open", ["subject"] = "Ours as well " + words, ["text"] = "Since nine.", ["severity"] = "p3", ["incident"] = id };

        var opened = await customer.SubmitAsync("/cases/new", form);
        Assert.Equal(HttpStatusCode.Found, opened.Status);

        var first = (await app.Agent.GetAsync($"/api/v1/incidents/{id}/related-cases"))["items"][0];
        Assert.Equal(("Ours as well " + words, true), (first.GetProperty("subject").GetString(), first.GetProperty("reported").GetBoolean()));
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains($"Whoever asked says it is this: {incident["number"].GetString()}", await agent.PageAsync(opened.Location!));
        Assert.Contains("whoever asked says it is this", await agent.PageAsync($"/incidents/{id}"));

        // they are led to their case, and not asked for another
        var own = (await app.Customer.GetAsync("/api/v1/known-incidents"))["items"].EnumerateArray().Single(known => known.GetProperty("id").GetString() == id);
        Assert.Equal("Ours as well " + words, (await app.Customer.GetAsync($"/api/v1/cases/{own.GetProperty("caseId").GetString()}"))["subject"].GetString());
        Assert.Contains($"Your case about it: {own.GetProperty("caseNumber").GetString()}", await customer.PageAsync("/"));
        Assert.DoesNotContain(words, await customer.PageAsync("/cases/new"));
    }

    [Fact]
    public async Task A_private_case_about_it_is_shown_to_whoever_opened_it_alone()
    {
        await app.PapersAsync(app.Customer, name: "Zoom");
        var incident = (await DeclaredAsync(app.Agent, new { title = "Inside only", publicText = words, cloudPartnerId = await app.CloudPartnerAsync("Zoom") }))["id"].GetString()!;
        using var own = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven);
        using var colleague = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven);
        var one = await own.SendAsync("POST", "/api/v1/cases", new { subject = "Quiet", text = "x", @private = true });
        Assert.Equal(204, (await own.SendAsync("PUT", $"/api/v1/cases/{one["id"].GetString()}/incident-report", new { incidentId = incident })).Status);

        Assert.Contains($"Your case about it: {one["number"].GetString()}", await own.PageAsync("/"));
        Assert.DoesNotContain(one["number"].GetString()!, await colleague.PageAsync("/"));
    }

    [Fact]
    public async Task Nobody_reports_what_they_do_not_know_of_nor_for_a_case_of_another_desk()
    {
        var incident = (await DeclaredAsync(app.Agent, about: await app.Customer.OpenAsync()))["id"].GetString();
        var (own, theirs) = (await app.Customer.OpenAsync(), await app.LucentiCustomer.OpenAsync());

        Assert.Equal(404, (await app.LucentiCustomer.PutAsync($"{theirs.Location}/incident-report", new { incidentId = incident })).Status);
        Assert.Equal(404, (await app.LucentiCustomer.PutAsync($"{own.Location}/incident-report", new { incidentId = incident })).Status);
        Assert.Equal(404, (await app.Customer.PutAsync($"{own.Location}/incident-report", new { incidentId = Guid.NewGuid() })).Status);
        Assert.Equal(400, (await app.Customer.PutAsync($"{own.Location}/incident-report", new { })).Status);
        Assert.Equal(204, (await app.Customer.PutAsync($"{own.Location}/incident-report", new { incidentId = incident })).Status);
        Assert.Equal(204, (await app.Customer.PutAsync($"{own.Location}/incident-report", new { incidentId = incident })).Status);
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Please look." });
        await app.Agent.PostAsync($"/api/v1/incidents/{incident}/cases", new { caseIds = new[] { vendors["id"].GetGuid() } });
        Assert.Equal((409, "incident.other-desk"), Code(await app.Partner.PutAsync($"{theirs.Location}/incident-report", new { incidentId = incident })));
        Assert.Equal(204, (await app.Partner.PutAsync($"{vendors.Location}/incident-report", new { incidentId = incident })).Status);
    }

    private static (int, string?) Code(ApiAnswer answer) => (answer.Status, answer.Code);
}
