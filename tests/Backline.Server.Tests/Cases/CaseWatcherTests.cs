using System.Net;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>Who follows a case, and who sees one that is private.</summary>
public sealed class CaseWatcherTests(CaseApp app) : IClassFixture<CaseApp>
{
    private Task<CasePerson> PersonAsync(string role, Guid? account = null) => CasePerson.OfAsync(app, role, account);

    private static Task<ApiAnswer> WatchAsync(ApiClient who, ApiAnswer one, Guid person) => who.PostAsync($"{one.Location}/watchers", new { personId = person });

    private static object Hidden(string subject = "Mine alone") => new { subject, text = "Hush.", @private = true };

    [Fact]
    public async Task A_private_case_is_seen_by_who_opened_it_and_by_watchers_alone()
    {
        var one = await app.Customer.OpenAsync(Hidden("Hushquartz"));
        using var administrator = await PersonAsync(Roles.CustomerAdministrator, app.Nordhaven);
        Assert.Equal(404, (await administrator.GetAsync(one.Location!)).Status);
        Assert.Equal(404, (await administrator.GetAsync(one.Location! + "/messages")).Status);
        Assert.Equal(404, (await administrator.GetAsync(one.Location! + "/watchers")).Status);
        Assert.Equal(404, (await administrator.SendAsync("POST", one.Location! + "/watchers", new { personId = administrator.Id })).Status);
        Assert.Equal(404, (await administrator.SendAsync("POST", one.Location! + "/messages", new { text = "Let me in." })).Status);
        Assert.Empty((await administrator.GetAsync("/api/v1/cases?q=hushquartz"))["items"].EnumerateArray());

        Assert.Equal(201, (await WatchAsync(app.Customer, one, administrator.Id)).Status);

        Assert.Equal(200, (await administrator.GetAsync(one.Location!)).Status);
        Assert.Single((await administrator.GetAsync("/api/v1/cases?q=hushquartz"))["items"].EnumerateArray());
        Assert.Equal(201, (await administrator.SendAsync("POST", one.Location! + "/messages", new { text = "Now I know." })).Status);
        Assert.Equal(204, (await app.Customer.DeleteAsync($"{one.Location}/watchers/{administrator.Id}")).Status);
        Assert.Equal(404, (await administrator.GetAsync(one.Location!)).Status);
    }

    [Fact]
    public async Task Watchers_open_a_private_case_that_a_partner_fronts()
    {
        var one = await app.LucentiCustomer.OpenAsync(Hidden("Hushgold"));
        using var colleague = await PersonAsync(Roles.CustomerAdministrator, app.Lucenti);
        var hidden = await colleague.PageAsync($"/cases/{one["id"].GetString()}");

        Assert.Equal(201, (await WatchAsync(app.LucentiCustomer, one, colleague.Id)).Status);

        Assert.DoesNotContain("Hushgold", hidden);
        Assert.Contains("Hushgold", await colleague.PageAsync($"/cases/{one["id"].GetString()}"));
    }

    [Fact]
    public async Task A_partner_who_sells_sees_a_private_case_no_more_than_colleagues_do_and_one_who_fronts_it_does()
    {
        var sold = await app.Seed.AccountAsync("Sold Only", app.Meridian);
        await app.ContractAsync(sold, ShippedPlans.PolyPlusEnterprise, "video");
        var customer = await app.ApiAsync(Roles.CustomerUser, sold);
        var (shared, hidden, fronted) = (await customer.OpenAsync(), await customer.OpenAsync(Hidden("Hushsilver")), await app.LucentiCustomer.OpenAsync(Hidden()));

        Assert.Equal((200, 404, 200), ((await app.Partner.GetAsync(shared.Location!)).Status, (await app.Partner.GetAsync(hidden.Location!)).Status, (await app.Partner.GetAsync(fronted.Location!)).Status));
        Assert.Equal(404, (await app.Partner.GetAsync(hidden.Location! + "/messages")).Status);
        Assert.Empty((await app.Partner.GetAsync("/api/v1/cases?q=hushsilver"))["items"].EnumerateArray());
        Assert.DoesNotContain(hidden["number"].GetString()!, (await app.Partner.GetAsync("/api/v1/audit-entries?limit=200")).Body.GetRawText());
        Assert.Equal(200, (await app.Agent.GetAsync(hidden.Location!)).Status);
    }

    [Fact]
    public async Task The_audit_of_an_account_tells_nothing_the_desk_keeps_to_itself_and_nothing_of_others_private_cases()
    {
        var (one, hidden) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(Hidden()));
        using var agent = await PersonAsync(Roles.SupportAgent);
        Assert.Equal((201, 201, 201, 201), ((await app.Agent.WriteAsync(one, "Between us.", "internal")).Status, (await app.Agent.WriteAsync(one, "For you.")).Status,
            (await app.Agent.PostAsync(one.Location! + "/time", new { minutes = 12, what = "Looked.", billable = false })).Status, (await WatchAsync(app.Agent, one, agent.Id)).Status));

        var administrator = await app.ApiAsync(Roles.CustomerAdministrator, app.Nordhaven);
        var (seen, all) = (await administrator.GetAsync($"/api/v1/audit-entries?subject={one["number"].GetString()}"), await (await app.ApiAsync(Roles.ProgrammeAdministrator)).GetAsync($"/api/v1/audit-entries?subject={one["number"].GetString()}"));
        static string[] Actions(ApiAnswer answer) => [.. answer["items"].EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!).Order()];
        Assert.Equal(["case.opened", "case.written"], Actions(seen));
        Assert.Equal(["case.opened", "case.time-noted", "case.watcher-added", "case.written", "case.written"], Actions(all));
        Assert.Empty(Actions(await administrator.GetAsync($"/api/v1/audit-entries?subject={hidden["number"].GetString()}")));
        Assert.Equal(["case.opened"], Actions(await (await app.ApiAsync(Roles.ProgrammeAdministrator)).GetAsync($"/api/v1/audit-entries?subject={hidden["number"].GetString()}")));
    }

    [Fact]
    public async Task All_others_of_the_account_are_seen_by_everybody_of_it_with_the_same_fields()
    {
        var one = await app.Customer.OpenAsync();
        using var other = await PersonAsync(Roles.CustomerUser, app.Nordhaven);

        var (own, shared) = (await app.Customer.GetAsync(one.Location!), await other.GetAsync(one.Location!));

        Assert.Equal(own.Body.GetRawText(), shared.Body.GetRawText());
    }

    [Fact]
    public async Task Each_side_adds_its_own_and_sees_nobody_of_the_other_desk()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await PersonAsync(Roles.SupportAgent);
        using var customer = await PersonAsync(Roles.CustomerUser, app.Nordhaven);
        using var stranger = await PersonAsync(Roles.CustomerUser, app.Lucenti);

        Assert.Equal((400, 400), ((await WatchAsync(app.Customer, one, agent.Id)).Status, (await WatchAsync(app.Agent, one, stranger.Id)).Status));
        Assert.Equal((201, 201), ((await WatchAsync(app.Agent, one, agent.Id)).Status, (await WatchAsync(app.Agent, one, customer.Id)).Status));

        Assert.Equal(2, (await app.Agent.GetAsync(one.Location! + "/watchers"))["items"].GetArrayLength());
        Assert.Equal("asking", Assert.Single((await app.Customer.GetAsync(one.Location! + "/watchers"))["items"].EnumerateArray()).GetProperty("side").GetString());
        Assert.Equal(404, (await app.OtherPartner.GetAsync(one.Location! + "/watchers")).Status);
    }

    [Fact]
    public async Task A_case_is_made_private_and_shared_again_with_the_reason()
    {
        var one = await app.Customer.OpenAsync();
        using var other = await PersonAsync(Roles.CustomerUser, app.Nordhaven);

        Assert.Equal(400, (await app.Customer.DoAsync(one, "privacy", new { @private = true })).Status);
        Assert.Equal(200, (await app.Customer.DoAsync(one, "privacy", new { @private = true, reason = "It names a person." })).Status);
        Assert.Equal(404, (await other.GetAsync(one.Location!)).Status);
        Assert.Equal("case.private-already", (await app.Customer.DoAsync(one, "privacy", new { @private = true, reason = "Again." })).Code);
        app.Pass(1);
        Assert.Equal(200, (await app.Agent.DoAsync(one, "privacy", new { @private = false, reason = "The name is gone." })).Status);

        var changes = (await other.GetAsync(one.Location! + "/changes"))["items"];
        Assert.Equal(["It names a person.", "The name is gone."], changes.EnumerateArray().Select(change => change.GetProperty("reason").GetString()));
        Assert.Equal(2, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1 and action in ('case.made-private', 'case.shared')", one["id"].GetGuid()));
    }

    [Fact]
    public async Task A_partners_desk_lets_others_of_its_customer_follow_and_nobody_elses()
    {
        var one = await app.LucentiCustomer.OpenAsync(Hidden("Hushbronze"));
        using var colleague = await PersonAsync(Roles.CustomerUser, app.Lucenti);
        using var stranger = await PersonAsync(Roles.CustomerUser, app.Nordhaven);
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        Assert.Contains($"value=\"{colleague.Id}\"", await partner.PageAsync($"/cases/{one["id"].GetString()}"));

        Assert.Equal(201, (await WatchAsync(app.Partner, one, colleague.Id)).Status);
        Assert.Equal("case.not-of-either-side", (await WatchAsync(app.Partner, one, stranger.Id))["errors"][0].GetProperty("code").GetString());

        Assert.Equal(200, (await colleague.GetAsync(one.Location!)).Status);
        Assert.Equal("asking", (await app.Partner.GetAsync(one.Location! + "/watchers"))["items"].EnumerateArray().Single().GetProperty("side").GetString());
        var vendors = await app.Partner.PostAsync(one.Location! + "/vendor-case", new { text = "Please look." });
        Assert.Equal("case.not-of-either-side", (await WatchAsync(app.Partner, vendors, colleague.Id))["errors"][0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_page_adds_and_removes_watchers()
    {
        var one = await app.Customer.OpenAsync();
        using var colleague = await PersonAsync(Roles.CustomerUser, app.Nordhaven);
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var path = "/cases/" + one["id"].GetString();

        var added = await browser.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "watcher-add", ["watcher-add.personId"] = colleague.Id.ToString() });
        Assert.Equal(HttpStatusCode.Found, added.Status);
        Assert.Contains($"value=\"{colleague.Id}\"", await browser.PageAsync(path));
        await browser.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "watcher-remove", ["watcher-remove.personId"] = colleague.Id.ToString() });
        Assert.Equal(0, await app.Seed.ScalarAsync<long>("select count(*) from case_watcher where case_id = $1", one["id"].GetGuid()));
    }
}
