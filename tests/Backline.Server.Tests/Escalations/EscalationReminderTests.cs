using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Escalations;

/// <summary>Whoever has an escalation is reminded of the update that is due.</summary>
public sealed class EscalationReminderTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Whoever_owns_an_escalation_is_reminded_once_of_the_update_that_is_due()
    {
        await app.NobodyOnCallAsync();
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
        await app.NobodyOnCallAsync();
        var manager = await app.ApiAsync(Roles.ServiceManager);
        using var owner = await CasePerson.OfAsync(app, Roles.SupportAgent);
        using var other = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var one = await app.Customer.OpenAsync(new { subject = "Owned and due", text = "y", severity = "p1" });
        var escalation = await manager.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
        var path = $"/api/v1/escalations/{escalation["id"].GetString()}";
        Assert.Equal(200, (await manager.PutAsync($"{path}/owner", new { personId = owner.Id }, escalation.Etag)).Status);

        await UpdateAsync(9);
        // not urgent yet
        Assert.DoesNotMatch("bl-bad[^>]*>(?:(?!bl-strong)[\\s\\S])*bl-strong\">Say how your escalation stands", await owner.PageAsync("/"));
        Assert.Contains("Say how your escalation stands", await owner.PageAsync("/"));
        await UpdateAsync(7);
        var home = await owner.PageAsync("/");
        Assert.Matches("bl-bad[^>]*>(?:(?!bl-strong)[\\s\\S])*bl-strong\">Say how your escalation stands", home);
        foreach (var shown in new[] { "Say how your escalation stands", escalation["number"].GetString()!, "update due", $"/escalations/{escalation["id"].GetString()}" }) Assert.Contains(shown, home);
        Assert.DoesNotContain("Say how your escalation stands", await other.PageAsync("/"));
        Assert.Contains($"You keep {escalation["number"].GetString()}: update by", await owner.PageAsync("/desk"));
        Assert.DoesNotContain(escalation["number"].GetString()!, await other.PageAsync("/desk"));
        app.Pass(421);
        Assert.Contains("update was due", await owner.PageAsync("/"));
        Assert.Contains($"You keep {escalation["number"].GetString()}: update was due", await owner.PageAsync("/desk"));

        // who is called for the same case answers the call first
        await app.Seed.ExecuteAsync("insert into escalation_call (account_id, case_id, level, tier, called_at, due_at, is_silence, people, people_ids) select account_id, id, 9, 'vendor', $2, $3, false, '{}', array[$4::uuid] from support_case where id = $1",
            one["id"].GetGuid(), app.Clock.Now, app.Clock.Now.AddHours(1), owner.Id);
        var called = await owner.PageAsync("/");
        Assert.Contains("Escalation level 9 calls you", called);
        Assert.Contains($"{one["number"].GetString()} calls you: answer until", await owner.PageAsync("/desk"));
        Assert.DoesNotContain("Say how your escalation stands", called);

        async Task UpdateAsync(int hours) => Assert.Equal(200, (await manager.PutAsync($"{path}/update", new { text = "We look.", nextUpdateAt = app.Clock.Now.AddHours(hours) }, (await manager.GetAsync(path)).Etag ?? "")).Status);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_escalation_of_an_account_that_nobody_owns_reminds_those_on_duty_of_the_update(bool onDuty)
    {
        await app.NobodyOnCallAsync();
        await app.Seed.ExecuteAsync("update escalation set state = 'ended', ending = 'de-escalated', ended_at = $1 where kind = 'account' and state = 'active'", app.Clock.Now);
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        if (onDuty) (_, mail) = await app.OnDutyAsync(manager, "duty-manager");
        else await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        var account = await manager.PostAsync("/api/v1/escalations", new { accountId = app.Nordhaven, reason = "Many cases." });
        await app.Seed.ExecuteAsync("update escalation set next_update_at = $2 where id = $1", account["id"].GetGuid(), app.Clock.Now);
        await app.WorkAsync();
        await app.WorkAsync();

        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and subject like '%update is due%'", mail));
    }
}
