using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Incidents;

/// <summary>Major incidents and defects as a browser without scripts works with them, beside a case and on their own pages.</summary>
public sealed class IncidentPageTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<HttpClient> BrowserAsync(string role, Guid? account = null, Guid? partner = null) => app.Browser(await app.Seed.KeyAsync(role, account, partner));

    private static Dictionary<string, string> Form(string act, params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = act };
        foreach (var (name, value) in fields) form[name.Contains('.', StringComparison.Ordinal) || name is "version" or "once" ? name : $"{act}.{name}"] = value;
        return form;
    }

    [Fact]
    public async Task It_is_opened_from_a_case_declared_told_and_resolved()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        using var agent = await BrowserAsync(Roles.SupportAgent);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        var path = "/cases/" + one["id"].GetString();

        var empty = await agent.SubmitAsync(path, Form("incident-open", ("title", "Kept as typed"), ("publicText", " ")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        Assert.Contains("Kept as typed", empty.Html);
        var unknown = await agent.SubmitAsync(path, Form("incident-open", ("title", "Gateway away"), ("publicText", "We know."), ("model", "No such model")));
        Assert.Contains("There is no model No such model", unknown.Html);
        Assert.Contains("list=\"incident-open-models\"", unknown.Html);
        var model = await app.Seed.ScalarAsync<string>("select name from model order by name limit 1");
        var opened = await agent.SubmitAsync(path, Form("incident-open", ("title", "Gateway away"), ("publicText", "We know that the gateway is away."), ("model", model!.ToUpperInvariant())));
        Assert.Equal(model, await app.Seed.ScalarAsync<string>("select m.name from major_incident i join model m on m.id = i.model_id where i.title = 'Gateway away'"));
        Assert.StartsWith("/incidents/", opened.Location);
        Assert.DoesNotContain("We know that the gateway is away.", await customer.PageAsync(path));
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(opened.Location!, Form("incident-link", ("numbers", other["number"].GetString()!.ToLowerInvariant())))).Status);
        var wrong = await agent.SubmitAsync(opened.Location!, Form("incident-link", ("numbers", $"C-1999-000001, {other["number"].GetString()} C-1999-000002")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("C-1999-000001, C-1999-000002", wrong.Html);
        Assert.DoesNotContain("One message to all", await agent.PageAsync(opened.Location!));
        Assert.Contains("declare it first", (await agent.SubmitAsync(opened.Location!, Form("incident-tell", ("text", "Too early.")))).Html);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(opened.Location!, Form("incident-declare", ("version", "1")))).Status);
        Assert.Contains("We know that the gateway is away.", await customer.PageAsync(path));

        Assert.Contains("It reaches the linked cases that are not closed: 2, of customers: 1.", await agent.PageAsync(opened.Location!));
        var once = Guid.NewGuid().ToString();
        foreach (var _ in new[] { 1, 2 }) Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(opened.Location!, Form("incident-tell", ("text", "One message."), ("once", once)))).Status);
        Assert.Equal(2L, await app.Seed.ScalarAsync<long>("select count(*) from case_message where body = 'One message.'"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.SubmitAsync(opened.Location!, Form("incident-resolve", ("text", "Done."), ("version", "1")))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(opened.Location!, Form("incident-resolve", ("text", "Done."), ("cases", "all"), ("version", "2")))).Status);
        Assert.Equal(2L, await app.Seed.ScalarAsync<long>("select count(*) from support_case where id = any ($1) and state = 'resolved'", new[] { one["id"].GetGuid(), other["id"].GetGuid() }));
        var told = await customer.PageAsync(path);
        Assert.Contains("Said last", told);
        Assert.DoesNotContain("We know that the gateway is away.", told);
        foreach (var shown in new[] { "Message to all", "cases: 2", "What is learnt" }) Assert.Contains(shown, await agent.PageAsync(opened.Location!));
    }

    [Fact]
    public async Task The_ten_likeliest_cases_are_shown_and_the_others_in_a_fold()
    {
        var word = "Wombat" + Guid.NewGuid().ToString("N")[..8];
        for (var count = 0; count < 11; count++) await app.Customer.OpenAsync(new { subject = word, text = "x" });
        var incident = await app.Agent.PostAsync("/api/v1/incidents", new { title = word, publicText = "We look." });
        using var agent = await BrowserAsync(Roles.SupportAgent);

        var page = await agent.PageAsync($"/incidents/{incident["id"].GetString()}");

        Assert.Equal(11, page.Split("name=\"incident-link.case\"").Length - 1);
        Assert.Equal(10, page[..page.IndexOf("All 11", StringComparison.Ordinal)].Split("name=\"incident-link.case\"").Length - 1);
        Assert.Contains("Link all 11", page);
        var near = System.Text.RegularExpressions.Regex.Match(page, "name=\"incident-link.near\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.Contains("Choose at least one case", (await agent.SubmitAsync($"/incidents/{incident["id"].GetString()}", Form("incident-link", ("near", near)))).Html);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync($"/incidents/{incident["id"].GetString()}", Form("incident-link", ("near", near), ("all", "true")))).Status);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from major_incident_case where case_id = $1", Guid.Parse(near)));
    }

    [Fact]
    public async Task A_defect_is_recorded_beside_the_case_and_its_release_told_there()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await BrowserAsync(Roles.SupportAgent);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);
        var path = "/cases/" + one["id"].GetString();

        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(path, Form("defect-report", ("kind", "defect"), ("title", "Echo"), ("publicText", "There is an echo."), ("description", "Internal words.")))).Status);
        var seen = await customer.PageAsync(path);
        Assert.Contains("There is an echo.", seen);
        Assert.DoesNotContain("Internal words.", seen);
        var id = await app.Seed.ScalarAsync<Guid>("select defect_id from defect_case where case_id = $1", one["id"].GetGuid());
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync($"/defects/{id}", Form("defect-release", ("release", "9.0.1"), ("version", "1")))).Status);
        Assert.Contains("The fix is in release 9.0.1.", await customer.PageAsync(path));
        Assert.Contains("9.0.1", await agent.PageAsync("/defects?state=released"));
        Assert.NotEqual(HttpStatusCode.OK, (await partner.GetAsync($"/defects/{id}", TestContext.Current.CancellationToken)).StatusCode);
    }
}
