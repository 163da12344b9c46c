using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>The same done with many cases, and filters kept under a name.</summary>
public sealed class CaseBulkTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static object Chosen(ApiAnswer one, long? version = null) => new { id = one["id"].GetString(), version = version ?? one["version"].GetInt64() };

    [Fact]
    public async Task Each_is_done_or_refused_with_its_reason_and_each_has_its_entry_in_the_audit()
    {
        var (fine, moved, closed) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        await app.Agent.WriteAsync(moved, "Meanwhile.");
        await app.Agent.DoAsync(closed, "resolution", new { outcome = "fixed", text = "x" });
        var version = (await app.Customer.DoAsync(closed, "closing"))["version"].GetInt64();
        var partners = await app.LucentiCustomer.OpenAsync();

        var answer = await app.Agent.PostAsync("/api/v1/cases/bulk", new { action = "resolve", outcome = "answered", text = "All answered.", cases = new[] { Chosen(fine), Chosen(moved), Chosen(closed, version), Chosen(partners) } });

        Assert.Equal((201, 1, 3), (answer.Status, answer["done"].GetInt32(), answer["refused"].GetInt32()));
        Assert.Equal([null, "changed-meanwhile", "case.closed", "not-found"], answer["rows"].EnumerateArray().Select(row => row.GetProperty("code").GetString()));
        Assert.Equal("resolved", (await app.Agent.GetAsync(fine.Location!))["state"].GetString());
        Assert.Equal("open", (await app.Agent.GetAsync(moved.Location!))["state"].GetString());
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1 and action = 'case.resolved'", fine["id"].GetGuid()));
    }

    [Fact]
    public async Task Sent_again_with_the_same_key_nothing_is_done_twice()
    {
        var one = await app.Customer.OpenAsync();
        var body = new { action = "severity", severity = "p1", cases = new[] { Chosen(one) } };
        var key = Guid.NewGuid().ToString();

        var (first, second) = (await app.Agent.PostAsync("/api/v1/cases/bulk", body, key), await app.Agent.PostAsync("/api/v1/cases/bulk", body, key));

        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1 and kind = 'severity'", one["id"].GetGuid()));
    }

    [Theory]
    [InlineData("assign", "open")]
    [InlineData("wait", "waiting")]
    [InlineData("template", "waiting")]
    public async Task Every_action_is_carried_out(string action, string state)
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        using var colleague = await CasePerson.OfAsync(app, Roles.SupportAgent);
        await app.Seed.ExecuteAsync("update support_case set contact = 'x' where id = $1", one["id"].GetGuid());

        var answer = await app.Agent.PostAsync("/api/v1/cases/bulk", new { action, personId = colleague.Id, reason = "parts", followUpAt = app.Clock.Now.AddDays(1), template = "waits-parts", cases = new[] { Chosen(one), Chosen(other) } });

        if (action == "template")
        {
            // nobody is known who could be greeted
            Assert.All(answer["rows"].EnumerateArray(), row => Assert.Equal("template.unfilled", row.GetProperty("code").GetString()));
            return;
        }
        Assert.Equal(2, answer["done"].GetInt32());
        Assert.Equal(state, (await app.Agent.GetAsync(other.Location!))["state"].GetString());
    }

    [Theory]
    [InlineData("dance", "/action")]
    [InlineData("wait", "/reason")]
    [InlineData("severity", "/severity")]
    [InlineData("template", "/template")]
    [InlineData("resolve", "/outcome")]
    public async Task What_would_be_wrong_for_all_is_refused_at_once(string action, string pointer)
    {
        var one = await app.Customer.OpenAsync();

        var answer = await app.Agent.PostAsync("/api/v1/cases/bulk", new { action, cases = new[] { Chosen(one) } });

        Assert.Equal((400, pointer), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal(400, (await app.Agent.PostAsync("/api/v1/cases/bulk", new { action = "close", cases = Array.Empty<object>() })).Status);
        Assert.Equal(403, (await app.Customer.PostAsync("/api/v1/cases/bulk", new { action = "close", cases = new[] { Chosen(one) } })).Status);
    }

    [Fact]
    public async Task The_page_does_it_once_and_says_what_came_of_each()
    {
        var (fine, moved) = (await app.Customer.OpenAsync(new { subject = "Fine one", text = "x" }), await app.Customer.OpenAsync(new { subject = "Moved one", text = "x" }));
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = $"/cases/bulk?case={fine["id"].GetString()}:1&case={moved["id"].GetString()}:1";
        Assert.Contains("Do it with 2", await agent.PageAsync(path));
        await app.Agent.WriteAsync(moved, "Meanwhile.");
        Dictionary<string, string> Fields(string id) => new() { ["_handler"] = "bulk", ["once"] = "7d9c8f8e-0d6c-4d3b-9c67-4b4d5c6d7e8f", ["action"] = "severity", ["severity"] = "p1", ["case"] = id + ":1" };

        var done = await agent.SubmitAsync("/cases/bulk", Fields(fine["id"].GetString()!), path);
        var twice = await agent.SubmitAsync("/cases/bulk", Fields(fine["id"].GetString()!), path);
        var refused = await agent.SubmitAsync("/cases/bulk", Fields(moved["id"].GetString()!), path);
        var nothing = await agent.SubmitAsync("/cases/bulk", new() { ["_handler"] = "bulk", ["action"] = "resolve", ["text"] = "Typed text.", ["case"] = fine["id"].GetString() + ":2" }, path);

        Assert.Contains("Done: 1. Refused: 0.", done.Html);
        Assert.Contains("Done: 1. Refused: 0.", twice.Html);
        Assert.Contains("Done: 0. Refused: 1.", refused.Html);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.Status);
        Assert.Contains("Typed text.", nothing.Html);
        // taking cases away from everybody is chosen, and no default
        Dictionary<string, string> Given(string to) => new() { ["_handler"] = "bulk", ["action"] = "assign", ["personId"] = to, ["case"] = fine["id"].GetString() + ":2" };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.SubmitAsync("/cases/bulk", Given(""), path)).Status);
        Assert.Contains("Done: 1. Refused: 0.", (await agent.SubmitAsync("/cases/bulk", Given("nobody"), path)).Html);
        Assert.Contains("name=\"case\"", await agent.PageAsync("/cases"));
    }

    [Theory]
    [InlineData("/cases?severity=p2", "/cases?severity=p2")]
    [InlineData("//elsewhere.example/cases", "/cases")]
    [InlineData("/account", "/cases")]
    public async Task The_list_is_come_back_to_as_it_was_filtered_with_those_that_were_ticked(string back, string list)
    {
        var one = await app.Customer.OpenAsync();
        var id = one["id"].GetString();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains("name=\"back\" value=\"/cases?severity=p2\"", await agent.PageAsync($"/cases?severity=p2&chosen={id}"));

        var asked = await agent.PageAsync($"/cases/bulk?case={id}:1&back={Uri.EscapeDataString(back)}");
        await app.Agent.WriteAsync(one, "Meanwhile.");
        var refused = await agent.SubmitAsync("/cases/bulk", new() { ["_handler"] = "bulk", ["once"] = Guid.NewGuid().ToString(), ["action"] = "severity", ["severity"] = "p1", ["case"] = id + ":1", ["back"] = back }, $"/cases/bulk?case={id}:1");

        var again = $"{list}{(list.Contains('?') ? "&" : "?")}chosen={id}";
        Assert.Contains($"href=\"{again}\"", asked);
        Assert.Contains($"href=\"{again}\"", refused.Html);
        Assert.Contains($"value=\"{id}:2\" checked", await agent.PageAsync($"/cases?severity=p2&chosen={id}"));
    }

    [Fact]
    public async Task Letters_are_read_before_they_are_sent_and_what_can_not_be_leads_to_its_reply_box()
    {
        var known = await app.Customer.OpenAsync(new { subject = "Known one", text = "x", contactId = await app.Seed.ContactAsync(app.Nordhaven, "Ada Known", "de") });
        var nobodys = await app.Agent.OpenAsync(new { accountId = app.Nordhaven, subject = "Nobody's one", text = "x" });
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = $"/cases/bulk?case={known["id"].GetString()}:1&case={nobodys["id"].GetString()}:1";
        Dictionary<string, string> Fields(ApiAnswer one, string read = "") => new() { ["_handler"] = "bulk", ["once"] = Guid.NewGuid().ToString(), ["action"] = "template", ["template"] = "received", ["read"] = read, ["case"] = one["id"].GetString() + ":1" };

        var (letter, gap) = ((await agent.SubmitAsync("/cases/bulk", Fields(known), path)).Html, (await agent.SubmitAsync("/cases/bulk", Fields(nobodys), path)).Html);

        Assert.Contains("1 of 1 can be", letter);
        Assert.Contains("Guten Tag Ada Known", letter);
        Assert.Contains("0 of 1 can be", gap);
        Assert.Contains("Nothing is known for {contact}", gap);
        Assert.Contains($"href=\"/cases/{nobodys["id"].GetString()}?template=received#reply-text\"", gap);
        Assert.Equal(1, (await app.Agent.GetAsync(known.Location! + "/messages"))["items"].GetArrayLength());
        Assert.Contains("Done: 1. Refused: 0.", (await agent.SubmitAsync("/cases/bulk", Fields(known, "received"), path)).Html);
        var refused = (await agent.SubmitAsync("/cases/bulk", Fields(nobodys, "received"), path)).Html;
        Assert.Contains("Done: 0. Refused: 1.", refused);
        Assert.Contains($"href=\"/cases/{nobodys["id"].GetString()}?template=received#reply-text\"", refused);
    }

    [Fact]
    public async Task A_filter_is_saved_shared_and_forgotten()
    {
        using var one = await CasePerson.OfAsync(app, Roles.SupportAgent);
        using var other = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var name = "Down " + Guid.NewGuid().ToString("N")[..8];

        var saved = await one.SendAsync("POST", "/api/v1/case-views", new { name, question = new { severity = "p1", view = "unassigned" } });
        Assert.Equal(201, saved.Status);
        Assert.Equal("view.name-taken", (await one.SendAsync("POST", "/api/v1/case-views", new { name })).Code);
        Assert.DoesNotContain(name, (await other.GetAsync("/api/v1/case-views")).Body.GetRawText());
        await one.SendAsync("POST", "/api/v1/case-views", new { name = name + " all", shared = true });
        Assert.Contains(name + " all", (await other.GetAsync("/api/v1/case-views")).Body.GetRawText());
        Assert.DoesNotContain(name, (await app.Partner.GetAsync("/api/v1/case-views")).Body.GetRawText());
        Assert.Contains("/cases?view=unassigned&severity=p1", await one.PageAsync("/cases"));
        foreach (var (question, field, code) in new (object, string, string)[]
        {
            (new { account = "nope" }, "account", "view.no-account"), (new { account = Guid.NewGuid() }, "account", "view.no-account"), (new { site = Guid.NewGuid() }, "site", "view.no-site"),
            (new { account = app.Nordhaven, site = Guid.NewGuid() }, "site", "view.site-elsewhere"),
        })
        {
            var never = await one.SendAsync("POST", "/api/v1/case-views", new { name = name + " never", question });
            Assert.Equal((400, code, "/question/" + field), (never.Status, never["errors"][0].GetProperty("code").GetString(), never["errors"][0].GetProperty("pointer").GetString()));
        }
        Assert.Equal(404, (await other.SendAsync("DELETE", "/api/v1/case-views/" + saved["id"].GetString())).Status);
        Assert.Equal(204, (await one.SendAsync("DELETE", "/api/v1/case-views/" + saved["id"].GetString())).Status);
    }

    [Fact]
    public async Task What_is_chosen_in_the_list_has_a_bar_and_all_shown_can_be_chosen()
    {
        await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));

        var page = await agent.PageAsync("/cases");

        Assert.Matches("<th[^>]*>\\s*<input[^>]*data-choose-all[^>]*aria-label=\"Choose all shown\"", page);
        Assert.Contains("role=\"status\" id=\"bulk-said\"", page);
        Assert.Matches("<form class=\"bl-chosen\" id=\"bulk\"[^>]*data-chosen=\"\\{0\\} chosen\"[^>]*>[\\s\\S]*?Choose all shown</button><button[^>]*type=\"reset\">Choose none</button>[\\s\\S]*?name=\"action\" value=\"severity\">Change the severity</button>[\\s\\S]*?</form>", page);
        Assert.Matches("<option value=\"severity\" selected", await agent.PageAsync($"/cases/bulk?case={Guid.CreateVersion7()}:1&action=severity"));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Assert.DoesNotContain("data-choose-all", await customer.PageAsync("/cases"));
    }

    [Fact]
    public async Task A_saved_filter_stands_in_the_menu_of_the_desk_and_one_of_all_is_forgotten_after_a_question()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var (own, shared) = ("Own " + Guid.NewGuid().ToString("N")[..8], "Shared " + Guid.NewGuid().ToString("N")[..8]);
        await agent.SubmitAsync("/cases/views", new() { ["_handler"] = "save", ["name"] = own, ["severity"] = "p2" }, "/cases/views");
        await agent.SubmitAsync("/cases/views", new() { ["_handler"] = "save", ["name"] = shared, ["severity"] = "p1", ["shared"] = "true" }, "/cases/views");

        var (desk, page) = (await agent.PageAsync("/desk"), await agent.PageAsync("/cases/views"));

        foreach (var name in new[] { own, shared }) Assert.Matches($"<a href=\"/desk\\?saved=[0-9a-f-]{{36}}\">(<svg.*?</svg>)?.*?{name}", desk);
        Assert.Contains($"<summary class=\"btn bl-btn btn-sm\" aria-label=\"Forget {shared}\"", page);
        Assert.DoesNotContain($"<summary class=\"btn bl-btn btn-sm\" aria-label=\"Forget {own}\"", page);
    }

    [Fact]
    public async Task The_page_saves_the_filter_it_was_called_with()
    {
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var name = "Mine " + Guid.NewGuid().ToString("N")[..8];

        var saved = await customer.SubmitAsync("/cases/views", new() { ["_handler"] = "save", ["name"] = name, ["severity"] = "p2" }, "/cases/views?severity=p2");

        Assert.Equal((HttpStatusCode.Found, "/cases?severity=p2"), (saved.Status, saved.Location));
        Assert.Contains(name, await customer.PageAsync("/cases"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await customer.SubmitAsync("/cases/views", new() { ["_handler"] = "save", ["name"] = name }, "/cases/views")).Status);
    }
}
