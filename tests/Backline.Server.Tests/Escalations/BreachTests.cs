using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Escalations;

/// <summary>Service management sees what will be missed in the next hours, of its own desk.</summary>
public sealed class BreachTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static async Task<List<(string Case, string Milestone, bool Overdue)>> DueAsync(ApiClient who, ApiAnswer one, int hours) =>
        [.. (await who.GetAsync($"/api/v1/breaches?hours={hours}&limit=200"))["items"].EnumerateArray().Where(row => row.GetProperty("caseId").GetString() == one["id"].GetString())
            .Select(row => (row.GetProperty("caseNumber").GetString()!, row.GetProperty("milestone").GetString()!, row.GetProperty("overdue").GetBoolean()))];

    [Fact]
    public async Task Promises_come_into_sight_as_the_hours_are_more_and_go_when_they_are_kept()
    {
        var one = await app.Customer.OpenAsync(new { subject = "At stake", text = "y", severity = "p1" });
        var number = one["number"].GetString()!;
        Assert.Equal([(number, "first-response", false)], await DueAsync(app.Agent, one, 1));
        Assert.Equal(["first-response", "plan"], (await DueAsync(app.Agent, one, 5)).Select(due => due.Milestone));
        app.Pass(31);
        Assert.Equal([(number, "first-response", true)], await DueAsync(app.Agent, one, 1));
        await app.Agent.WriteAsync(one, "Sorry.");
        Assert.DoesNotContain((number, "first-response", true), await DueAsync(app.Agent, one, 2));
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "x" });
        Assert.Empty(await DueAsync(app.Agent, one, 100));
    }

    [Fact]
    public async Task Of_what_is_overdue_the_gravest_stands_first_whichever_was_due_before()
    {
        var lesser = await app.Customer.OpenAsync(new { subject = "Lesser", text = "y", severity = "p2" });
        app.Pass(60 * 24 * 5);
        var grave = await app.Customer.OpenAsync(new { subject = "Grave", text = "y", severity = "p1" });
        app.Pass(31);
        List<(string Case, string Severity, bool Overdue, DateTimeOffset DueAt)> rows = [];
        for (var path = "/api/v1/breaches?hours=24&limit=3"; path is not null;)
        {
            var page = await app.Agent.GetAsync(path);
            rows.AddRange(page["items"].EnumerateArray().Select(row => (row.GetProperty("caseId").GetString()!, row.GetProperty("severity").GetString()!, row.GetProperty("overdue").GetBoolean(), row.GetProperty("dueAt").GetDateTimeOffset())));
            path = !page.Body.TryGetProperty("next", out var next) || next.GetString() is not { } cursor ? null : $"/api/v1/breaches?hours=24&limit=3&cursor={Uri.EscapeDataString(cursor)}";
        }

        Assert.True(rows.FindIndex(row => row.Case == grave["id"].GetString()) < rows.FindIndex(row => row.Case == lesser["id"].GetString() && row.Overdue));
        Assert.Equal(rows.OrderByDescending(row => row.Overdue).ThenBy(row => row.Overdue ? row.Severity : "").ThenBy(row => row.DueAt), rows);
    }

    [Fact]
    public async Task What_waits_is_not_at_stake_and_each_desk_sees_its_own()
    {
        var (waits, theirs) = (await app.Customer.OpenAsync(new { subject = "Waits", text = "y", severity = "p1" }), await app.LucentiCustomer.OpenAsync(new { subject = "Theirs", text = "y", severity = "p1" }));
        await app.Agent.WriteAsync(waits, "x");
        await app.Agent.DoAsync(waits, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(9) });

        Assert.Empty(await DueAsync(app.Agent, waits, 24));
        Assert.Empty(await DueAsync(app.Agent, theirs, 24));
        Assert.NotEmpty(await DueAsync(app.Partner, theirs, 24));
        Assert.Empty(await DueAsync(app.OtherPartner, theirs, 24));
        Assert.Equal(403, (await app.Customer.GetAsync("/api/v1/breaches")).Status);
    }

    [Fact]
    public async Task The_figures_are_those_of_the_list()
    {
        await app.Customer.OpenAsync(new { subject = "Counted", text = "y", severity = "p2" });
        var list = (await app.Agent.GetAsync("/api/v1/breaches?hours=24&limit=200"))["items"].EnumerateArray().ToList();
        var sum = await app.Agent.GetAsync("/api/v1/breaches/summary?hours=24");

        Assert.Equal(list.Count, sum["overdue"].GetInt64() + sum["due"].GetInt64());
        Assert.Equal(list.Count, sum["bySeverity"].EnumerateObject().Sum(one => one.Value.GetInt64()));
        Assert.Equal(list.Select(one => one.GetProperty("caseId").GetString()).Distinct().Count(), sum["cases"].GetInt64());
        Assert.Equal(25, sum["byHour"].GetArrayLength());
        Assert.Equal(list.Count, sum["byHour"].EnumerateArray().Sum(one => one.GetInt64()));
        Assert.Equal(400, (await app.Agent.GetAsync("/api/v1/breaches?hours=0")).Status);

        using var manager = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        var page = await manager.PageAsync("/breaches?hours=24");
        Assert.Contains($"Promises are counted: {list.Count} in {sum["cases"].GetInt64()} case", page);
        foreach (var (label, count) in sum["byHour"].EnumerateArray().Select((one, i) => (i, one.GetInt64())).Where(one => one.Item2 > 0)) Assert.Matches($"<text class=\"ink\"[^>]*>{count}</text>", page);
        Assert.Matches("<text [^>]*>8</text>", page);
    }

    [Fact]
    public async Task Who_is_on_call_today_stands_above_the_people_with_the_end_of_their_turn()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        await app.Seed.ExecuteAsync("delete from desk_duty");
        Assert.Contains("Nobody. Whoever is at work is called", await browser.PageAsync("/desk-people"));
        foreach (var (name, until) in new[] { ("Ada Calls", DateOnly.FromDateTime(app.Clock.Now.UtcDateTime)), ("Bo Tomorrow", DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(1)), ("Cy Before", DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(-1)) })
        {
            var id = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.Specialist, name: name);
            Assert.Equal(200, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { duties = new[] { new { duty = "team-lead", onCall = true, from = name == "Bo Tomorrow" ? until : until.AddDays(-3), until } } }, "\"0\"")).Status);
        }

        var card = (await browser.PageAsync("/desk-people")).Split("id=\"on-call\"")[1].Split("</section>")[0];

        Assert.Matches("Ada Calls</span> · team lead[^~]*until [^<]*23:00", card); // the end of their day in Berlin
        Assert.Contains("Times: UTC", card);
        foreach (var absent in new[] { "Bo Tomorrow", "Cy Before", "Nobody." }) Assert.DoesNotContain(absent, card);
    }

    [Fact]
    public async Task Pages_show_what_the_interface_says()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Shown at stake", text = "y", severity = "p1" });
        using var manager = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        Assert.Contains("Shown at stake", await manager.PageAsync("/breaches?hours=2"));
        Assert.Contains("team lead", await manager.PageAsync("/escalation-matrix"));
        Assert.Contains("People of the desk", await manager.PageAsync("/desk-people"));
        Assert.Contains("Nothing is escalated", await manager.PageAsync("/escalations?kind=account&view=ended"));
        var person = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.SupportAgent);
        var typed = await manager.SubmitAsync($"/desk-people/{person}", new() { ["_handler"] = "act", ["act"] = "person", ["version"] = "0", ["skills"] = "video, sound", ["languages"] = "de", ["hours.monday"] = "9-12, 13:00-17:00", ["duties.0.duty"] = "team-lead", ["duties.0.onCall"] = "true" });
        Assert.Equal("/desk-people", typed.Location);
        var page = await manager.PageAsync($"/desk-people/{person}");
        foreach (var shown in new[] { "video, sound", "09:00-12:00, 13:00-17:00" }) Assert.Contains(shown, page);
        var wrong = await manager.SubmitAsync($"/desk-people/{person}", new() { ["_handler"] = "act", ["act"] = "person", ["version"] = "1", ["hours.monday"] = "from nine" });
        Assert.Contains("can’t be read as hours", System.Net.WebUtility.HtmlDecode(wrong.Html));

        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var path = $"/cases/{one["id"].GetString()}";
        Assert.Contains("Ask for escalation", await customer.PageAsync(path));
        var asked = await customer.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "escalate", ["escalate.reason"] = "Our board meets." });
        Assert.Equal(path, asked.Location);
        Assert.Contains("Requested", await customer.PageAsync(path));
        Assert.Contains("Our board meets.", await manager.PageAsync(path));
        foreach (var promise in (await manager.PageAsync("/breaches?hours=24")).Split("<tr>").Where(row => row.Contains(path)))
        {
            Assert.Contains(">Asked for</a>", promise);
            Assert.DoesNotContain(">Escalated</a>", promise);
        }
    }
}
