using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>The pages of cloud partners and incidents as a browser without scripts uses them.</summary>
public sealed class CloudPageTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<HttpClient> BrowserAsync(string role, Guid? account = null, Guid? partner = null) => app.Browser(await app.Seed.KeyAsync(role, account, partner));

    private async Task<Dictionary<string, string>> FormAsync(Guid incident, string act, Dictionary<string, string>? fields = null) => new(fields ?? [])
    {
        ["_handler"] = "act", ["act"] = act, [act + ".incident"] = incident.ToString(), ["version"] = (await app.Seed.ScalarAsync<long>("select version from cloud_incident where id = $1", incident)).ToString(),
    };

    [Fact]
    public async Task Beside_the_case_it_is_considered_asked_for_opened_and_seen_by_the_customer()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var path = "/cases/" + one["id"].GetString();
        using var agent = await BrowserAsync(Roles.SupportAgent);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);

        var considered = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "cloud-consider", ["cloud-consider.cloudPartnerId"] = (await app.CloudPartnerAsync()).ToString(), ["cloud-consider.findings"] = "Drops after two seconds." });
        Assert.Equal((HttpStatusCode.Found, path), (considered.Status, considered.Location));
        var id = await app.Seed.ScalarAsync<Guid>("select incident_id from cloud_incident_case where case_id = $1", one["id"].GetGuid());
        var panel = await agent.PageAsync(path);
        foreach (var shown in new[] { "Microsoft Teams", "Still missing", "Nobody of the customer has asked", "runs as specified" }) Assert.Contains(shown, panel);
        var refused = await agent.SubmitAsync(path, await FormAsync(id, "cloud-request"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(HttpStatusCode.Found, (await customer.SubmitAsync(path, await FormAsync(id, "cloud-ask"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(path, await FormAsync(id, "cloud-findings", new() { ["cloud-findings.findings"] = "Drops.", ["cloud-findings.asSpecified"] = "true" }))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(path, await FormAsync(id, "cloud-request"))).Status);
        var odd = await agent.SubmitAsync(path, await FormAsync(id, "cloud-open", new() { ["cloud-open.externalNumber"] = " ", ["cloud-open.severity"] = "Kept as typed" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.Status);
        Assert.Contains("Kept as typed", odd.Html);
        Assert.Contains("It is their number all the same", (await agent.SubmitAsync(path, await FormAsync(id, "cloud-open", new() { ["cloud-open.externalNumber"] = "abc!" }))).Html);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(path, await FormAsync(id, "cloud-open", new() { ["cloud-open.externalNumber"] = "26112000<b>", ["cloud-open.asIs"] = "true", ["cloud-open.severity"] = "B" }))).Status);

        var seen = await customer.GetStringAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains("26112000&lt;b&gt;", seen);
        Assert.DoesNotContain("Not the shape", seen);
        Assert.Contains(", their severity B", seen);
        Assert.Contains("Not the shape", await agent.PageAsync(path));
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync($"/cloud-incidents/{id}", await FormAsync(id, "cloud-renumber", new() { ["cloud-renumber.externalNumber"] = "2611200040001234" }))).Status);
        Assert.Contains("2611200040001234", await customer.PageAsync(path));
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync($"/cloud-incidents/{id}", await FormAsync(id, "cloud-owner"))).Status);
        Assert.Contains("Begins (", await agent.PageAsync($"/cloud-incidents/{id}"));
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync($"/cloud-incidents/{id}", await FormAsync(id, "cloud-call", new()
        {
            ["cloud-call.title"] = "Trace", ["cloud-call.startsAt"] = "2026-03-29T03:30", ["cloud-call.minutes"] = "30", ["cloud-call.participants"] = "Kai <kai@x.example>\nSomebody <>",
        }))).Status);
        var unread = await agent.SubmitAsync($"/cloud-incidents/{id}", await FormAsync(id, "cloud-call", new()
        {
            ["cloud-call.title"] = "Trace", ["cloud-call.startsAt"] = "2026-03-29T03:30", ["cloud-call.minutes"] = "30", ["cloud-call.participants"] = "Kai <kai@x.example>\nnotanaddress",
        }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unread.Status);
        Assert.Contains("notanaddress is no mail address", unread.Html);
        var page = await agent.PageAsync($"/cloud-incidents/{id}");
        foreach (var shown in new[] { "Trace", "Kai, Somebody", "Open with them", "<span class=\"bl-said\">Drops.</span>", "Looked after by nobody" }) Assert.Contains(shown, page);
        Assert.Contains("20260329T033000Z", await app.Seed.ScalarAsync<string>("select calendar from outbox_message where recipient = 'kai@x.example'"));
    }

    [Theory]
    [InlineData("", "agreement")]
    [InlineData("?kind=authority", "authority")]
    public async Task A_paper_is_an_agreement_unless_another_is_asked_for(string query, string kind)
    {
        using var customer = await BrowserAsync(Roles.CustomerAdministrator, app.Nordhaven);

        Assert.Contains($"<option value=\"{kind}\" selected", await customer.PageAsync("/cloud-papers" + query));
    }

    [Fact]
    public async Task Help_says_where_an_incident_is_asked_for()
    {
        using var own = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        using var fronted = await BrowserAsync(Roles.CustomerUser, app.Lucenti);
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);

        Assert.Contains("Ask for it on the page of the case.", await own.PageAsync("/help"));
        var (customers, partners) = (await fronted.PageAsync("/help"), await partner.PageAsync("/help"));
        Assert.Contains("Meridian Care asks for the incident.", customers);
        Assert.Contains("ask for it on the page of the vendor’s case", partners);
        foreach (var page in new[] { customers, partners }) Assert.DoesNotContain("Ask for it on the page of the case.", page);
    }

    [Fact]
    public async Task A_customer_whom_a_partner_fronts_finds_the_numbers_of_its_cases_in_the_list()
    {
        await app.PapersAsync(app.Partner, app.Lucenti, "Google Meet");
        var theirs = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Please look at it." });
        var incident = await app.ConsiderAsync(vendors, app.Partner, "Google Meet", findings: null);
        await app.Agent.ActAsync(incident, "findings", new { findings = "Seen.", asSpecified = true });
        await app.Agent.ActAsync(incident, "request");
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "opening", new { externalNumber = "16033687" })).Status);
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerAdministrator, app.Lucenti);
        using var stranger = await CasePerson.OfAsync(app, Roles.CustomerAdministrator, app.Nordhaven);

        var list = await customer.PageAsync("/cloud-incidents");

        foreach (var shown in new[] { "16033687", theirs["number"].GetString()!, "Google Meet" }) Assert.Contains(shown, list);
        Assert.DoesNotContain(vendors["number"].GetString()!, list);
        Assert.DoesNotContain("16033687", await stranger.PageAsync("/cloud-incidents"));
    }

    [Fact]
    public async Task Whoever_asks_reads_what_comes_next_and_whose_turn_it_is()
    {
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerAdministrator, app.Nordhaven);
        using var agent = await BrowserAsync(Roles.SupportAgent);
        var one = await app.Customer.OpenAsync();
        var path = "/cases/" + one["id"].GetString();
        await app.ConsiderAsync(one, app.Customer, "RingCentral", findings: null);

        var asked = await customer.PageAsync(path);
        foreach (var shown in new[] { "It is your turn: add what is needed from you.", "Needed from you", "enter its number and dates. <a" }) Assert.Contains(shown, asked);
        foreach (var hidden in new[] { "Write down what was found", "runs as specified on our side" }) Assert.DoesNotContain(hidden, asked);
        Assert.Contains("Write down what was found", await agent.PageAsync(path));
        await app.PapersAsync(app.Customer, name: "RingCentral");
        Assert.Contains("It is our turn: we look into the cause", await customer.PageAsync(path));
    }

    [Fact]
    public async Task Silence_stands_on_the_home_of_who_answers_for_the_service_or_looks_after_the_account()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "33333333");
        await app.Seed.ExecuteAsync("update cloud_incident set silent_at = $2 where id = $1", incident["id"].GetGuid(), app.Clock.Now.AddHours(-1));
        var number = incident["number"].GetString()!;
        using var manager = await CasePerson.OfAsync(app, Roles.ServiceManager);
        using var own = await CasePerson.OfAsync(app, Roles.SuccessManager);
        using var other = await CasePerson.OfAsync(app, Roles.SuccessManager);
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven);
        await app.Seed.ExecuteAsync("update account set success_manager_id = $2 where account_id = $1", app.Nordhaven, own.Id);

        Assert.Contains(number, await manager.PageAsync("/"));
        Assert.Contains(number, await own.PageAsync("/"));
        foreach (var one in new[] { other, agent, customer }) Assert.DoesNotContain(number, await one.PageAsync("/"));
    }

    [Fact]
    public async Task A_paper_with_its_scan_is_handed_in_by_a_form()
    {
        using var browser = await BrowserAsync(Roles.CustomerAdministrator, app.Nordhaven);
        var page = await browser.GetStringAsync("/cloud-papers", TestContext.Current.CancellationToken);
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in new[] { ("__RequestVerificationToken", token), ("_handler", "act"), ("act", "add"), ("cloudPartnerId", (await app.CloudPartnerAsync("Zoom")).ToString()), ("kind", "authority"), ("reference", "POA-7"), ("signer", "K. Vogel"), ("from", "2026-01-01") })
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent([.. "%PDF-1.4 signed"u8]), "file", "approval.pdf");

        using var answer = await browser.PostAsync("/cloud-papers", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var list = await browser.PageAsync("/cloud-papers");
        foreach (var shown in new[] { "POA-7", "approval.pdf", "signed by K. Vogel", "Counts" }) Assert.Contains(shown, list);
        using var stranger = await BrowserAsync(Roles.CustomerUser, app.Lucenti);
        Assert.DoesNotContain("POA-7", await stranger.PageAsync("/cloud-papers"));
    }

    [Fact]
    public async Task An_approval_is_signed_by_the_accounts_administrator_and_others_read_who_that_is()
    {
        using var administrator = await CasePerson.OfAsync(app, Roles.CustomerAdministrator, app.Nordhaven, name: "Ada Sign");
        using var user = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        var form = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = "add", ["cloudPartnerId"] = (await app.CloudPartnerAsync("Cisco Webex")).ToString(), ["kind"] = "authority", ["reference"] = "POA-8", ["signer"] = "K. Vogel", ["from"] = "2026-01-01" };

        var refused = await user.SubmitAsync("/cloud-papers", form);
        using var signing = await BrowserAsync(Roles.CustomerAdministrator, app.Nordhaven);
        var unsigned = await signing.SubmitAsync("/cloud-papers", form);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (refused.Status, unsigned.Status));
        Assert.Contains("only an administrator of the account", refused.Html);
        Assert.Contains("An approval needs the signed paper itself", unsigned.Html);
        Assert.Contains("Ada Sign", refused.Html);
        Assert.DoesNotContain("<option value=\"authority\"", refused.Html);
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from cloud_paper where reference = 'POA-8'"));
    }

    [Fact]
    public async Task Taking_an_approval_back_asks_once_says_what_rests_on_it_and_keeps_the_reason()
    {
        await app.PapersAsync(app.Customer, name: "BlueJeans");
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync(), name: "BlueJeans");
        var id = await app.Seed.ScalarAsync<Guid>("select p.id from cloud_paper p join cloud_partner c on c.id = p.cloud_partner_id where c.name = 'BlueJeans' and p.kind = 'authority'");
        var (page, form) = ($"/cloud-papers/{id}/withdrawal", new Dictionary<string, string> { ["_handler"] = "withdrawal", ["version"] = "2" });
        using var user = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        using var signing = await BrowserAsync(Roles.CustomerAdministrator, app.Nordhaven);
        using var stranger = await BrowserAsync(Roles.CustomerAdministrator, app.Lucenti);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("only an administrator of the account", await user.PageAsync(page));
        Assert.DoesNotContain($"/cloud-papers/{id}/withdrawal", await user.PageAsync("/cloud-papers"));
        var asked = await signing.PageAsync(page);
        foreach (var shown in new[] { "Take back the signed approval authority-1 with BlueJeans?", incident["number"].GetString()!, "no incident can be requested from BlueJeans" }) Assert.Contains(shown, asked);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await signing.SubmitAsync(page, form)).Status);
        Assert.Equal(HttpStatusCode.Found, (await signing.SubmitAsync(page, new(form) { ["reason"] = "Signed by the wrong person." })).Status);
        Assert.Contains("Signed by the wrong person.", await user.PageAsync("/cloud-papers"));
        Assert.Contains("cloud-incident.authority-missing", (await app.Agent.AgainAsync(incident)).Codes());
    }

    [Fact]
    public async Task The_list_of_cloud_partners_is_open_and_changed_by_those_who_keep_it()
    {
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        using var manager = await BrowserAsync(Roles.ServiceManager);
        var id = await app.CloudPartnerAsync("Tencent");

        Assert.Contains("Tencent Meeting", await customer.PageAsync("/cloud-partners"));
        Assert.DoesNotContain("Program to program", await customer.PageAsync($"/cloud-partners/{id}"));
        Assert.Equal(HttpStatusCode.Found, (await manager.SubmitAsync($"/cloud-partners/{id}", new() { ["_handler"] = "act", ["act"] = "change", ["version"] = "1", ["name"] = "Tencent", ["approval"] = "ended", ["contactMinutes"] = "60" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.SubmitAsync($"/cloud-partners/{id}", new() { ["_handler"] = "act", ["act"] = "change", ["version"] = "1", ["name"] = "Tencent", ["approval"] = "ended", ["contactMinutes"] = "60" })).Status);
        Assert.Contains("Tencent", await customer.PageAsync("/cloud-partners?approval=ended"));
    }
}
