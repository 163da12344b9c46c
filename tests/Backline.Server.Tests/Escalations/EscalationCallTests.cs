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
    private async Task<(Guid Id, string Mail)> OnDutyAsync(ApiClient manager, string duty, bool onCall = true)
    {
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var id = await app.Seed.PersonAsync(mail, Roles.Specialist);
        Assert.Equal(200, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { skills = new[] { "video" }, languages = new[] { "de" }, duties = new[] { new { duty, onCall } } }, "\"0\"")).Status);
        return (id, mail);
    }

    // whoever is on call for another test would let everybody else of this one sleep
    private Task NobodyOnCallAsync() => app.Seed.ExecuteAsync("delete from desk_duty");

    // an escalation of an account of another test would remind everybody of this one
    private Task NoAccountUpdateDueAsync() => app.Seed.ExecuteAsync("update escalation set next_update_at = $1 where kind = 'account'", app.Clock.Now.AddDays(90));

    [Fact]
    public async Task Nobody_answers_and_the_next_level_is_called_until_somebody_does()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (lead, second) = (await OnDutyAsync(manager, "team-lead"), await OnDutyAsync(manager, "duty-manager"));
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
    public async Task A_call_that_was_passed_over_and_answered_later_says_both()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        await NobodyOnCallAsync();
        await OnDutyAsync(manager, "team-lead");
        await OnDutyAsync(manager, "duty-manager");
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
        await NobodyOnCallAsync();
        var (lead, second) = (await OnDutyAsync(manager, "team-lead"), await OnDutyAsync(manager, "duty-manager"));
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
    public async Task Whoever_owns_an_escalation_is_reminded_once_of_the_update_that_is_due()
    {
        await NobodyOnCallAsync();
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var owner = await app.Seed.PersonAsync(mail, Roles.SupportAgent);
        var one = await app.Customer.OpenAsync(new { subject = "Reminded", text = "y", severity = "p1" });
        var escalation = await manager.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
        await manager.PutAsync($"/api/v1/escalations/{escalation["id"].GetString()}/owner", new { personId = owner }, escalation.Etag);
        app.Pass(119);
        await app.WorkAsync();
        Assert.Equal(0L, await RemindedAsync());
        app.Pass(2);
        await app.WorkAsync();
        await app.WorkAsync();
        Assert.Equal(1L, await RemindedAsync());

        Task<long> RemindedAsync() => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%update of the escalation is due%'", mail);
    }

    [Fact]
    public async Task Whoever_owns_an_escalation_finds_the_update_that_is_due_on_the_home()
    {
        await NobodyOnCallAsync();
        var manager = await app.ApiAsync(Roles.ServiceManager);
        using var owner = await CasePerson.OfAsync(app, Roles.SupportAgent);
        using var other = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var one = await app.Customer.OpenAsync(new { subject = "Owned and due", text = "y", severity = "p1" });
        var escalation = await manager.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
        var path = $"/api/v1/escalations/{escalation["id"].GetString()}";
        Assert.Equal(200, (await manager.PutAsync($"{path}/owner", new { personId = owner.Id }, escalation.Etag)).Status);

        await UpdateAsync(9);
        Assert.DoesNotContain("Say how your escalation stands", await owner.PageAsync("/"));
        await UpdateAsync(7);
        var home = await owner.PageAsync("/");
        foreach (var shown in new[] { "Say how your escalation stands", escalation["number"].GetString()!, "update due", $"/escalations/{escalation["id"].GetString()}" }) Assert.Contains(shown, home);
        Assert.DoesNotContain("Say how your escalation stands", await other.PageAsync("/"));
        app.Pass(421);
        Assert.Contains("update was due", await owner.PageAsync("/"));

        // who is called for the same case answers the call first
        await app.Seed.ExecuteAsync("insert into escalation_call (account_id, case_id, level, tier, called_at, due_at, is_silence, people, people_ids) select account_id, id, 9, 'vendor', $2, $3, false, '{}', array[$4::uuid] from support_case where id = $1",
            one["id"].GetGuid(), app.Clock.Now, app.Clock.Now.AddHours(1), owner.Id);
        var called = await owner.PageAsync("/");
        Assert.Contains("Escalation level 9 calls you", called);
        Assert.DoesNotContain("Say how your escalation stands", called);

        async Task UpdateAsync(int hours) => Assert.Equal(200, (await manager.PutAsync($"{path}/update", new { text = "We look.", nextUpdateAt = app.Clock.Now.AddHours(hours) }, (await manager.GetAsync(path)).Etag ?? "")).Status);
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

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_case_that_is_done_waits_for_no_answer(bool closed)
    {
        var one = await app.Customer.OpenAsync(new { subject = "Done before the answer", text = "y", severity = "p1" });
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var page = "/cases/" + one["id"].GetString();
        app.Pass(61);
        await app.WorkAsync();
        Assert.Contains("id=\"open-call\"", await agent.PageAsync(page));

        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "x" });
        if (closed) await app.Customer.DoAsync(one, "closing");

        var call = Assert.Single(await app.Agent.CallsAsync(one));
        Assert.NotEqual(JsonValueKind.Null, call.GetProperty("lapsedAt").ValueKind);
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

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_escalation_of_an_account_that_nobody_owns_reminds_those_on_duty_of_the_update(bool onDuty)
    {
        await NobodyOnCallAsync();
        await app.Seed.ExecuteAsync("update escalation set state = 'ended', ending = 'de-escalated', ended_at = $1 where kind = 'account' and state = 'active'", app.Clock.Now);
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        if (onDuty) (_, mail) = await OnDutyAsync(manager, "duty-manager");
        else await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        var account = await manager.PostAsync("/api/v1/escalations", new { accountId = app.Nordhaven, reason = "Many cases." });
        await app.Seed.ExecuteAsync("update escalation set next_update_at = $2 where id = $1", account["id"].GetGuid(), app.Clock.Now);
        await app.WorkAsync();
        await app.WorkAsync();

        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and subject like '%update is due%'", mail));
    }

    [Fact]
    public async Task A_missed_update_escalates()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Silence", text = "y", severity = "p1" });
        await app.Agent.WriteAsync(one, "We look.");
        app.Pass(59);
        await app.WorkAsync();
        app.Pass(2);
        await app.WorkAsync();
        var kinds = (await app.Agent.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"].EnumerateArray().Single();
        var lines = (await app.Agent.GetAsync($"/api/v1/escalations/{kinds.GetProperty("id").GetString()}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("word").GetString());
        Assert.Contains("missed-update", lines);
    }

    [Fact]
    public async Task After_an_outage_everybody_gets_one_mail()
    {
        await NobodyOnCallAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        for (var number = 0; number < 15; number++) await app.Customer.OpenAsync(new { subject = $"outage {number}", text = "y", severity = "p1" });
        await app.WorkAsync();
        await app.Seed.ExecuteAsync("delete from outbox_message where recipient = $1", mail);
        await NoAccountUpdateDueAsync();
        app.Pass(36 * 60);
        await app.WorkAsync();

        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail));
        Assert.Equal(15L, await app.Seed.ScalarAsync<long>("select count(*) from regexp_matches((select body_text from outbox_message where recipient = $1), 'outage \\d+', 'g')", mail));
        Assert.Contains("noticed late", await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_nodes_after_an_outage_write_to_everybody_once()
    {
        await NobodyOnCallAsync();
        await app.WorkAsync();
        var mails = Enumerable.Range(0, 3).Select(_ => $"{Guid.NewGuid():N}@vendor.example").ToList();
        foreach (var mail in mails) await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        for (var number = 0; number < 9; number++) await app.Customer.OpenAsync(new { subject = $"three nodes {number}", text = "y", severity = "p1" });
        // that nobody has them was told before all nodes went down
        await app.WorkAsync();
        foreach (var mail in mails) await app.Seed.ExecuteAsync("delete from outbox_message where recipient = $1", mail);
        await NoAccountUpdateDueAsync();
        app.Pass(36 * 60);
        await Task.WhenAll(app.WorkAsync(), app.WorkAsync(), app.WorkAsync());
        await app.WorkAsync();

        foreach (var mail in mails) Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail));
        Assert.Equal(36L, await app.Seed.ScalarAsync<long>("select count(*) from escalation_call k join support_case c on c.id = k.case_id where c.subject like 'three nodes %'"));
        Assert.Equal(9L, await app.Seed.ScalarAsync<long>("select count(*) from escalation e join support_case c on c.id = e.case_id where c.subject like 'three nodes %' and e.level = 4"));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from escalation where kind = 'account' and account_id = $1 and state = 'active'", app.Nordhaven));
    }

    [Fact]
    public async Task No_word_of_the_desk_for_long_escalates_once_while_nothing_is_waited_for()
    {
        var (silent, waits) = (await app.Customer.OpenAsync(new { subject = "silent", text = "y", severity = "p2" }), await app.Customer.OpenAsync(new { subject = "waits", text = "y", severity = "p2" }));
        await app.Agent.WriteAsync(waits, "x");
        await app.Agent.DoAsync(waits, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(9) });
        var job = new EscalationRulesJob(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock);
        app.Pass(23 * 60);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await CausesAsync(silent));
        app.Pass(61);
        await job.RunAsync(TestContext.Current.CancellationToken);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1L, 0L), (await CausesAsync(silent), await CausesAsync(waits)));
        await app.Agent.WriteAsync(silent, "Sorry.");
        app.Pass(25 * 60);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2L, await CausesAsync(silent));

        // a defect that nobody has taken up
        var defect = Guid.CreateVersion7();
        await app.Seed.ExecuteAsync("insert into defect (id, number, kind, title, public_text, state, opened_by, opened_at) values ($1, 'D-TEST-1', 'defect', 'x', 'x', 'reported', 'x', now())", defect);
        await app.Seed.ExecuteAsync("insert into defect_case (account_id, defect_id, case_id, number, kind, public_text, state, linked_at) select account_id, $1, id, 'D-TEST-1', 'defect', 'x', 'reported', now() from support_case where id = $2", defect, waits["id"].GetGuid());
        await job.RunAsync(TestContext.Current.CancellationToken);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from escalation_cause where case_id = $1 and trigger = 'software-bug'", waits["id"].GetGuid()));

        Task<long> CausesAsync(ApiAnswer one) => app.Seed.ScalarAsync<long>("select count(*) from escalation_cause where case_id = $1 and trigger = 'no-progress'", one["id"].GetGuid());
    }

    [Fact]
    public async Task Specialists_are_proposed_with_their_reasons()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (id, _) = await OnDutyAsync(manager, "executive");
        var one = await app.Customer.OpenAsync(new { subject = "No VIDEO in room 2", text = "y" });
        var found = await app.Agent.GetAsync($"{one.Location}/specialists");

        Assert.Contains("video", found["skills"].EnumerateArray().Select(skill => skill.GetString()));
        Assert.Contains(id.ToString(), found["proposals"].EnumerateArray().Where(proposal => proposal.GetProperty("skills").GetArrayLength() == 1).Select(proposal => proposal.GetProperty("personId").GetString()));
        Assert.Equal(403, (await app.Customer.GetAsync($"{one.Location}/specialists")).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync($"{one.Location}/specialists")).Status);
    }

    [Fact]
    public async Task A_partner_sees_its_own_people_alone()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (id, _) = await OnDutyAsync(manager, "team-lead");
        Assert.DoesNotContain(id.ToString(), (await app.Partner.GetAsync("/api/v1/desk-people")).Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (await app.Partner.GetAsync($"/api/v1/desk-people/{id}")).Status);
        Assert.Equal(412, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { }, "\"0\"")).Status);
    }
}
