using System.Text.Json;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>A level that is reached calls whoever is on duty; who does not answer is passed over.</summary>
public sealed class EscalationCallTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Nobody_answers_and_the_next_level_is_called_until_somebody_does()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (lead, second) = (await app.OnDutyAsync(manager, "team-lead"), await app.OnDutyAsync(manager, "duty-manager"));
        var one = await app.Customer.OpenAsync(new { subject = "Nobody answers", text = "y", severity = "p1" });
        app.Pass(61);
        await app.WorkAsync();
        Assert.Equal([1], (await app.Agent.CallsAsync(one)).Select(call => call.GetProperty("level").GetInt32()));
        Assert.Equal(1L, await MailsAsync(lead.Mail));

        app.Pass(31);
        await app.WorkAsync();
        var calls = await app.Agent.CallsAsync(one);
        Assert.Equal([(1, false), (2, true)], calls.Select(call => (call.GetProperty("level").GetInt32(), call.GetProperty("silence").GetBoolean())));
        Assert.NotEqual(JsonValueKind.Null, calls[0].GetProperty("lapsedAt").ValueKind);
        Assert.Equal(1L, await MailsAsync(second.Mail));

        Assert.Equal(200, (await app.Agent.PutAsync($"{one.Location}/calls/acknowledgement")).Status);
        Assert.Equal("escalation.no-call", (await app.Agent.PutAsync($"{one.Location}/calls/acknowledgement")).Code);
        app.Pass(20);
        await app.WorkAsync();
        Assert.Equal(2, (await app.Agent.CallsAsync(one)).Count);
        var escalation = (await app.Agent.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"].EnumerateArray().Single();
        Assert.Equal(("age", 2), (escalation.GetProperty("trigger").GetString(), escalation.GetProperty("level").GetInt32()));

        // the age of the case calls no level twice
        app.Pass(15);
        await app.WorkAsync();
        Assert.Equal([1, 2], (await app.Agent.CallsAsync(one)).Select(call => call.GetProperty("level").GetInt32()));
        Assert.Equal(403, (await app.Customer.GetAsync($"{one.Location}/calls")).Status);

        Task<long> MailsAsync(string mail) => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%' || $2 || '%you are called%'", mail, one["number"].GetString());
    }

    [Fact]
    public async Task Whoever_asked_sees_every_level_that_was_reached_who_answers_for_it_and_when_the_next_word_comes()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await app.NobodyOnCallAsync();
        await app.OnDutyAsync(manager, "team-lead");
        await app.OnDutyAsync(manager, "duty-manager");
        var one = await app.Customer.OpenAsync(new { subject = "Seen from outside", text = "y", severity = "p1" });
        app.Pass(61);
        await app.WorkAsync();
        app.Pass(31);
        await app.WorkAsync();
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var page = await customer.PageAsync($"/cases/{one["id"].GetString()}");
        var levels = page[page.IndexOf("id=\"levels\"", StringComparison.Ordinal)..];

        Assert.Contains("<div>team lead</div>", levels);
        Assert.Contains("<div>duty manager</div>", levels);
        Assert.DoesNotContain("service director", levels);
        Assert.DoesNotContain("bl-lvl", page);
        Assert.Contains("Nobody yet", page);
        Assert.Contains("Next word on the escalation", page);
        // the second by silence, at a time of its own
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(levels.Split("</section>")[0], ">reached [^<]*\\d\\d:\\d\\d<"));

        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent, name: "Keeps It");
        await agent.ActAsync($"/cases/{one["id"].GetString()}", "acknowledge", []);
        Assert.Matches("Owner</dt>\\s*<dd[^>]*>\\s*Keeps It", await customer.PageAsync($"/cases/{one["id"].GetString()}"));
    }

    [Fact]
    public async Task A_level_that_silence_calls_is_forecast_sounds_once_and_stands_in_the_record()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await app.NobodyOnCallAsync();
        foreach (var duty in new[] { "team-lead", "duty-manager", "service-director" }) await app.OnDutyAsync(manager, duty);
        var one = await app.Customer.OpenAsync(new { subject = "Forecast", text = "y", severity = "p1" });
        var path = $"/cases/{one["id"].GetString()}";
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        app.Pass(61);
        await app.WorkAsync();
        Assert.Matches("Level 2: [^<]*, unless answered", await browser.PageAsync(path));

        app.Pass(31);
        await app.WorkAsync();
        var second = await LevelAsync();
        var answerBy = (await app.Agent.CallsAsync(one))[0].GetProperty("dueAt").GetDateTimeOffset();
        Assert.Equal((answerBy, app.Clock.Now), (second.GetProperty("dueAt").GetDateTimeOffset(), second.GetProperty("firedAt").GetDateTimeOffset()));
        var id = (await manager.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"][0].GetProperty("id").GetString();
        Assert.Contains("Nobody answered the call in time: level 2 was called", await browser.PageAsync($"/escalations/{id}"));
        Assert.Matches("Level 3: [^<]*, unless answered", await browser.PageAsync(path));

        Assert.Equal(200, (await app.Agent.PutAsync($"{one.Location}/calls/acknowledgement")).Status);
        Assert.DoesNotContain("unless answered", await browser.PageAsync(path));
        app.Pass(40);
        await app.WorkAsync();
        // old enough for the second level by now: it sounded already
        Assert.Equal(second.GetRawText(), (await LevelAsync()).GetRawText());

        async Task<JsonElement> LevelAsync() => (await app.Agent.GetAsync($"{one.Location}/escalations"))["items"].EnumerateArray().Single(alarm => alarm.GetProperty("kind").GetString() == "escalation" && alarm.GetProperty("step").GetInt32() == 2);
    }

    [Fact]
    public async Task A_call_that_waits_comes_first_in_the_list_and_says_by_when()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await app.NobodyOnCallAsync();
        await app.OnDutyAsync(manager, "team-lead");
        var called = await app.Customer.OpenAsync(new { subject = "Called for", text = "y", severity = "p1" });
        var asked = await app.Customer.OpenAsync(new { subject = "Asked for", text = "y" });
        await app.Customer.PostAsync("/api/v1/escalations", new { caseId = asked["id"].GetString(), reason = "Our board meets tomorrow." });
        app.Pass(61);
        await app.WorkAsync();

        var all = (await manager.GetAsync("/api/v1/escalations?state=open&limit=100"))["items"].EnumerateArray().ToList();
        int At(ApiAnswer of) => all.FindIndex(item => item.GetProperty("caseId").GetString() == of["id"].GetString());
        Assert.True(At(called) < At(asked), "A request stands before a call.");
        var by = all[At(called)].GetProperty("answerBy").GetDateTimeOffset();
        Assert.Equal(app.Clock.Now.AddMinutes(30), by);

        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        Assert.Matches("Called for[\\s\\S]*?an answer to the call</td>\\s*<td data-l=\"Since\">[^<]+</td>\\s*<td data-l=\"By when\">[^<]*\\d", await browser.PageAsync("/escalations"));
        app.Clock.Now = by.AddMinutes(1);
        Assert.Matches("Called for[\\s\\S]*?an answer to the call</td>[\\s\\S]*?<span class=\"bl-badge bl-bad[^>]*>[\\s\\S]*?was due ", await browser.PageAsync("/escalations"));
    }

    [Fact]
    public async Task A_call_that_was_passed_over_and_answered_later_says_both()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await app.NobodyOnCallAsync();
        await app.OnDutyAsync(manager, "team-lead");
        await app.OnDutyAsync(manager, "duty-manager");
        var one = await app.Customer.OpenAsync(new { subject = "Answered late", text = "y", severity = "p1" });
        app.Pass(61);
        await app.WorkAsync();
        app.Pass(31);
        await app.WorkAsync();
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent, name: "Answers Late");

        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await agent.ActAsync($"/cases/{one["id"].GetString()}", "acknowledge", [])).Status);

        var first = (await app.Agent.CallsAsync(one))[0];
        Assert.Equal((JsonValueKind.String, "Answers Late"), (first.GetProperty("lapsedAt").ValueKind, first.GetProperty("acknowledgedBy").GetString()));
        Assert.Matches("nobody answered until [^<;]*; Answers Late answered ", await agent.PageAsync($"/cases/{one["id"].GetString()}"));
    }

    [Fact]
    public async Task A_call_that_was_over_before_its_mail_left_says_so_and_one_after_an_outage_is_late()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await app.NobodyOnCallAsync();
        var (lead, second) = (await app.OnDutyAsync(manager, "team-lead"), await app.OnDutyAsync(manager, "duty-manager"));
        var one = await app.Customer.OpenAsync(new { subject = "Called too late", text = "y", severity = "p1" });
        app.Pass(61);
        // it calls, and goes away before it writes
        await using (var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node"))
        {
            while (await scope.ServiceProvider.GetRequiredService<CaseAlarmOperations>().FireNextAsync(TestContext.Current.CancellationToken) is not null) await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        }
        app.Pass(45);
        await app.WorkAsync();

        var (over, called) = (await TextAsync(lead.Mail), await TextAsync(second.Mail));
        Assert.Contains("escalation level 1: you were called; the time to answer was over", over, StringComparison.Ordinal);
        Assert.Contains("escalation level 2: you are called, please answer until", called, StringComparison.Ordinal);
        Assert.Contains("(noticed late)", called, StringComparison.Ordinal);
        Assert.Contains($"/cases/{one["id"].GetString()}", called, StringComparison.Ordinal);

        Task<string?> TextAsync(string mail) => app.Seed.ScalarAsync<string>("select string_agg(body_text, ' ') from outbox_message where recipient = $1", mail);
    }

    [Fact]
    public async Task Whoever_is_called_finds_it_on_the_home_the_case_and_the_escalation_and_answers_there()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        using var called = await CasePerson.OfAsync(app, Roles.Specialist);
        using var other = await CasePerson.OfAsync(app, Roles.Specialist);
        using var decides = await CasePerson.OfAsync(app, Roles.ServiceManager);
        Assert.Equal(200, (await manager.PutAsync($"/api/v1/desk-people/{called.Id}", new { duties = new[] { new { duty = "team-lead", onCall = true } } }, "\"0\"")).Status);
        var one = await app.Customer.OpenAsync(new { subject = "Who comes?", text = "y", severity = "p1" });
        var page = "/cases/" + one["id"].GetString();
        app.Pass(61);
        await app.WorkAsync();
        var escalation = "/escalations/" + (await app.Agent.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"].EnumerateArray().Single().GetProperty("id").GetString();

        var home = await called.PageAsync("/");
        foreach (var shown in new[] { "Escalation level 1 calls you", one["number"].GetString()!, "answer until" }) Assert.Contains(shown, home);
        Assert.DoesNotContain("calls you", await other.PageAsync("/"));
        Assert.Contains("Nobody answers for an escalation", await decides.PageAsync("/"));
        var top = await called.PageAsync(page);
        Assert.Contains("Escalated, level 1", top);
        // the key e leads there
        Assert.Contains("id=\"escalate\" tabindex=\"-1\"", top);
        Assert.True(top.IndexOf("please answer until", StringComparison.Ordinal) is > 0 and var note && note < top.IndexOf("id=\"thread\"", StringComparison.Ordinal));
        Assert.Contains("Answer the call", await called.PageAsync(escalation));
        var beside = await other.PageAsync(page);
        Assert.Matches("bl-btn\">Answer for [^<]+</button>", beside);
        Assert.DoesNotMatch("btn-primary\"[^>]*>Answer", beside);
        Assert.Contains("Nobody is on duty as ", beside);
        Assert.Contains("href=\"/desk-people\"", beside);
        Assert.Contains($"<li class=\"on\"><b>1</b>", top);
        Assert.Matches($"bl-p\">1</span><div class=\"bl-grow\"><div>[^<]*{called.Name}", top);
        Assert.Contains("Level 2: ", top);
        // beside the answer to whoever asked, one thing comes first
        Assert.Matches("btn bl-btn\" data-take", top);
        Assert.DoesNotMatch("btn-primary\"[^>]*>(Own the escalation|Take the case)", top);

        Assert.Equal(System.Net.HttpStatusCode.Found, (await called.ActAsync(escalation, "acknowledge", new() { ["case"] = one["id"].GetString()! })).Status);
        Assert.DoesNotContain("calls you", await called.PageAsync("/"));
        Assert.DoesNotContain("Answer the call", await called.PageAsync(page));
        Assert.Contains($"{called.Name} answered", await called.PageAsync(page));
        Assert.Contains(called.Name, await decides.PageAsync(escalation));
    }

    [Fact]
    public async Task What_a_customer_asks_for_waits_on_the_home_of_those_who_decide()
    {
        // a home shows the newest, and the clock of the tests stands still
        app.Pass(1);
        using var decides = await CasePerson.OfAsync(app, Roles.ServiceManager);
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var one = await app.Customer.OpenAsync(new { subject = "We need more", text = "y", severity = "p3" });
        Assert.Equal(201, (await app.Customer.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), reason = "The board meets." })).Status);

        Assert.Contains("An escalation was asked for", await decides.PageAsync("/"));
        Assert.DoesNotContain("An escalation was asked for", await agent.PageAsync("/"));
    }

    [Fact]
    public async Task What_is_resolved_calls_nobody_more()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Resolved in time", text = "y", severity = "p1" });
        app.Pass(61);
        await app.WorkAsync();
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "x" });
        app.Pass(120);
        await app.WorkAsync();
        Assert.Single(await app.Agent.CallsAsync(one));
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true)]
    public async Task A_case_that_is_done_waits_for_no_answer(bool closed, bool overdue)
    {
        var one = await app.Customer.OpenAsync(new { subject = "Done before the answer", text = "y", severity = "p1" });
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var page = "/cases/" + one["id"].GetString();
        app.Pass(61);
        await app.WorkAsync();
        Assert.Contains("id=\"open-call\"", await agent.PageAsync(page));

        if (overdue) app.Pass(31);
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "x" });
        if (closed) await app.Customer.DoAsync(one, "closing");

        var call = Assert.Single(await app.Agent.CallsAsync(one));
        Assert.NotEqual(JsonValueKind.Null, call.GetProperty("withdrawnAt").ValueKind);
        Assert.DoesNotContain("id=\"open-call\"", await agent.PageAsync(page));
        Assert.Equal("escalation.case-done", (await app.Agent.PutAsync($"{one.Location}/calls/acknowledgement")).Code);
        if (closed) return;
        await app.Agent.DoAsync(one, "reopening", new { text = "It is back." });
        Assert.DoesNotContain("id=\"open-call\"", await agent.PageAsync(page));
        Assert.Equal("escalation.no-call", (await app.Agent.PutAsync($"{one.Location}/calls/acknowledgement")).Code);
    }

    [Fact]
    public async Task A_call_of_a_case_that_somebody_works_on_waits_for_the_next_look()
    {
        var stop = TestContext.Current.CancellationToken;
        var one = await app.Customer.OpenAsync(new { subject = "Worked on", text = "y", severity = "p1" });
        app.Pass(61);
        await app.WorkAsync();
        await using (var busy = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node"))
        {
            Assert.Equal(1, await busy.ServiceProvider.GetRequiredService<Session>().ScalarAsync<int>("select 1 from support_case where id = $1 for update", stop, one["id"].GetGuid()));
            app.Pass(31);
            await LapseAsync(stop).WaitAsync(TimeSpan.FromSeconds(20), stop);
            Assert.Equal(JsonValueKind.Null, (await app.Agent.CallsAsync(one))[0].GetProperty("lapsedAt").ValueKind);
        }
        await LapseAsync(stop);
        Assert.NotEqual(JsonValueKind.Null, (await app.Agent.CallsAsync(one))[0].GetProperty("lapsedAt").ValueKind);
    }

    private async Task LapseAsync(CancellationToken stop)
    {
        for (var more = true; more;)
        {
            await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
            more = await scope.ServiceProvider.GetRequiredService<EscalationCallOperations>().LapseNextAsync(stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        }
    }
}
