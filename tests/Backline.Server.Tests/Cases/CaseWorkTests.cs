using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>What the desk does, from the first answer to the end, and what each act does to the clocks.</summary>
public sealed class CaseWorkTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static System.Text.Json.JsonElement Clock(ApiAnswer one, string milestone) => one["clocks"].EnumerateArray().Last(clock => clock.GetProperty("milestone").GetString() == milestone);

    private static string? State(ApiAnswer one, string milestone) => Clock(one, milestone).GetProperty("state").GetString();

    [Fact]
    public async Task A_customer_reads_the_names_of_their_own_programs_and_never_that_of_a_desks()
    {
        var (one, fronted) = (await app.Customer.OpenAsync(), await app.LucentiCustomer.OpenAsync());
        await app.Agent.WriteAsync(one, "From the vendor’s program.");
        await app.Customer.WriteAsync(one, "From our own.");
        await app.Partner.WriteAsync(fronted, "Dal programma del partner.");

        Assert.Equal(["API key customer-user", "Backline", "API key customer-user"], await AuthorsAsync(app.Customer, one));
        Assert.Equal(["API key customer-user", "Meridian Care"], await AuthorsAsync(app.LucentiCustomer, fronted));
        Assert.Equal(["API key customer-user", "API key support-agent", "API key customer-user"], await AuthorsAsync(app.Agent, one));

        static async Task<IEnumerable<string?>> AuthorsAsync(ApiClient who, ApiAnswer of) => (await who.GetAsync($"{of.Location}/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("author").GetString());
    }

    [Fact]
    public async Task What_was_read_is_a_message_of_this_case()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        var foreign = (await app.Agent.GetAsync(other.Location! + "/messages"))["items"][0].GetProperty("id").GetGuid();
        Task<ApiAnswer> AnswerAsync(Guid seen) => app.Agent.PostAsync(one.Location + "/messages", new { text = "Hello.", seen });

        foreach (var seen in new[] { foreign, Guid.NewGuid() })
            Assert.Equal("case.seen-elsewhere", (await AnswerAsync(seen))["errors"][0].GetProperty("code").GetString());
        Assert.Equal(201, (await AnswerAsync((await app.Agent.GetAsync(one.Location! + "/messages"))["items"][0].GetProperty("id").GetGuid())).Status);
    }

    [Fact]
    public async Task An_answer_keeps_the_first_response_and_starts_the_next_update()
    {
        var one = await app.Customer.OpenAsync();
        app.Pass(20);
        var answered = await app.Agent.WriteAsync(one, "We are looking into it.");

        Assert.Equal((201, "reached", "running"), (answered.Status, State(answered, "first-response"), State(answered, "next-update")));
        Assert.Equal(1200, Clock(answered, "first-response").GetProperty("elapsedSeconds").GetInt64());
        Assert.Equal(app.Clock.Now.AddHours(4), Clock(answered, "next-update").GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal(app.Clock.Now.AddHours(4), answered["nextAt"].GetDateTimeOffset());
    }

    [Fact]
    public async Task An_internal_note_stops_no_clock_and_is_not_shown_to_whoever_asked()
    {
        var one = await app.Customer.OpenAsync();
        var noted = await app.Agent.WriteAsync(one, "Smells like the driver.", "internal");

        Assert.Equal((201, "running"), (noted.Status, State(noted, "first-response")));
        Assert.Equal(2, (await app.Agent.GetAsync($"{one.Location}/messages"))["items"].GetArrayLength());
        Assert.Equal(1, (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].GetArrayLength());
        Assert.Equal((409, "case.not-your-desk"), Code(await app.Customer.WriteAsync(one, "x", "internal")));
    }

    [Fact]
    public async Task A_wait_stands_still_until_the_customer_writes()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.WriteAsync(one, "Which software is on it?");
        app.Pass(30);
        var waits = await app.Agent.DoAsync(one, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(2) });
        app.Pass(600);
        var meanwhile = await app.Agent.GetAsync(one.Location!);
        var replied = await app.Customer.WriteAsync(one, "It is 4.1.");

        Assert.Equal((200, "waiting", "paused"), (waits.Status, waits["state"].GetString(), State(meanwhile, "resolution")));
        Assert.Equal(Clock(waits, "resolution").GetProperty("remainingSeconds").GetInt64(), Clock(meanwhile, "resolution").GetProperty("remainingSeconds").GetInt64());
        Assert.Equal(app.Clock.Now.AddMinutes(-600).AddDays(2), meanwhile["nextAt"].GetDateTimeOffset());
        Assert.Equal(("open", "running", 0), (replied["state"].GetString(), State(replied, "resolution"), replied["waits"].GetArrayLength()));
    }

    [Fact]
    public async Task What_is_written_while_the_desk_acts_waits_its_turn_and_is_said()
    {
        var one = await app.Customer.OpenAsync();
        for (var round = 0; round < 8; round++)
        {
            var severity = round % 2 == 0 ? "p1" : "p2";
            var both = await Task.WhenAll(app.Customer.WriteAsync(one, "word " + round), app.Agent.DoAsync(one, "severity", new { severity }));
            Assert.Equal(201, both[0].Status);
        }
        Assert.Equal(9, (await app.Customer.GetAsync(one.Location! + "/messages"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Waits_are_refused_twice_ended_by_hand_and_look_again_later()
    {
        var one = await app.Customer.OpenAsync();
        var later = new { followUpAt = app.Clock.Now.AddHours(4) };
        await app.Agent.DoAsync(one, "waits/parts", later);

        Assert.Equal((409, "case.waits-already"), Code(await app.Agent.DoAsync(one, "waits/parts", later)));
        var past = await app.Agent.DoAsync(one, "waits/carrier", new { followUpAt = app.Clock.Now.AddHours(-1) });
        Assert.Equal((409, "case.follow-up-past", "/followUpAt"), (past.Status, past.Code, past["errors"][0].GetProperty("pointer").GetString()));
        var moved = app.Clock.Now.AddMinutes(30);
        Assert.Equal(moved, (await app.Agent.DoAsync(one, "waits/parts", new { followUpAt = moved }))["nextAt"].GetDateTimeOffset());
        Assert.Equal(moved, (await app.Agent.GetAsync(one.Location!))["waits"][0].GetProperty("followUpAt").GetDateTimeOffset());
        var weather = await app.Agent.DoAsync(one, "waits/weather", later);
        Assert.Equal((400, "reason"), (weather.Status, weather["errors"][0].GetProperty("pointer").GetString()));
        Assert.Contains("cloud-partner, carrier", weather.Body.GetRawText());
        Assert.Equal("open", (await app.Agent.DoAsync(one, "waits/parts", method: HttpMethod.Delete))["state"].GetString());
        Assert.Equal((409, "case.waits-not"), Code(await app.Agent.DoAsync(one, "waits/parts", method: HttpMethod.Delete)));
    }

    [Fact]
    public async Task A_change_of_severity_is_shown_with_the_due_of_each_clock_before_and_after()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Rises", text = "x", severity = "p3" });
        app.Pass(10);
        var raised = await app.Agent.DoAsync(one, "severity", new { severity = "p1", reason = "Known to the desk alone." });

        var shown = await app.Customer.GetAsync(one.Location! + "/changes");
        var change = Assert.Single(shown["items"].EnumerateArray());
        var (before, after) = (change.GetProperty("before"), change.GetProperty("after"));

        Assert.Equal(("severity", "p3", "p1"), (change.GetProperty("kind").GetString(), before.GetProperty("severity").GetString(), after.GetProperty("severity").GetString()));
        Assert.Equal(Due(one.Body.GetProperty("clocks")), Due(before.GetProperty("due")));
        Assert.Equal(Due(raised.Body.GetProperty("clocks")), Due(after.GetProperty("due")));
        Assert.NotEqual(Due(before.GetProperty("due")), Due(after.GetProperty("due")));
        Assert.DoesNotContain("Known to the desk alone.", shown.Body.GetRawText());
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Assert.Contains("The severity was changed", await browser.PageAsync("/cases/" + one["id"].GetString()));

        static string Due(JsonElement clocks) => string.Join(' ', clocks.EnumerateArray().Select(clock => $"{clock.GetProperty("milestone").GetString()} {clock.GetProperty("dueAt")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_desk_writes_to_a_merged_case_is_refused_with_the_case_it_goes_on_in()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        await app.Agent.DoAsync(one, "merging", new { caseId = other["id"].GetString() });

        var answer = await app.Agent.PostAsync(one.Location! + "/messages", new { text = "Any news?" });

        Assert.Equal((409, "case.merged"), (answer.Status, answer.Code));
        Assert.Contains(other["number"].GetString()!, answer["detail"].GetString());
    }

    [Fact]
    public async Task A_raised_severity_keeps_what_was_used()
    {
        var one = await app.Customer.OpenAsync();
        app.Pass(10);
        var raised = await app.Agent.DoAsync(one, "severity", new { severity = "p1", reason = "All rooms." });

        Assert.Equal(("p1", 600, 1200), (raised["severity"].GetString(), Clock(raised, "first-response").GetProperty("elapsedSeconds").GetInt32(), Clock(raised, "first-response").GetProperty("remainingSeconds").GetInt32()));
        var same = await app.Agent.DoAsync(one, "severity", new { severity = "p1" });
        Assert.Equal((409, "case.severity-same", "/severity"), (same.Status, same.Code, same["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal(400, (await app.Agent.DoAsync(one, "severity", new { severity = "urgent" })).Status);
    }

    [Fact]
    public async Task A_workaround_is_told_and_the_resolution_ends_the_clocks()
    {
        var one = await app.Customer.OpenAsync();
        var told = await app.Agent.DoAsync(one, "workaround", new { text = "Use USB." });
        await app.Agent.DoAsync(one, "plan", new { text = "A fix comes tomorrow." });
        var done = await app.Agent.DoAsync(one, "resolution", new { outcome = "worked-around", text = "Fixed by 4.2." });

        Assert.Equal(("reached", "reached"), (State(told, "workaround"), State(told, "first-response")));
        Assert.Equal(("resolved", "worked-around", "reached", null), (done["state"].GetString(), done["outcome"].GetString(), State(done, "resolution"), done["nextAt"].GetString()));
        Assert.Equal(["inbound", "outbound", "outbound", "outbound"], (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("direction").GetString()));
        Assert.Equal((409, "case.resolved"), Code(await app.Agent.DoAsync(one, "plan", new { text = "x" })));
        Assert.Equal(400, (await app.Agent.DoAsync(one, "resolution", new { outcome = "duplicate", text = "x" })).Status);
    }

    [Fact]
    public async Task Whoever_asked_opens_it_again_or_closes_it()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        var again = await app.Customer.DoAsync(one, "reopening", new { text = "Not at all." });
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Now it is." });
        var closed = await app.Customer.DoAsync(one, "closing");

        Assert.Equal((200, "open", 1, "running"), (again.Status, again["state"].GetString(), again["reopenings"].GetInt32(), State(again, "resolution")));
        Assert.Equal((200, "closed"), (closed.Status, closed["state"].GetString()));
        Assert.Equal((409, "case.closed"), Code(await app.Agent.WriteAsync(one, "One more thing")));
        Assert.Equal((409, "case.not-resolved"), Code(await app.Customer.DoAsync(one, "reopening", new { text = "x" })));
    }

    [Fact]
    public async Task Whoever_asked_ends_a_case_that_is_needed_no_longer_and_the_desk_resolves()
    {
        var one = await app.Customer.OpenAsync();
        Assert.Equal((409, "case.withdrawn-by-desk"), Code(await app.Agent.DoAsync(one, "withdrawal", new { text = "Not needed." })));
        Assert.Equal(400, (await app.Customer.DoAsync(one, "withdrawal", new { text = " " })).Status);

        var ended = await app.Customer.DoAsync(one, "withdrawal", new { text = "A cable was loose." });

        Assert.Equal((200, "closed", "withdrawn", "dropped", "dropped"), (ended.Status, ended["state"].GetString(), ended["outcome"].GetString(), State(ended, "first-response"), State(ended, "resolution")));
        Assert.Equal("A cable was loose.", (await app.Agent.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Equal((409, "case.closed"), Code(await app.Customer.DoAsync(one, "withdrawal", new { text = "Again." })));
        var resolved = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(resolved, "resolution", new { outcome = "fixed", text = "Done." });
        Assert.Equal((409, "case.resolved"), Code(await app.Customer.DoAsync(resolved, "withdrawal", new { text = "Late." })));
    }

    [Fact]
    public async Task It_is_given_to_somebody_of_the_desk()
    {
        var one = await app.Customer.OpenAsync();
        var agent = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.SupportAgent, name: "Jonas Weber");
        var driver = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.Logistics);
        var partners = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@partner.example", Roles.Partner, partnerId: app.Meridian);

        Assert.Equal("Jonas Weber", (await app.Agent.DoAsync(one, "assignment", new { personId = agent }))["assignee"].GetString());
        Assert.Equal(one["number"].GetString(), (await app.Agent.GetAsync($"/api/v1/cases?assignee={agent}"))["items"][0].GetProperty("number").GetString());
        foreach (var person in new[] { driver, partners, Guid.NewGuid() }) Assert.Equal(400, (await app.Agent.DoAsync(one, "assignment", new { personId = person })).Status);
        Assert.Equal(400, (await app.Agent.DoAsync(one, "assignment", new { })).Status);
        Assert.Null((await app.Agent.DoAsync(one, "assignment", new { personId = (Guid?)null }))["assignee"].GetString());
    }

    [Fact]
    public async Task It_goes_on_in_another_of_the_same_account()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        var foreign = await app.Agent.OpenAsync(new { accountId = await app.Seed.AccountAsync("Elsewhere"), subject = "x", text = "y" });

        Assert.Equal((409, "case.merge-elsewhere"), Code(await app.Agent.DoAsync(one, "merging", new { caseId = foreign["id"].GetString() })));
        Assert.Equal((409, "case.merge-itself"), Code(await app.Agent.DoAsync(one, "merging", new { caseId = one["id"].GetString() })));
        Assert.Equal(404, (await app.Agent.DoAsync(one, "merging", new { caseId = Guid.NewGuid() })).Status);
        var merged = await app.Agent.DoAsync(one, "merging", new { caseId = other["id"].GetString() });
        Assert.Equal(("closed", "duplicate", other["id"].GetString()), (merged["state"].GetString(), merged["outcome"].GetString(), merged["mergedIntoId"].GetString()));
        Assert.All(merged["clocks"].EnumerateArray(), clock => Assert.Equal("dropped", clock.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.WriteAsync(one, "x");

        Assert.Equal(428, (await app.Agent.SendAsync(HttpMethod.Put, $"{one.Location}/plan", new { text = "x" })).Status);
        Assert.Equal(412, (await app.Agent.SendAsync(HttpMethod.Put, $"{one.Location}/plan", new { text = "x" }, one.Etag)).Status);
    }

    [Fact]
    public async Task Two_who_resolve_at_once_resolve_it_once()
    {
        var one = await app.Customer.OpenAsync();
        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Agent.SendAsync(HttpMethod.Put, $"{one.Location}/resolution", new { outcome = "fixed", text = "x" }, one.Etag)));

        Assert.Single(both, answer => answer.Status == 200);
        Assert.All(both.Where(answer => answer.Status != 200), answer => Assert.Equal(412, answer.Status));
    }

    [Fact]
    public async Task A_severity_that_flaps_gives_back_every_second_and_keeps_what_was_waited()
    {
        var (one, calm) = (await app.Customer.OpenAsync(new { subject = "Flaps", text = "x", severity = "p3" }), await app.Customer.OpenAsync(new { subject = "Calm", text = "x", severity = "p3" }));
        foreach (var minutes in new[] { 30, 45, 60 })
        {
            foreach (var which in new[] { one, calm }) await app.Agent.DoAsync(which, "waits/parts", new { followUpAt = app.Clock.Now.AddDays(3) });
            app.Pass(minutes);
            Assert.Equal(200, (await app.Agent.DoAsync(one, "severity", new { severity = minutes == 45 ? "p3" : "p1" })).Status);
            app.Pass(minutes);
            foreach (var which in new[] { one, calm }) await app.Agent.DoAsync(which, "waits/parts", method: HttpMethod.Delete);
            app.Pass(10);
        }
        var stale = await app.Agent.SendAsync(HttpMethod.Put, $"{one.Location}/severity", new { severity = "p3", reason = "Late." }, one.Etag);
        var back = await app.Agent.DoAsync(one, "severity", new { severity = "p3" });
        var never = await app.Agent.GetAsync(calm.Location!);

        Assert.Equal(412, stale.Status);
        foreach (var milestone in new[] { "resolution", "plan" })
            foreach (var figure in new[] { "elapsedSeconds", "remainingSeconds" })
                Assert.Equal(Clock(never, milestone).GetProperty(figure).GetInt64(), Clock(back, milestone).GetProperty(figure).GetInt64());
        Assert.Equal(Clock(never, "resolution").GetProperty("dueAt").GetString(), Clock(back, "resolution").GetProperty("dueAt").GetString());
    }

    [Fact]
    public async Task Many_who_write_at_once_are_all_kept()
    {
        var one = await app.Customer.OpenAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => (number % 2 == 0 ? app.Agent : app.Customer).WriteAsync(one, $"message {number}")));

        Assert.All(all, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(13, (await app.Agent.GetAsync($"{one.Location}/messages"))["items"].GetArrayLength());
        Assert.Equal(13L, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1", one["id"].GetGuid()));
    }

    [Fact]
    public async Task Only_those_who_work_on_cases_do()
    {
        var one = await app.Customer.OpenAsync();
        var manager = await app.ApiAsync(Roles.SuccessManager);

        Assert.Equal(403, (await app.Customer.DoAsync(one, "plan", new { text = "x" })).Status);
        Assert.Equal(403, (await manager.DoAsync(one, "plan", new { text = "x" })).Status);
        Assert.Equal((409, "case.not-your-desk"), Code(await manager.WriteAsync(one, "x")));
        Assert.Equal(201, (await manager.WriteAsync(one, "x", "internal")).Status);
    }

    private static (int, string?) Code(ApiAnswer answer) => (answer.Status, answer.Code);
}
