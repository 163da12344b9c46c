using Backline.Server.Features.CloudIncidents;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>Joint calls with invitations to calendars (EC-5).</summary>
public sealed class CloudCallTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static readonly CallFacts facts = new(Guid.Empty, "Sound, with; Zoom", new(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(1)), 45, "+49 40 1", [new("Müller \"Kai\"", "kai@nordhaven.example"), new("Nobody", null)], 2, false, "desk@vendor.example", "Meridian \"Care\"", "Line one\nline two");

    [Fact]
    public void An_invitation_says_its_times_in_utc_also_in_the_night_the_clocks_change()
    {
        var text = CloudCallInvitation.Of(facts, CaseApp.Start);

        foreach (var line in new[] { "METHOD:REQUEST", "SEQUENCE:2", "DTSTART:20260329T013000Z", "DTEND:20260329T021500Z", "SUMMARY:Sound\\, with\\; Zoom", "DESCRIPTION:Line one\\nline two", "STATUS:CONFIRMED", "DTSTAMP:20260317T080000Z" })
            Assert.Contains($"\r\n{line}\r\n", text);
        Assert.Contains("\r\nORGANIZER;CN=\"Meridian Care\":mailto:desk@vendor.example\r\n", text);
        Assert.Contains("ATTENDEE;CN=\"Müller Kai\"", text);
        Assert.DoesNotContain("Nobody", text);
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Contains("METHOD:CANCEL", CloudCallInvitation.Of(facts with { Cancelled = true }, CaseApp.Start));
    }

    [Fact]
    public async Task An_address_that_sends_mail_back_is_not_invited_and_whoever_plans_is_told()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "67676767");
        var (gone, there) = ($"gone{Guid.NewGuid():N}@x.example", $"there{Guid.NewGuid():N}@x.example");
        await app.Seed.ExecuteAsync("insert into mail_bounce (address, at, status, said) values ($1, $2, '5.1.1', 'no such user')", gone, app.Clock.Now);
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls";

        var planned = await app.Agent.PostAsync(path, new { title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30, participants = new object[] { new { name = "Gone", email = gone.ToUpperInvariant() }, new { name = "There", email = there } } });

        Assert.Equal([gone], planned["notMailed"].EnumerateArray().Select(mail => mail.GetString()));
        Assert.Equal((0L, 1L), (await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where lower(recipient) = $1", gone), await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", there)));
        // by it a report that the invitation did not arrive is known as one
        Assert.Matches("^[0-9a-f-]{36}@", await app.Seed.ScalarAsync<string>("select message_id from outbox_message where recipient = $1", there));
        Assert.Contains($"Not mailed, as mail comes back from there: {gone}.", await (await CasePerson.OfAsync(app, Roles.SupportAgent)).PageAsync($"/cloud-incidents/{incident["id"].GetString()}"));
        Assert.Empty((await app.Customer.GetAsync($"{path}/{planned["id"].GetString()}"))["notMailed"].EnumerateArray());
    }

    [Fact]
    public async Task A_call_is_planned_moved_and_cancelled_and_everybody_gets_each_update_once()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "66666666");
        var (anna, ben, cleo) = ($"anna{Guid.NewGuid():N}@x.example", $"ben{Guid.NewGuid():N}@x.example", $"cleo{Guid.NewGuid():N}@x.example");
        await app.Seed.PersonAsync(anna, Roles.CustomerUser, app.Nordhaven);
        await app.Seed.ExecuteAsync("update person set language = 'de' where email = $1", anna);
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls";
        var key = Guid.NewGuid().ToString();
        var asked = new { title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30, place = "https://call.example", participants = new object[] { new { name = "Anna", email = anna }, new { name = "Ben", email = ben } } };

        var planned = await app.Agent.PostAsync(path, asked, key);
        var again = await app.Agent.PostAsync(path, asked, key);
        // nobody is to dial in twice at one time
        var twice = await app.Agent.PostAsync(path, asked with { startsAt = asked.startsAt.AddMinutes(29) });
        Assert.Equal((409, "cloud-call.planned"), (twice.Status, twice.Code));
        Assert.Contains("Trace together", twice["detail"].GetString());

        Assert.Equal((201, 201), (planned.Status, again.Status));
        Assert.Equal((1L, 1L), (await MailsAsync(anna), await MailsAsync(ben)));
        Assert.StartsWith($"[{incident["cases"][0].GetProperty("number").GetString()}] Einladung", await app.Seed.ScalarAsync<string>("select subject from outbox_message where recipient = $1", anna));
        Assert.Contains("METHOD:REQUEST", await app.Seed.ScalarAsync<string>("select calendar from outbox_message where recipient = $1", anna));
        // who can sign in is led to it; of whoever can't, the clock on the wall is not known
        Assert.EndsWith($"/cloud-incidents/{incident["id"].GetString()}", await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", anna));
        var strangers = await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", ben);
        Assert.DoesNotContain("/cloud-incidents/", strangers);
        Assert.Contains($"{app.Clock.Now:HH:mm} (UTC)", strangers);
        var (number, inviter) = (incident["cases"][0].GetProperty("number").GetString()!, await app.Seed.ScalarAsync<string>("select created_by from cloud_call where id = $1", planned["id"].GetGuid()));
        Assert.Contains($"Fall: {number}\nEingeladen von: {inviter}", await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", anna));
        Assert.Contains($"Case: {number}\\nInvited by: {inviter}", (await app.Seed.ScalarAsync<string>("select calendar from outbox_message where recipient = $1", ben))!.Replace("\r\n ", ""));
        var call = $"{path}/{planned["id"].GetString()}";
        var moved = await app.Agent.PutAsync(call, new { title = "Trace together", startsAt = app.Clock.Now.AddDays(2), minutes = 60, participants = new object[] { new { name = "Anna", email = anna }, new { name = "Cleo", email = cleo } } }, planned.Etag);
        Assert.Equal((200, 1), (moved.Status, moved["sequence"].GetInt32()));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and calendar like '%METHOD:CANCEL%SEQUENCE:1%'", ben));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and calendar like '%METHOD:REQUEST%SEQUENCE:1%'", cleo));
        Assert.Equal(200, (await app.Agent.PutAsync($"{call}/cancellation", new { }, moved.Etag)).Status);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and calendar like '%METHOD:CANCEL%SEQUENCE:2%'", cleo));
        Assert.Equal(["call-cancelled", "call-moved", "call"], (await app.Agent.GetAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}/events"))["items"].EnumerateArray().Take(3).Select(happened => happened.GetProperty("kind").GetString()));
        var history = await (await CasePerson.OfAsync(app, Roles.SupportAgent)).PageAsync($"/cloud-incidents/{incident["id"].GetString()}");
        foreach (var label in new[] { "Joint call planned", "Joint call moved", "Joint call cancelled" }) Assert.Contains(label, history);
        Assert.Equal("cloud-call.over", (await app.Agent.PutAsync($"{call}/minutes", new { minutes = 5, text = "x" }, "*")).Code);
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync(call)).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync($"{call}/invitation")).Status);
        Assert.Equal(200, (await app.Customer.GetAsync($"{call}/invitation")).Status);

        Task<long> MailsAsync(string mail) => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail);
    }

    [Fact]
    public async Task Whom_a_partner_serves_is_invited_by_it_to_the_case_they_know_and_nobody_of_others_is()
    {
        await app.PapersAsync(app.Partner, app.Lucenti);
        var customers = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Please look." });
        var incident = await app.OpenedAsync(vendors, "44444441", by: "partner");
        var (own, other) = ($"own{Guid.NewGuid():N}@x.example", $"other{Guid.NewGuid():N}@x.example");
        await app.Seed.PersonAsync(own, Roles.CustomerUser, app.Lucenti);
        await app.Seed.PersonAsync(other, Roles.CustomerUser, app.Nordhaven);
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls";
        object Asked(string who) => new { title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30, participants = new object[] { new { name = "Somebody", email = who } } };

        var refused = await app.Agent.PostAsync(path, Asked(other.ToUpperInvariant()));
        Assert.Equal((400, "cloud-call.of-others", "/participants/0/email"), (refused.Status, refused["errors"][0].GetProperty("code").GetString(), refused["errors"][0].GetProperty("pointer").GetString()));
        Assert.Empty((await app.LucentiCustomer.GetAsync($"{customers.Location}/joint-calls"))["items"].EnumerateArray());
        var planned = await app.Agent.PostAsync(path, Asked(own));
        Assert.Equal(201, planned.Status);

        var mail = await app.Seed.ScalarAsync<string>("select subject || body_text || replace(calendar, E'\r\n ', '') from outbox_message where recipient = $1", own);
        Assert.Contains(customers["number"].GetString()!, mail);
        Assert.DoesNotContain(vendors["number"].GetString()!, mail);
        Assert.DoesNotContain(incident["number"].GetString()!, mail);
        Assert.Equal(app.Meridian, await app.Seed.ScalarAsync<Guid>("select desk_id from outbox_message where recipient = $1", own));

        // it stands at the case they know, and so does its record, which is sent to whoever was invited
        app.Pass(25 * 60);
        Assert.Equal(200, (await app.Agent.PutAsync($"{path}/{planned["id"].GetString()}/minutes", new { minutes = 42, text = "They send a build on Friday." }, planned.Etag)).Status);
        var seen = Assert.Single((await app.LucentiCustomer.GetAsync($"{customers.Location}/joint-calls"))["items"].EnumerateArray());
        Assert.Equal(("held", 42, "They send a build on Friday."), (seen.GetProperty("state").GetString(), seen.GetProperty("heldMinutes").GetInt32(), seen.GetProperty("notes").GetString()));
        using var reader = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti);
        Assert.Contains("They send a build on Friday.", await reader.PageAsync($"/cases/{customers["id"].GetString()}"));
        var record = await app.Seed.ScalarAsync<string>("select sender_name || ': ' || subject || body_text || coalesce(calendar, '') from outbox_message where recipient = $1 order by id desc limit 1", own);
        foreach (var said in new[] { "Meridian Care: ", "Record of the call: Trace together", "42 minutes", "They send a build on Friday.", customers["number"].GetString()! }) Assert.Contains(said, record);
        Assert.DoesNotContain(vendors["number"].GetString()!, record);
        Assert.Equal(404, (await app.Customer.GetAsync($"{customers.Location}/joint-calls")).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync($"{vendors.Location}/joint-calls")).Status);
        Assert.Single((await app.Partner.GetAsync($"{vendors.Location}/joint-calls"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task Before_the_partner_asks_its_customer_is_not_invited()
    {
        using var asking = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti, name: "Lu Customer");
        var customers = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Please look." });
        var incident = await app.ConsiderAsync(vendors);
        var house = $"{Guid.NewGuid():N}.example";
        var (own, contact, partner) = ($"own@{house}", $"contact@{house}", $"p{Guid.NewGuid():N}@meridian{house}");
        await app.Seed.PersonAsync(own, Roles.CustomerUser, app.Lucenti);
        await app.Seed.ContactAsync(app.Lucenti, "Con Tact", "de", contact);
        await app.Seed.PersonAsync(partner, Roles.Partner, partnerId: app.Meridian);
        var page = $"/cloud-incidents/{incident["id"].GetString()}";
        Task<ApiAnswer> PlanAsync(params string[] mails) => app.Agent.PostAsync($"/api/v1{page}/calls", new { title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30, participants = mails.Select(email => new { name = "Somebody", email }) });

        // known, a contact, and somebody of their house
        foreach (var mail in new[] { own, contact.ToUpperInvariant(), $"other@{house}" })
        {
            var refused = await PlanAsync(partner, mail);
            Assert.Equal((400, "cloud-call.partner-decides", "/participants/1/email"), (refused.Status, refused["errors"][0].GetProperty("code").GetString(), refused["errors"][0].GetProperty("pointer").GetString()));
        }
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient like '%' || $1", house));
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        Assert.Contains("Until it does, invite the partner and the cloud partner", await agent.PageAsync(page));
        var planned = await PlanAsync(partner, "engineer@zoom.example");
        Assert.Equal(201, planned.Status);

        await app.Partner.ActAsync(incident, "asking");

        Assert.DoesNotContain("Until it does, invite the partner", await agent.PageAsync(page));
        Assert.Equal(200, (await app.Agent.PutAsync($"/api/v1{page}/calls/{planned["id"].GetString()}", new { title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30, participants = new[] { new { name = "Own", email = own } } }, planned.Etag)).Status);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", own));
    }

    [Fact]
    public async Task Whom_a_partner_serves_takes_the_call_into_a_calendar_from_the_case_they_know()
    {
        await app.PapersAsync(app.Partner, app.Lucenti);
        var customers = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Please look." });
        var incident = await app.OpenedAsync(vendors, "44444477", by: "partner");
        var (own, agent) = ($"own{Guid.NewGuid():N}@lucenti.example", $"agent{Guid.NewGuid():N}@thevendor.example");
        await app.Seed.PersonAsync(own, Roles.CustomerUser, app.Lucenti, name: "Lu Customer");
        await app.Seed.PersonAsync(agent, Roles.SupportAgent, name: "Vera Vendor");
        var planned = await app.Agent.PostAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls", new
        {
            title = "Trace together", startsAt = app.Clock.Now.AddDays(1), minutes = 30,
            participants = new object[] { new { name = "Lu Customer", email = own }, new { name = "Vera V", email = agent }, new { name = "Vera Vendor" }, new { name = "Not Yet Known", email = "new@thevendor.example" }, new { name = "Engineer", email = "e@cloud.example" } },
        });
        var path = $"{customers.Location}/joint-calls/{planned["id"].GetString()}/invitation";
        using var reader = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti);

        var call = Assert.Single((await app.LucentiCustomer.GetAsync($"{customers.Location}/joint-calls"))["items"].EnumerateArray());
        Assert.Equal(["Lu Customer", "Engineer", "Meridian Care"], call.GetProperty("participants").EnumerateArray().Select(person => person.GetProperty("name").GetString()));
        var page = await reader.PageAsync($"/cases/{customers["id"].GetString()}");
        foreach (var shown in new[] { $"{path["/api/v1".Length..]}.ics", "Lu Customer, Engineer, Meridian Care" }) Assert.Contains(shown, page);
        foreach (var calendar in new[] { await reader.PageAsync($"{path["/api/v1".Length..]}.ics"), await app.Seed.ScalarAsync<string>("select calendar from outbox_message where recipient = $1", own) })
        {
            var text = calendar!.Replace("\r\n ", "", StringComparison.Ordinal);
            foreach (var said in new[] { customers["number"].GetString()!, "44444477", "ORGANIZER;CN=\"Meridian Care\"", $"mailto:{own}", "mailto:e@cloud.example", "METHOD:REQUEST" }) Assert.Contains(said, text);
            foreach (var hidden in new[] { vendors["number"].GetString()!, incident["number"].GetString()!, "Vera", "thevendor", "Not Yet Known", "Backline", "backline" }) Assert.DoesNotContain(hidden, text.Split("ORGANIZER")[0] + text.Split("\r\nATTENDEE", 2)[1]);
        }
        // of the vendor and the partner the same address gives what they see
        foreach (var who in new[] { app.Agent, app.Partner }) Assert.Equal(200, (await who.GetAsync($"{vendors.Location}/joint-calls/{planned["id"].GetString()}/invitation")).Status);
        foreach (var who in new[] { app.Customer, app.OtherPartner }) Assert.Equal(404, (await who.GetAsync(path)).Status);
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync($"{customers.Location}/joint-calls/{Guid.NewGuid()}/invitation")).Status);
    }

    [Fact]
    public async Task A_call_that_was_held_has_minutes_which_the_customer_reads()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "55555555");
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls";
        var planned = await app.Agent.PostAsync(path, new { title = "Held", startsAt = app.Clock.Now.AddHours(1), minutes = 30, participants = new object[] { new { name = "Somebody" } } });
        var early = await app.Agent.PutAsync($"{path}/{planned["id"].GetString()}/minutes", new { minutes = 42, text = "Too early." }, planned.Etag);
        app.Pass(61);

        Assert.Equal((409, "cloud-call.not-begun"), (early.Status, early.Code));
        Assert.Contains("The call Held begins", early["detail"].GetString());
        Assert.Contains("move it first", early["detail"].GetString());
        var held = await app.Agent.PutAsync($"{path}/{planned["id"].GetString()}/minutes", new { minutes = 42, text = "They send a build on Friday." }, planned.Etag);

        Assert.Equal(("held", 42), (held["state"].GetString(), held["heldMinutes"].GetInt32()));
        Assert.Contains("They send a build on Friday.", (await app.Customer.GetAsync(path)).Body.ToString());
    }

    [Fact]
    public async Task The_history_says_a_call_by_the_clock_on_the_readers_wall_and_leaves_what_was_written_alone()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "44444444");
        var (page, path) = ($"/cloud-incidents/{incident["id"].GetString()}", $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls");
        await app.Agent.PostAsync(path, new { title = "Log of · 2026-01-01 10:00 UTC · again", startsAt = new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero), participants = new object[] { new { name = "Somebody" } } });
        var soon = await app.Agent.PostAsync(path, new { title = "Soon", startsAt = app.Clock.Now.AddMinutes(1), participants = new object[] { new { name = "Somebody" } } });
        app.Pass(2);
        await app.Agent.PutAsync($"{path}/{soon["id"].GetString()}/minutes", new { minutes = 30, text = "It began · 2026-07-01 08:05 UTC · late" }, soon.Etag);
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);

        var read = await agent.PageAsync(page);

        Assert.Contains("Log of · 2026-01-01 10:00 UTC · again · Wed 1 Jul 10:00 · 30 min", read);
        Assert.Contains("It began · 2026-07-01 08:05 UTC · late", read);
        Assert.Contains("2026-07-01 08:00 UTC · 30 min", (await app.Agent.GetAsync($"/api/v1{page}/events")).Body.ToString());
    }

    [Fact]
    public async Task Whoever_is_named_twice_is_invited_once_by_their_name()
    {
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), "33333331");
        var mail = $"k{Guid.NewGuid():N}@x.example";

        var planned = await app.Agent.PostAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls",
            new { title = "x", startsAt = app.Clock.Now.AddHours(1), participants = new[] { CloudIncidentForms.Participant(mail.ToUpperInvariant()), CloudIncidentForms.Participant($"\"Lindqvist, Katrin\" <{mail}>") } });

        Assert.Equal("Lindqvist, Katrin", Assert.Single(planned["participants"].EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where lower(recipient) = $1", mail));
    }

    [Fact]
    public async Task Who_is_likely_to_come_is_proposed()
    {
        using var planner = await CasePerson.OfAsync(app, Roles.SupportAgent, name: "Zoe Planner");
        using var asking = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven, name: "Katrin Asks");
        var mail = $"{Guid.NewGuid():N}@nordhaven.example";
        await app.PapersAsync(app.Customer);
        var contact = await app.Seed.ContactAsync(app.Nordhaven, "Lena Vogt", "de", mail);
        var opened = await asking.SendAsync("POST", "/api/v1/cases", new { subject = "No sound", text = "x", contactId = contact }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        var worker = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.SupportAgent, name: "Wim Works");
        await app.Agent.DoAsync(opened, "assignment", new { personId = worker });
        var incident = await app.OpenedAsync(opened, "33333332");

        var page = await planner.PageAsync($"/cloud-incidents/{incident["id"].GetString()}");

        var proposed = page[page.IndexOf("name=\"cloud-call.participants\"", StringComparison.Ordinal)..].Split('>', 2)[1].Split("</textarea>")[0].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Katrin Asks", "Lena Vogt", "Wim Works", "Zoe Planner"], proposed.Select(line => line.Split(" <")[0]));
        Assert.Contains($"Lena Vogt <{mail}>", proposed);
    }

    [Theory]
    [InlineData("evil@x.example\r\nBCC: all@x.example")]
    [InlineData("no mail")]
    [InlineData("a@b@c")]
    [InlineData("a@b")]
    public async Task What_is_no_mail_address_is_refused(string email)
    {
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync());

        var refused = await app.Agent.PostAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls", new { title = "x", startsAt = app.Clock.Now.AddHours(1), participants = new object[] { new { name = "x", email } } });

        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [InlineData("Katrin Vogel <katrin@nordhaven.example>", "Katrin Vogel", "katrin@nordhaven.example")]
    [InlineData("katrin@nordhaven.example", "katrin", "katrin@nordhaven.example")]
    [InlineData("Somebody of theirs <>", "Somebody of theirs", null)]
    [InlineData("notanaddress", "notanaddress", "notanaddress")]
    [InlineData("<kai@x.example>", "kai", "kai@x.example")]
    public void A_line_of_the_form_names_one_who_comes(string line, string name, string? mail) => Assert.Equal(new(name, mail), CloudIncidentForms.Participant(line));
}
