using Backline.Server.Features.CloudIncidents;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>An incident goes from a case to the cloud partner and back (EC-1 to EC-7).</summary>
public sealed class CloudIncidentTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Everything_that_is_missing_is_named_with_its_mend()
    {
        var one = await app.Customer.OpenAsync();
        var incident = await app.ConsiderAsync(one, name: "Zoom", findings: null);

        Assert.Equal(201, incident.Status);
        Assert.Equal(["cloud-incident.not-asked", "cloud-incident.agreement-missing", "cloud-incident.authority-missing", "cloud-incident.findings-missing"], incident.Codes());
        Assert.Equal(["asking", "papers", "papers", "findings"], incident["missing"].EnumerateArray().Select(missing => missing.GetProperty("mend").GetString()));
        // each reads of papers as theirs or the customer's
        Assert.Contains(Missing(incident), text => text.StartsWith("The customer’s support agreement with Zoom is missing", StringComparison.Ordinal));
        Assert.Contains(Missing(await app.Customer.AgainAsync(incident)), text => text.StartsWith("Your support agreement with Zoom is missing", StringComparison.Ordinal));
        var refused = await app.Agent.ActAsync(incident, "request");
        Assert.Equal((409, "cloud-incident.not-asked"), (refused.Status, refused.Code));

        static IEnumerable<string> Missing(ApiAnswer asked) => asked["missing"].EnumerateArray().Select(missing => missing.GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task It_goes_from_the_question_to_the_solution_and_the_customer_sees_the_number_at_once()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var asked = await app.ConsiderAsync(one, app.Customer, findings: null);
        Assert.Equal("customer", asked["askedBy"].GetString());
        await app.Agent.ActAsync(asked, "findings", new { findings = "Seen in the trace.", asSpecified = true });
        Assert.Equal(200, (await app.Agent.ActAsync(asked, "request")).Status);
        Assert.Equal(0, (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"].GetArrayLength());

        var opened = await app.Agent.ActAsync(asked, "opening", new { externalNumber = "2611200040001234", severity = "B", text = "Opened with Microsoft.", wait = true });

        Assert.Equal(("opened", true), (opened["state"].GetString(), opened["numberFits"].GetBoolean()));
        Assert.Equal("2611200040001234", (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"][0].GetProperty("externalNumber").GetString());
        Assert.Equal("waiting", (await app.Agent.GetAsync(one.Location!))["state"].GetString());
        Assert.Contains("Opened with Microsoft.", (await app.Customer.GetAsync($"{one.Location}/messages")).Body.ToString());
        Assert.Equal(400, (await app.Agent.ActAsync(asked, "state", new { state = "working", nextContactAt = app.Clock.Now.AddMinutes(-1) })).Status);
        Assert.Equal(400, (await app.Agent.ActAsync(asked, "state", new { state = "working", nextContactAt = app.Clock.Now.AddDays(31) })).Status);
        await app.Agent.ActAsync(asked, "state", new { state = "working" });
        Assert.Equal("worked-around", (await app.Agent.ActAsync(asked, "workaround", new { text = "Use the browser." }))["state"].GetString());
        Assert.Equal("open", (await app.Agent.GetAsync(one.Location!))["state"].GetString());
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1 and details::text like '%worked-around%'", one["id"].GetGuid()));
        Assert.Equal("resolved", (await app.Agent.ActAsync(asked, "resolution", new { text = "Fixed there." }))["state"].GetString());
        Assert.Equal("resolved", (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"][0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_number_of_another_shape_is_refused_unless_whoever_types_it_says_that_it_is_theirs()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var incident = await app.ConsiderAsync(one);
        await app.Agent.ActAsync(incident, "asking", new { by = "customer" });
        await app.Agent.ActAsync(incident, "request");

        var refused = await app.Agent.ActAsync(incident, "opening", new { externalNumber = "abc!" });
        Assert.Equal((400, "cloud-incident.number-odd"), (refused.Status, refused["errors"][0].GetProperty("code").GetString()));
        Assert.Equal("/externalNumber", refused["errors"][0].GetProperty("pointer").GetString());
        Assert.Equal(0, (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"].GetArrayLength());

        var opened = await app.Agent.ActAsync(incident, "opening", new { externalNumber = "TrackingID#26/x", asIs = true });
        Assert.False(opened["numberFits"].GetBoolean());
        Assert.Equal("TrackingID#26/x", opened["externalNumber"].GetString());
    }

    [Fact]
    public async Task A_number_that_another_incident_has_is_linked_or_said_to_be_theirs_all_the_same()
    {
        await app.PapersAsync(app.Customer);
        var first = await app.OpenedAsync(await app.Customer.OpenAsync(), "55500001");
        var second = await app.OpenedAsync(await app.Customer.OpenAsync(), "55500002");

        var taken = await app.Agent.ActAsync(second, "external-number", new { externalNumber = "55500001" });

        Assert.Equal((400, "cloud-incident.number-taken"), (taken.Status, taken["errors"][0].GetProperty("code").GetString()));
        Assert.Contains(first["number"].GetString()!, taken["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await app.Agent.ActAsync(second, "external-number", new { externalNumber = "55500001", asIs = true })).Status);
    }

    [Fact]
    public async Task A_wrong_number_is_corrected_wherever_it_is_shown_and_the_customer_is_told()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var opened = await app.OpenedAsync(one, "10000001");

        Assert.Equal(400, (await app.Agent.ActAsync(opened, "external-number", new { externalNumber = "1000000l" })).Status);
        Assert.Equal(403, (await app.Customer.PutAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/external-number", new { externalNumber = "10000002" }, "*")).Status);
        var corrected = await app.Agent.ActAsync(opened, "external-number", new { externalNumber = "10000002", url = "https://cloud.example/10000002" });

        Assert.Equal((200, "10000002"), (corrected.Status, corrected["externalNumber"].GetString()));
        var shown = (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"][0];
        Assert.Equal(("10000002", "https://cloud.example/10000002"), (shown.GetProperty("externalNumber").GetString(), shown.GetProperty("externalUrl").GetString()));
        var happened = (await app.Agent.GetAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/events"))["items"][0];
        Assert.Equal(("renumbered", "10000001 → 10000002"), (happened.GetProperty("kind").GetString(), happened.GetProperty("text").GetString()));
        Assert.Contains("10000002, not 10000001", (await app.Customer.GetAsync($"{one.Location}/messages")).Body.ToString());
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where action = 'cloud-incident.renumbered' and subject_id = $1", opened["id"].GetGuid()));
        Assert.Equal("cloud-incident.number-same", (await app.Agent.ActAsync(opened, "external-number", new { externalNumber = " 10000002 ", url = "https://cloud.example/10000002" })).Code);
        await app.Agent.ActAsync(opened, "resolution");
        Assert.Equal("cloud-incident.not-opened", (await app.Agent.ActAsync(opened, "external-number", new { externalNumber = "10000003" })).Code);
    }

    [Fact]
    public async Task The_number_is_told_in_each_linked_case_in_the_language_of_whoever_asked()
    {
        var account = await app.Seed.AccountAsync("Numbers");
        await app.ContractAsync(account, Backline.Domain.Contracts.ShippedPlans.PolyPlusEnterprise, "video");
        await app.Seed.ExecuteAsync("update account set language = 'de' where account_id = $1", account);
        var customer = await app.ApiAsync(Roles.CustomerUser, account);
        await app.PapersAsync(customer);
        var (one, later) = (await customer.OpenAsync(), await customer.OpenAsync());

        var opened = await app.OpenedAsync(one, "20000001", opening: new { externalNumber = "20000001", url = "https://cloud.example/20000001" });
        await app.Agent.PostAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/cases", new { caseId = later["id"].GetGuid() });

        foreach (var linked in new[] { one, later })
        {
            var said = (await customer.GetAsync($"{linked.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("text").GetString()!;
            foreach (var part in new[] { "Wir haben", "Microsoft Teams", "20000001", "https://cloud.example/20000001" }) Assert.Contains(part, said);
        }
        Assert.Equal(2, (await customer.GetAsync($"{one.Location}/messages"))["items"].GetArrayLength());
    }

    [Theory]
    [InlineData("en", "Findings:", "Why not:", "– By phone: 888-898-5491", "– Who may open one there: account users")]
    [InlineData("de", "Befund:", "Grund:", "– Telefonisch: 888-898-5491", "– Wer dort einen Vorfall öffnen darf: account users")]
    [InlineData("es", "Resultados:", "Motivo:", "– Por teléfono: 888-898-5491", "– Quién puede abrir una incidencia allí: account users")]
    [InlineData("it", "Risultati:", "Motivo:", "– Per telefono: 888-898-5491", "– Chi può aprire una segnalazione: account users")]
    [InlineData("vi", "Kết quả kiểm tra:", "Lý do:", "– Qua điện thoại: 888-898-5491", "– Ai được phép gửi yêu cầu: account users")]
    [InlineData("ko", "확인 결과:", "사유:", "– 전화: 888-898-5491", "– 접수할 수 있는 사람: account users")]
    public async Task The_findings_are_handed_over_in_the_language_of_whoever_asked(string language, string findings, string reason, string phone, string who)
    {
        var one = await app.Customer.OpenAsync(new { subject = "No sound", text = "x", contactId = await app.Seed.ContactAsync(app.Nordhaven, "Ana", language) });
        var incident = await app.ConsiderAsync(one, name: "RingCentral", findings: "Their media server drops us.");

        await app.Agent.ActAsync(incident, "referral", new { text = "No agreement." });

        var said = (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("text").GetString()!;
        foreach (var part in new[] { findings, reason, phone, who, "Their media server drops us.", "No agreement.", incident["number"].GetString()! }) Assert.Contains(part, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_opened_is_referred_with_the_findings()
    {
        var one = await app.Customer.OpenAsync();
        var incident = await app.ConsiderAsync(one, name: "RingCentral", findings: "Their media server drops us.");

        var referred = await app.Agent.ActAsync(incident, "referral", new { text = "No agreement." });

        Assert.Equal("referred", referred["state"].GetString());
        var said = (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("text").GetString()!;
        foreach (var part in new[] { "Their media server drops us.", "No agreement.", "RingCentral", "support.ringcentral.com" }) Assert.Contains(part, said);
        Assert.Equal("cloud-incident.over", (await app.Agent.ActAsync(incident, "withdrawal", new { text = "x" })).Code);
    }

    [Fact]
    public async Task A_referral_is_read_and_changed_before_it_is_sent_in_each_language()
    {
        var one = await app.Customer.OpenAsync(new { subject = "No sound", text = "x", contactId = await app.Seed.ContactAsync(app.Nordhaven, "Ana", "de") });
        var incident = await app.ConsiderAsync(one, name: "RingCentral", findings: "Their media server drops us.");
        var (id, page) = (incident["id"].GetString()!, $"/cloud-incidents/{incident["id"].GetString()}");
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Dictionary<string, string> form = new() { ["_handler"] = "act", ["act"] = "cloud-refer", ["cloud-refer.incident"] = id, ["version"] = incident["version"].GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), ["cloud-refer.text"] = "No agreement." };

        var letter = (await app.Agent.GetAsync($"/api/v1{page}/referral?reason=No%20agreement."))["items"][0];
        Assert.Equal(("de", one["number"].GetString()), (letter.GetProperty("language").GetString(), letter.GetProperty("cases")[0].GetString()));
        Assert.Contains("Grund: No agreement.", letter.GetProperty("text").GetString());
        Assert.Equal(400, (await app.Agent.GetAsync($"/api/v1{page}/referral")).Status);
        var shown = await agent.SubmitAsync(page, form);
        Assert.Equal(System.Net.HttpStatusCode.OK, shown.Status);
        foreach (var part in new[] { "Grund: No agreement.", "– Telefonisch: 888-898-5491", "Hand the findings over" }) Assert.Contains(part, shown.Html);
        Assert.Equal("considered", (await app.Agent.AgainAsync(incident))["state"].GetString());
        var empty = await agent.SubmitAsync(page, new(form) { ["cloud-refer.shown"] = "true", ["cloud-refer.letters/de"] = " " });
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, empty.Status);

        var again = await agent.SubmitAsync(page, new(form) { ["cloud-refer.shown"] = "true", ["cloud-refer.again"] = "true", ["cloud-refer.letters/de"] = "x" });
        Assert.Matches("<textarea[^>]*name=\"cloud-refer.text\"[^>]*>[^<]", again.Html);
        Assert.DoesNotContain("cloud-refer.letters/", again.Html);
        Assert.Equal(System.Net.HttpStatusCode.Found, (await agent.SubmitAsync(page, new(form) { ["cloud-refer.shown"] = "true", ["cloud-refer.letters/de"] = "Bitte wenden Sie sich an RingCentral." })).Status);

        Assert.Equal("Bitte wenden Sie sich an RingCentral.", (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Equal("No agreement.", (await app.Agent.AgainAsync(incident))["reason"].GetString());
        Assert.Equal(409, (await app.Agent.GetAsync($"/api/v1{page}/referral?reason=x")).Status);
        Assert.Equal(400, (await app.Agent.ActAsync(incident, "referral", new { text = "x", letters = new { xx = "y" } })).Status);
    }

    [Theory]
    [InlineData("referral")]
    [InlineData("withdrawal")]
    [InlineData("resolution")]
    [InlineData("withdrawal by the customer")]
    public async Task With_the_end_of_an_incident_its_calls_to_come_are_called_off_as_its_form_says(string how)
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var incident = how == "resolution" ? await app.OpenedAsync(one, "77777701") : await app.ConsiderAsync(one);
        var mail = $"ben{Guid.NewGuid():N}@x.example";
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/calls";
        object Call(string title, int minutes) => new { title, startsAt = app.Clock.Now.AddMinutes(minutes), minutes = 30, participants = new object[] { new { name = "Ben", email = mail } } };
        await app.Agent.PostAsync(path, Call("Begun already", 1));
        await app.Agent.PostAsync(path, Call("Still to come", 120));
        app.Pass(2);
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains("The joint call “Still to come”", System.Net.WebUtility.HtmlDecode(await agent.PageAsync($"/cloud-incidents/{incident["id"].GetString()}")));

        var ended = await (how.EndsWith("customer", StringComparison.Ordinal) ? app.Customer : app.Agent).ActAsync(incident, how.Split(' ')[0], new { text = "It is over." });

        Assert.Equal(200, ended.Status);
        for (var tries = 0; tries < 200 && await app.Seed.ScalarAsync<bool>("select exists (select from due_item where kind = 'cloud-incident-ended')"); tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var states = (await app.Agent.GetAsync(path))["items"].EnumerateArray().ToDictionary(call => call.GetProperty("title").GetString()!, call => call.GetProperty("state").GetString());
        Assert.Equal(("planned", "cancelled"), (states["Begun already"], states["Still to come"]));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and calendar like '%METHOD:CANCEL%'", mail));
        // whose record is still to be written is held, and moved no more
        var begun = (await app.Agent.GetAsync(path))["items"].EnumerateArray().Single(call => call.GetProperty("title").GetString() == "Begun already").GetProperty("id").GetString();
        Assert.Equal("cloud-incident.over", (await app.Agent.PutAsync($"{path}/{begun}", Call("Again", 120), "*")).Code);
        Assert.Equal(200, (await app.Agent.PutAsync($"{path}/{begun}/minutes", new { minutes = 5, text = "Short." }, "*")).Status);
    }

    [Fact]
    public async Task Under_a_brand_the_partner_asks_and_the_customer_sees_the_number_alone()
    {
        await app.PapersAsync(app.Partner, app.Lucenti);
        var theirs = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Please look at the gateway." });
        Assert.Equal("cloud-incident.at-partner-desk", (await app.ConsiderAsync(theirs, app.Partner)).Code);
        var incident = await app.ConsiderAsync(vendors, app.Partner, findings: null);
        Assert.Equal(201, incident.Status);
        await app.Agent.ActAsync(incident, "findings", new { findings = "Vendor's findings.", asSpecified = true });
        await app.Agent.ActAsync(incident, "request");
        await app.Agent.ActAsync(incident, "opening", new { externalNumber = "1234567890" });

        Assert.Equal("1234567890", (await app.Partner.AgainAsync(incident))["externalNumber"].GetString());
        Assert.Equal(404, (await app.LucentiCustomer.AgainAsync(incident)).Status);
        Assert.Equal(0, (await app.LucentiCustomer.GetAsync("/api/v1/cloud-incidents"))["items"].GetArrayLength());
        Assert.Equal("1234567890", (await app.LucentiCustomer.GetAsync($"{theirs.Location}/cloud-numbers"))["items"][0].GetProperty("externalNumber").GetString());
        Assert.Equal("1234567890", (await app.Partner.GetAsync($"{vendors.Location}/cloud-numbers"))["items"][0].GetProperty("externalNumber").GetString());
        foreach (var foreign in new[] { app.OtherPartner, app.Customer })
        {
            Assert.Equal(404, (await foreign.AgainAsync(incident)).Status);
            Assert.Equal(404, (await foreign.GetAsync($"{theirs.Location}/cloud-numbers")).Status);
        }
    }

    [Fact]
    public async Task The_customer_asked_for_by_the_customer_alone_is_not_enough_under_a_brand()
    {
        await app.PapersAsync(app.Partner, app.Lucenti, "Zoom");
        var theirs = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Please." });
        var incident = await app.ConsiderAsync(vendors, name: "Zoom");
        await app.Agent.ActAsync(incident, "asking", new { by = "customer" });

        Assert.Equal("cloud-incident.not-asked-by-partner", (await app.Agent.ActAsync(incident, "request")).Code);
        await app.Partner.ActAsync(incident, "asking");
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "request")).Status);
    }

    [Fact]
    public async Task Of_several_accounts_one_incident_moves_for_all_and_shows_none_to_another()
    {
        var other = await app.Seed.AccountAsync("Secondaccount");
        await app.ContractAsync(other, Backline.Domain.Contracts.ShippedPlans.PolyPlusEnterprise, "video");
        var second = await app.ApiAsync(Roles.CustomerUser, other);
        await app.PapersAsync(app.Customer);
        await app.PapersAsync(second);
        var (first, theirs) = (await app.Customer.OpenAsync(), await second.OpenAsync());
        var opened = await app.OpenedAsync(first, "99999999");

        var linked = await app.Agent.PostAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/cases", new { caseId = theirs["id"].GetGuid(), findings = "The same there.", asSpecified = true, askedBy = "customer" });

        Assert.Equal((201, "99999999"), (linked.Status, linked["externalNumber"].GetString()));
        Assert.NotEqual(opened["id"].GetGuid(), linked["id"].GetGuid());
        Assert.Equal(1, linked["together"].GetInt32());
        var seen = await second.AgainAsync(linked);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen["together"].ValueKind);
        Assert.DoesNotContain("refuses the codec", seen.Body.ToString());
        Assert.Equal(404, (await second.AgainAsync(opened)).Status);
        // what happens to one happens to all, whichever of them two people have before them
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(new[] { opened, linked }.Select(one => app.Agent.PutAsync($"/api/v1/cloud-incidents/{one["id"].GetString()}/external-number", new { externalNumber = $"4711000{round}" }, "*")));
            Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 409, 412, 428 }));
            Assert.Contains(answers, answer => answer.Status == 200);
        }
        await app.Agent.ActAsync(opened, "resolution", new { text = "Fixed for all." });
        Assert.Equal("resolved", (await second.AgainAsync(linked))["state"].GetString());
        Assert.Contains("Fixed for all.", (await second.GetAsync($"{theirs.Location}/messages")).Body.ToString());
    }

    [Fact]
    public async Task Many_cases_of_one_account_share_an_incident()
    {
        await app.PapersAsync(app.Customer);
        var (first, second) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        var opened = await app.OpenedAsync(first, "88888888");
        await app.Agent.PostAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/cases", new { caseId = second["id"].GetGuid() });

        Assert.Equal("88888888", (await app.Customer.GetAsync($"{second.Location}/cloud-numbers"))["items"][0].GetProperty("externalNumber").GetString());
        Assert.Equal("cloud-incident.exists", (await app.ConsiderAsync(second)).Code);
    }

    [Fact]
    public async Task Silence_is_noticed_once_by_any_node_and_ends_with_a_word()
    {
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var agent = await app.Seed.PersonAsync(mail, Roles.SupportAgent);
        await app.Agent.DoAsync(one, "assignment", new { personId = agent });
        var opened = await app.OpenedAsync(one, "77777777", opening: new { externalNumber = "77777777", nextContactAt = app.Clock.Now.AddHours(2) });
        app.Pass(119);
        await NoticeAsync(3);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await app.Agent.AgainAsync(opened))["silentAt"].ValueKind);
        app.Pass(2);
        await NoticeAsync(3);

        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, (await app.Agent.AgainAsync(opened))["silentAt"].ValueKind);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and subject like '%says nothing%'", mail));
        Assert.DoesNotContain((await app.Customer.GetAsync($"{opened.Location ?? $"/api/v1/cloud-incidents/{opened["id"].GetString()}"}/events"))["items"].EnumerateArray(), happened => happened.GetProperty("kind").GetString() == "silent");
        Assert.Contains(one["id"].GetGuid(), await SilentAsync());
        await app.Agent.PostAsync($"/api/v1/cloud-incidents/{opened["id"].GetString()}/contacts", new { text = "They look into it." });
        Assert.DoesNotContain(one["id"].GetGuid(), await SilentAsync());
    }

    [Theory]
    [InlineData("UTC", "2026-06-02T10:01:00Z")]
    [InlineData("America/Los_Angeles", "2026-06-02T15:00:00Z")]
    [InlineData("Asia/Seoul", "2026-06-02T23:00:00Z")]
    public async Task That_it_is_silent_is_told_in_the_own_hours_of_whoever_looks_after_it(string zone, string due)
    {
        app.Clock.Now = new(2026, 6, 2, 8, 0, 0, TimeSpan.Zero);
        await app.PapersAsync(app.Customer);
        var one = await app.Customer.OpenAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var agent = await app.Seed.PersonAsync(mail, Roles.SupportAgent);
        await app.Seed.ExecuteAsync("update person set time_zone = $2 where id = $1", agent, zone);
        await app.Agent.DoAsync(one, "assignment", new { personId = agent });
        await app.OpenedAsync(one, "1", opening: new { externalNumber = Guid.NewGuid().ToString("N"), asIs = true, nextContactAt = app.Clock.Now.AddHours(2) });
        app.Pass(121);

        await NoticeAsync(1);

        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, await app.Seed.ScalarAsync<DateTime>("select due_at at time zone 'UTC' from outbox_message where recipient = $1 and subject like '%says nothing%'", mail));
    }

    [Fact]
    public async Task The_same_version_is_changed_once_and_customers_do_not_do_the_desks_work()
    {
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync());
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}/findings";

        Assert.Equal(428, (await app.Agent.SendAsync(HttpMethod.Put, path, new { findings = "x" })).Status);
        Assert.Equal(200, (await app.Agent.PutAsync(path, new { findings = "x" }, incident.Etag)).Status);
        Assert.Equal(412, (await app.Agent.PutAsync(path, new { findings = "y" }, incident.Etag)).Status);
        Assert.Equal(403, (await app.Customer.PutAsync(path, new { findings = "y" }, "*")).Status);
        Assert.Equal(400, (await app.Agent.ActAsync(incident, "opening", new { externalNumber = " ", url = "javascript:alert(1)" })).Status);
    }

    [Fact]
    public async Task Two_who_think_of_it_at_once_make_one()
    {
        var one = await app.Customer.OpenAsync();

        var both = await Task.WhenAll(app.ConsiderAsync(one), app.ConsiderAsync(one));

        Assert.Equal([201, 409], both.Select(answer => answer.Status).Order());
    }

    private async Task NoticeAsync(int nodes) => await Task.WhenAll(Enumerable.Range(0, nodes).Select(async _ =>
    {
        while (true)
        {
            await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
            if (await scope.ServiceProvider.GetRequiredService<CloudSilenceOperations>().NoticeNextAsync(TestContext.Current.CancellationToken) is null) return;
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        }
    }));

    private async Task<List<Guid>> SilentAsync()
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        return (await scope.ServiceProvider.GetRequiredService<CloudIncidentQueries>().SilentAsync(app.Clock.Now, TestContext.Current.CancellationToken)).ConvertAll(silent => silent.CaseId);
    }
}
