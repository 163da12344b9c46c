using Backline.Server.Features.Cases;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases;

/// <summary>Each warning, breach and level of escalation sounds once, in order, also after an outage and with several nodes.</summary>
public sealed class CaseAlarmTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<List<FiredAlarm>> FireAsync(int nodes = 1)
    {
        await app.UnownedSeenAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, nodes).Select(async _ =>
        {
            var fired = new List<FiredAlarm>();
            while (true)
            {
                await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
                if (await scope.ServiceProvider.GetRequiredService<CaseAlarmOperations>().FireNextAsync(TestContext.Current.CancellationToken) is not { } some) return fired;
                await scope.ServiceProvider.GetRequiredService<Backline.Server.Platform.Database.Session>().SaveAsync(TestContext.Current.CancellationToken);
                fired.AddRange(some);
            }
        }));
        // the app's own worker may have one of them in hand: nobody is told before it has sounded
        for (var tries = 0; tries < 100 && await app.Seed.ScalarAsync<bool>("select exists (select from support_case where alarm_at <= $1)", app.Clock.Now); tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
        await TellAsync();
        return [.. all.SelectMany(fired => fired)];
    }

    // what escalates of itself is told first: the alarms wait for that
    private async Task TellAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        while (await OnceAsync<EscalationMail>(mail => mail.TellNextAsync(stop)) || await OnceAsync<EscalationMail>(mail => mail.RemindNextAsync(stop)) || await OnceAsync<EscalationCallOperations>(calls => calls.LapseNextAsync(stop))
            || await OnceAsync<CaseNoticeOperations>(notices => notices.TellNextAsync(stop)))
        {
            // until nothing is due
        }
    }

    private async Task<bool> OnceAsync<T>(Func<T, Task<bool>> work) where T : notnull
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        if (!await work(scope.ServiceProvider.GetRequiredService<T>())) return false;
        await scope.ServiceProvider.GetRequiredService<Backline.Server.Platform.Database.Session>().SaveAsync(TestContext.Current.CancellationToken);
        return true;
    }

    private async Task<List<(string Kind, string Milestone, int Step, bool Late)>> SoundedAsync(ApiAnswer one) =>
        [.. (await app.Agent.GetAsync($"{one.Location}/escalations"))["items"].EnumerateArray().Where(alarm => alarm.GetProperty("firedAt").ValueKind != System.Text.Json.JsonValueKind.Null)
            .Select(alarm => (alarm.GetProperty("kind").GetString()!, alarm.GetProperty("milestone").GetString()!, alarm.GetProperty("step").GetInt32(), alarm.GetProperty("late").GetBoolean()))];

    [Fact]
    public async Task Each_sounds_as_it_gets_due_and_only_once()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1" });
        await FireAsync();
        Assert.Empty(await SoundedAsync(one));
        app.Pass(23);
        await FireAsync();
        await FireAsync();
        Assert.Equal([("warning", "first-response", 75, false)], await SoundedAsync(one));
        app.Pass(8);
        await FireAsync();
        await app.Agent.WriteAsync(one, "Sorry.");
        await app.Agent.DoAsync(one, "severity", new { severity = "p2" });
        await FireAsync();

        Assert.Equal([("warning", "first-response", 75, false), ("breach", "first-response", 100, false)], await SoundedAsync(one));
    }

    [Fact]
    public async Task After_36_hours_away_all_of_it_sounds_once_in_order_and_late()
    {
        var one = await app.Customer.OpenAsync(new { subject = "outage", text = "y", severity = "p1" });
        app.Pass(36 * 60);
        await app.Customer.WriteAsync(one, "Is anybody there?");
        await FireAsync(3);
        var sounded = await SoundedAsync(one);

        Assert.Equal(
        [
            ("warning", "first-response"), ("breach", "first-response"), ("escalation", "resolution"), ("escalation", "resolution"), ("warning", "plan"), ("breach", "plan"), ("escalation", "resolution"),
            ("warning", "workaround"), ("breach", "workaround"), ("escalation", "resolution"), ("warning", "resolution"), ("breach", "resolution"),
        ], sounded.Select(alarm => (alarm.Kind, alarm.Milestone)));
        Assert.Equal([1, 2, 3, 4], sounded.Where(alarm => alarm.Kind == "escalation").Select(alarm => alarm.Step));
        Assert.All(sounded, alarm => Assert.True(alarm.Late));
    }

    [Fact]
    public async Task What_a_raised_severity_makes_due_in_the_past_is_not_late()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p3" });
        app.Pass(80);
        await FireAsync();
        await app.Agent.DoAsync(one, "severity", new { severity = "p1" });
        await FireAsync();

        Assert.Contains(("breach", "first-response", 100, false), await SoundedAsync(one));
    }

    [Fact]
    public async Task Three_nodes_sound_each_of_many_once()
    {
        await FireAsync();
        for (var number = 0; number < 12; number++) await app.Customer.OpenAsync(new { subject = "many", text = "y", severity = "p2" });
        var before = await app.Seed.ScalarAsync<long>("select count(*) from case_alarm");
        app.Pass(46);

        await FireAsync(3);

        Assert.Equal(12L, await app.Seed.ScalarAsync<long>("select count(*) from case_alarm a join support_case c on c.id = a.case_id where c.subject = 'many' "));
        Assert.True(await app.Seed.ScalarAsync<long>("select count(*) from case_alarm") >= before + 12);
    }

    [Fact]
    public async Task What_waits_or_is_done_sounds_nothing()
    {
        var (waits, done) = (await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1" }), await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1" }));
        await app.Agent.WriteAsync(waits, "x");
        await app.Agent.DoAsync(waits, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(9) });
        await app.Agent.DoAsync(done, "resolution", new { outcome = "fixed", text = "x" });
        app.Pass(3 * 24 * 60);
        await FireAsync();

        Assert.Empty(await SoundedAsync(waits));
        Assert.Empty(await SoundedAsync(done));
    }

    [Fact]
    public async Task Whoever_works_on_it_is_told_in_their_own_hours_and_of_the_highest_severity_at_once()
    {
        app.Clock.Now = new(2026, 6, 5, 20, 0, 0, TimeSpan.Zero);
        await FireAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var agent = await app.Seed.PersonAsync(mail, Roles.SupportAgent);
        foreach (var severity in new[] { "p1", "p2" })
        {
            var one = await app.Customer.OpenAsync(new { subject = severity, text = "y", severity });
            await app.Agent.DoAsync(one, "assignment", new { personId = agent });
        }
        app.Pass(50);
        await FireAsync();

        Assert.Equal(1L, await ToldAsync("p1"));
        Assert.Equal(0L, await ToldAsync("p2"));
        app.Clock.Now = new(2026, 6, 8, 5, 59, 0, TimeSpan.Zero);
        await FireAsync();
        Assert.Equal(0L, await ToldAsync("p2"));
        app.Pass(2);
        await FireAsync();
        Assert.Equal(1L, await ToldAsync("p2"));

        Task<long> ToldAsync(string subject) => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%: ' || $2 || '%'", mail, subject);
    }

    [Fact]
    public async Task Of_a_grave_case_that_nobody_has_those_who_answer_for_the_service_hear_at_once_and_once()
    {
        app.Clock.Now = new(2026, 8, 8, 1, 0, 0, TimeSpan.Zero);
        await FireAsync();
        var (manager, agent) = ($"{Guid.NewGuid():N}@vendor.example", $"{Guid.NewGuid():N}@vendor.example");
        await app.Seed.PersonAsync(manager, Roles.ServiceManager);
        var worker = await app.Seed.PersonAsync(agent, Roles.SupportAgent);
        await app.Customer.OpenAsync(new { subject = "opened grave", text = "y", severity = "p1" });
        var grown = await app.Customer.OpenAsync(new { subject = "grown grave", text = "y", severity = "p3" });
        await app.Customer.OpenAsync(new { subject = "never grave", text = "y", severity = "p2" });
        var taken = await app.Customer.OpenAsync(new { subject = "taken grave", text = "y", severity = "p3" });
        await app.Agent.DoAsync(taken, "assignment", new { personId = worker });
        await app.Agent.DoAsync(taken, "severity", new { severity = "p1" });
        foreach (var severity in new[] { "p1", "p2", "p1" }) await app.Agent.DoAsync(grown, "severity", new { severity });
        await FireAsync();

        foreach (var (subject, times) in new[] { ("opened grave", 1), ("grown grave", 1), ("never grave", 0), ("taken grave", 0) })
            Assert.Equal((subject, (long)times), (subject, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%: ' || $2 || '%nobody has it since%'", manager, subject)));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", agent));

        foreach (var severity in new[] { "p2", "p1" }) await app.Agent.DoAsync(grown, "severity", new { severity });
        await FireAsync();
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%: grown grave%nobody has it since%'", manager));
    }

    [Fact]
    public async Task A_mail_leads_to_the_case_and_names_the_zone_of_its_times()
    {
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        await app.Seed.ExecuteAsync("update person set time_zone = 'Asia/Tokyo' where email = $1", mail);
        var one = await app.Customer.OpenAsync(new { subject = "leads here", text = "y", severity = "p1" });
        app.Pass(31);
        await FireAsync();

        var text = await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1 and body_text like '%leads here%'", mail);
        Assert.Matches($@"leads here\n\n(?s:.*)https?://\S+/cases/{one["id"].GetString()}", text);
        Assert.Contains("(Asia/Tokyo)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_is_done_by_then_needs_nobody()
    {
        app.Clock.Now = new(2026, 7, 3, 20, 0, 0, TimeSpan.Zero);
        await FireAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        var (done, open) = (await app.Customer.OpenAsync(new { subject = "done by then", text = "y", severity = "p2" }), await app.Customer.OpenAsync(new { subject = "open still", text = "y", severity = "p2" }));
        app.Pass(61);
        await FireAsync();
        await app.Agent.DoAsync(done, "resolution", new { outcome = "fixed", text = "x" });
        app.Clock.Now = new(2026, 7, 6, 9, 0, 0, TimeSpan.Zero);
        await TellAsync();
        await FireAsync();

        var texts = await app.Seed.ScalarAsync<string>("select string_agg(subject || body_text, ' ') from outbox_message where recipient = $1", mail);
        Assert.Contains("open still", texts, StringComparison.Ordinal);
        Assert.DoesNotContain("done by then", texts, StringComparison.Ordinal);
        Assert.DoesNotContain(done["number"].GetString()!, texts, StringComparison.Ordinal);
        Assert.NotNull(open);
    }

    [Fact]
    public async Task Of_the_highest_severity_others_wait_for_their_hours_while_somebody_is_on_call()
    {
        app.Clock.Now = new(2026, 7, 10, 20, 0, 0, TimeSpan.Zero);
        await FireAsync();
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (onCall, away) = ($"{Guid.NewGuid():N}@vendor.example", $"{Guid.NewGuid():N}@vendor.example");
        var id = await app.Seed.PersonAsync(onCall, Roles.ServiceManager);
        await app.Seed.PersonAsync(away, Roles.ServiceManager);
        Assert.Equal(200, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { skills = Array.Empty<string>(), languages = new[] { "de" }, duties = new[] { new { duty = "duty-manager", onCall = true } } }, "\"0\"")).Status);
        await app.Customer.OpenAsync(new { subject = "in good hands", text = "y", severity = "p1" });
        app.Pass(31);
        await FireAsync();

        Assert.Equal((1L, 0L), (await ToldAsync(onCall), await ToldAsync(away)));
        app.Clock.Now = new(2026, 7, 13, 9, 0, 0, TimeSpan.Zero);
        await FireAsync();
        Assert.NotEqual(0L, await ToldAsync(away));
        await app.Seed.ExecuteAsync("delete from desk_duty where person_id = $1", id);

        Task<long> ToldAsync(string mail) => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%in good hands%'", mail);
    }

    [Fact]
    public async Task A_case_at_the_partners_desk_calls_the_partners_people_alone()
    {
        var mails = new[] { $"{Guid.NewGuid():N}@meridian.example", $"{Guid.NewGuid():N}@vendor.example" };
        await app.Seed.PersonAsync(mails[0], Roles.Partner, partnerId: app.Meridian);
        await app.Seed.PersonAsync(mails[1], Roles.ServiceManager);
        var one = await app.LucentiCustomer.OpenAsync(new { subject = "at the partner", text = "y", severity = "p1" });
        app.Pass(31);
        await FireAsync();

        Assert.Equal((1L, 0L), (await ToldAsync(mails[0]), await ToldAsync(mails[1])));
        Assert.Equal(app.Meridian.ToString(), await app.Seed.ScalarAsync<string>("select string_agg(distinct coalesce(desk_id::text, 'vendor'), ' ') from outbox_message where body_text like '%at the partner%'"));

        Task<long> ToldAsync(string mail) => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%' || $2 || '%'", mail, one["number"].GetString());
    }

    [Fact]
    public async Task A_broken_case_is_pushed_aside_and_keeps_no_other_from_its_alarms()
    {
        var (broken, sound) = (await app.Customer.OpenAsync(new { subject = "broken", text = "y", severity = "p1" }), await app.Customer.OpenAsync(new { subject = "sound", text = "y", severity = "p2" }));
        await app.Seed.ExecuteAsync("delete from case_entry where case_id = $1", broken["id"].GetGuid());
        app.Pass(46);

        await FireAsync();

        Assert.Contains(("warning", "first-response", 75, false), await SoundedAsync(sound));
        Assert.True(await IsAsideAsync());
        app.Pass(11);
        await FireAsync();
        Assert.True(await IsAsideAsync());
        await app.Seed.ExecuteAsync("update support_case set alarm_at = '9999-12-31Z' where id = $1", broken["id"].GetGuid());

        Task<bool> IsAsideAsync() => app.Seed.ScalarAsync<bool>("select alarm_at = $2 from support_case where id = $1", broken["id"].GetGuid(), app.Clock.Now + CaseAlarmOperations.Aside);
    }

    [Fact]
    public async Task Others_than_the_desk_see_the_levels_that_were_reached()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1" });
        app.Pass(61);
        await FireAsync();

        Assert.Equal(["escalation"], (await app.Customer.GetAsync($"{one.Location}/escalations"))["items"].EnumerateArray().Select(alarm => alarm.GetProperty("kind").GetString()));
        Assert.True((await app.Agent.GetAsync($"{one.Location}/escalations"))["items"].GetArrayLength() > 8);
    }
}
