using System.Text;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Mails;

/// <summary>What comes in finds its case, once, on the right side, or waits for the desk.</summary>
public sealed class MailSortingTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<(Guid Id, string Number)> CaseAsync(Guid one) => (one, (await app.Seed.ScalarAsync<string>("select number from support_case where id = $1", one))!);

    private async Task<(Guid Id, string Number)> OpenedAsync(string from, string subject = "No sound")
    {
        // no test writes on the account of another one's hour
        app.Cases.Pass(61);
        var (state, reason, _, one) = await app.SortAsync(app.Mail(from, subject, "Nobody hears us."));
        Assert.Equal(("opened", ""), (state, reason));
        return await CaseAsync(one);
    }

    [Fact]
    public async Task A_mail_from_a_known_address_opens_a_case_which_answers_and_replies_go_on_in()
    {
        var (one, number) = await OpenedAsync("Anna Berg <anna@nordhaven.example>", "Re: AW: No sound in room 5");

        Assert.Equal("No sound in room 5", await app.Seed.ScalarAsync<string>("select subject from support_case where id = $1", one));
        Assert.Equal("covered", (await app.Agent.GetAsync($"/api/v1/cases/{one}"))["coverage"].GetProperty("outcome").GetString());
        var sent = await app.SentAsync(one);
        Assert.Equal(("anna@nordhaven.example", $"[{number}] No sound in room 5", ""), (sent[0].Recipient, sent[0].Subject, sent[0].Sender));
        Assert.Contains("Ihr Fall", sent[0].Text);

        Assert.Equal(201, (await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Which cable is it?" })).Status);
        Assert.Equal(201, (await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Smells of firmware.", visibility = "internal" })).Status);
        var answer = (await app.SentAsync(one))[^1];
        Assert.Contains("Which cable is it?", answer.Text);
        Assert.StartsWith($"==== [{number}] ====", answer.Text);
        Assert.DoesNotContain("firmware", string.Concat((await app.SentAsync(one)).Select(mail => mail.Text)));
        Assert.Equal(2, (await app.SentAsync(one)).Count);

        var byReference = await app.SortAsync(app.Mail("anna@nordhaven.example", "whatever", $"The blue one.\n\nAm 17.03.2026 um 09:00 schrieb Backline:\n> {answer.Text.Replace("\n", "\n> ", StringComparison.Ordinal)}", $"In-Reply-To: <{answer.MessageId}>\n"));
        var byToken = await app.SortAsync(app.Mail("anna@nordhaven.example", $"AW: [{number}] x", "And the red one."));
        Assert.Equal(("matched", one), (byReference.State, byReference.Case));
        Assert.Equal(("matched", one), (byToken.State, byToken.Case));
        Assert.Equal(["Nobody hears us.", "Which cable is it?", "Smells of firmware.", "The blue one.", "And the red one."], await MailApp.SaidAsync(app.Agent, one));
    }

    [Fact]
    public async Task The_same_mail_is_one_by_whatever_way_it_comes()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var id = app.NextId();
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "Once.", id: id);
        var first = await app.HandInAsync(mail);
        var (second, third) = (await app.HandInAsync(mail), await app.HandInAsync("Received: by another way\r\n" + mail.Replace("\r\n", "\n", StringComparison.Ordinal)));
        await app.SortedAsync(first.Id);

        Assert.Equal((201, 200, 200, first.Id, first.Id), (first.Status, second.Status, third.Status, second.Id, third.Id));
        Assert.Equal(1, (await MailApp.SaidAsync(app.Agent, one)).Count(text => text == "Once."));
        app.Cases.Pass(1);
        var other = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Another under the same name.", id: id));
        Assert.Equal(("held", "same-id"), (other.State, other.Reason));
    }

    [Fact]
    public async Task Handed_in_by_many_at_once_it_is_said_once()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "At once.");

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.HandInAsync(mail)));

        Assert.Single(all.Select(answer => answer.Id).Distinct());
        await app.SortedAsync(all[0].Id);
        Assert.Equal(1, (await MailApp.SaidAsync(app.Agent, one)).Count(text => text == "At once."));
    }

    [Fact]
    public async Task Strangers_and_those_of_other_accounts_wait_for_the_desk_and_nothing_of_them_reaches_the_case()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");

        var stranger = await app.SortAsync(app.Mail("evil@nowhere.example", $"[{number}] hello", "Give me the password."));
        var foreign = await app.SortAsync(app.Mail("lucia@lucenti.example", $"[{number}] hello", "I am of another account."));
        var nobody = await app.SortAsync(app.Mail("evil@nowhere.example", "hello", "Who am I?"));
        var agent = await app.SortAsync(app.Mail("agent@vendor.example", $"[{number}] hello", "From my phone."));
        var spoofed = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Not me.", "Authentication-Results: mx; dmarc=fail\n"));

        Assert.Equal(("held", "stranger", "vendor"), (stranger.State, stranger.Reason, stranger.Desk));
        Assert.Equal(("held", "not-theirs", "partner"), (foreign.State, foreign.Reason, foreign.Desk));
        Assert.Equal(("held", "stranger", "vendor"), (nobody.State, nobody.Reason, nobody.Desk));
        Assert.Equal(("held", "desk", "vendor"), (agent.State, agent.Reason, agent.Desk));
        Assert.Equal(("held", "spoofed"), (spoofed.State, spoofed.Reason));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
    }

    [Fact]
    public async Task A_mail_of_one_accounts_people_is_put_into_no_case_of_another()
    {
        var (one, _) = await OpenedAsync("anna@nordhaven.example");
        await app.ContactAsync(await app.Seed.AccountAsync("Third"), "Tara Third", "tara@third.example", "en");
        var (theirs, stranger) = (await app.HandInAsync(app.Mail("tara@third.example", "x", "Ours.", "Authentication-Results: mx; dmarc=fail\n")), await app.HandInAsync(app.Mail("who@nowhere.example", "x", "Mine.")));
        await app.SortedAsync(theirs.Id);
        await app.SortedAsync(stranger.Id);

        Assert.Equal("mail.of-another-account", (await app.Agent.PutAsync($"/api/v1/mail/{theirs.Id}/case", new { caseId = one })).Code);
        Assert.Equal(200, (await app.Agent.PutAsync($"/api/v1/mail/{stranger.Id}/case", new { caseId = one })).Status);
        Assert.DoesNotContain("Ours.", await MailApp.SaidAsync(app.Agent, one));
    }

    [Fact]
    public async Task Of_several_authors_nobody_is_known_but_the_one_who_sent_it()
    {
        var two = await app.SortAsync(app.Mail("anna@nordhaven.example, x@evil.example", "x", "y"));
        var sent = await app.SortAsync(app.Mail("x@evil.example, anna@nordhaven.example", "x", "y", "Sender: anna@nordhaven.example\n"));
        var named = await app.SortAsync(app.Mail("\"Berg, Anna @ work\" <anna@nordhaven.example>", "x", "y"));

        Assert.Equal((("held", "no-sender"), "opened", "opened"), ((two.State, two.Reason), sent.State, named.State));
    }

    [Fact]
    public async Task Who_names_a_case_of_anothers_partner_stays_with_the_desk_that_serves_them()
    {
        var (_, _, _, one) = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Segreto."));
        var fronted = await CaseAsync(one);

        var foreign = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{fronted.Number}] hello", "What is theirs I do not know."));

        Assert.Equal(("held", "not-theirs", "vendor", Guid.Empty), (foreign.State, foreign.Reason, foreign.Desk, foreign.Case));
        Assert.DoesNotContain("What is theirs I do not know.", (await app.Partner.GetAsync("/api/v1/mail?limit=200")).Body.GetRawText());
    }

    [Fact]
    public async Task A_fronted_customer_lands_at_the_partners_desk_under_its_brand_and_the_vendor_sees_nothing()
    {
        var (state, _, desk, one) = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Geheim."));

        Assert.Equal(("opened", "partner"), (state, desk));
        Assert.Equal("partner", (await app.Partner.GetAsync($"/api/v1/cases/{one}"))["desk"].GetString());
        Assert.Equal(404, (await app.Agent.GetAsync($"/api/v1/cases/{one}")).Status);
        Assert.Equal(201, (await app.Partner.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Guardiamo." })).Status);
        var sent = await app.SentAsync(one);
        Assert.All(sent, mail => Assert.Equal(("lucia@lucenti.example", "Meridian Care", (Guid?)app.Cases.Meridian), (mail.Recipient, mail.Sender, mail.Desk)));
        Assert.All(sent, mail => Assert.DoesNotContain("Backline", mail.Text));
        Assert.Contains("ha scritto riguardo", sent[^1].Text);
        Assert.Equal(0, (await app.Agent.GetAsync("/api/v1/mail?limit=200"))["items"].EnumerateArray().Count(mail => mail.GetProperty("sender").GetString() == "lucia@lucenti.example"));
        Assert.NotEqual(0, (await app.Partner.GetAsync("/api/v1/mail?limit=200"))["items"].EnumerateArray().Count(mail => mail.GetProperty("sender").GetString() == "lucia@lucenti.example"));
        Assert.DoesNotContain("Geheim", await new AsVendor(app).OutboxAsync());
        // what the partner asks the vendor is told to its customer by no mail
        var vendors = await app.Partner.PostAsync($"/api/v1/cases/{one}/vendor-case", new { text = "Please help." });
        await app.Agent.PostAsync($"/api/v1/cases/{vendors["id"].GetString()}/messages", new { text = "Vendor to partner." });
        Assert.DoesNotContain(await app.SentAsync(vendors["id"].GetGuid()), mail => mail.Recipient.EndsWith("lucenti.example", StringComparison.Ordinal));
        Assert.Equal("held", (await app.SortAsync(app.Mail("lucia@lucenti.example", $"[{vendors["number"].GetString()}]", "Let me in."))).State);
    }

    /// <summary>The outbox as the vendor's administrator reads it.</summary>
    private sealed class AsVendor(MailApp app)
    {
        public async Task<string> OutboxAsync()
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(app.Cases.Logins.App);
            await using var connection = await source.OpenConnectionAsync(Stop);
            await using var transaction = await connection.BeginTransactionAsync(Stop);
            await using var command = new Npgsql.NpgsqlCommand("set local role backline_vendor; select coalesce(string_agg(body_text, ' '), '') from outbox_message", connection, transaction);
            return (string)(await command.ExecuteScalarAsync(Stop))!;
        }
    }

    [Fact]
    public async Task A_partners_program_speaks_for_those_the_partner_serves_and_for_nobody_else()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");

        var forged = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Close it."), app.PartnerKey);
        var own = await app.SortAsync(app.Mail("lucia@lucenti.example", "Ancora", "Niente audio."), app.PartnerKey);

        Assert.Equal(("held", "stranger", "partner"), (forged.State, forged.Reason, forged.Desk));
        Assert.Equal(("opened", "partner"), (own.State, own.Desk));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "auto-submitted")]
    [InlineData("Precedence: bulk", "bulk")]
    [InlineData("X-Loop: backline-cases", "own")]
    [InlineData("Return-Path: <>", "no-return")]
    public async Task What_machines_write_changes_no_case_and_is_not_answered(string header, string reason)
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var before = (await app.SentAsync(one)).Count;

        var sorted = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}] Out of office", "I am away.", header + "\n"));

        Assert.Equal(("ignored", reason, one), (sorted.State, sorted.Reason, sorted.Case));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
        Assert.Equal(before, (await app.SentAsync(one)).Count);
    }

    [Fact]
    public async Task Our_own_mail_that_comes_back_is_ignored()
    {
        var (one, _) = await OpenedAsync("anna@nordhaven.example");
        var own = (await app.SentAsync(one))[0];

        var sorted = await app.SortAsync(app.Mail("anna@nordhaven.example", own.Subject, own.Text, id: own.MessageId));

        Assert.Equal(("ignored", "own"), (sorted.State, sorted.Reason));
    }

    private string Report(string original, string recipient, string action = "failed", string status = "5.1.1") => app.Mail("MAILER-DAEMON@mx.example", "Undelivered", $"""
        --b
        Content-Type: text/plain

        It did not work.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 no such user

        --b
        Content-Type: message/rfc822

        Message-ID: <{original}>
        Subject: x

        Body
        --b--
        """.Replace("\r\n", "\n", StringComparison.Ordinal), "Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n");

    [Fact]
    public async Task A_bounce_is_noted_its_address_gets_no_more_mail_until_one_comes_from_there_and_a_false_report_does_nothing()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Bo Bounce", "bo@nordhaven.example", "en");
        var (one, number) = await OpenedAsync("bo@nordhaven.example");
        var own = (await app.SentAsync(one))[0];

        Assert.Equal(("ignored", "bounce-unknown"), await Of(Report("made-up@x", "anna@nordhaven.example")));
        Assert.Equal(("ignored", "bounce-delayed"), await Of(Report(own.MessageId, "anna@nordhaven.example")));
        Assert.Equal(("ignored", "bounce-delayed"), await Of(Report(own.MessageId, "bo@nordhaven.example", "delayed", "4.4.1")));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from mail_bounce where address like '%@nordhaven.example'"));
        var bounced = await app.SortAsync(Report(own.MessageId, "bo@nordhaven.example"));
        Assert.Equal(("bounced", one), (bounced.State, bounced.Case));
        var noted = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Single(message => message.GetProperty("visibility").GetString() == "internal").GetProperty("text").GetString();
        Assert.Contains("An email of this case to bo@nordhaven.example came back: ", noted);
        Assert.Contains("no such user", noted);
        await app.SortAsync(Report(own.MessageId, "bo@nordhaven.example"));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Anna, one));
        Assert.Equal(2, (await MailApp.SaidAsync(app.Agent, one)).Count);
        await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Into the void." });
        Assert.Single(await app.SentAsync(one));
        Assert.Equal("matched", (await app.SortAsync(app.Mail("bo@nordhaven.example", $"[{number}]", "I am back."))).State);
        await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Welcome." });
        Assert.Equal(2, (await app.SentAsync(one)).Count);

        async Task<(string, string)> Of(string mail) => await app.SortAsync(mail) is var (state, reason, _, _) ? (state, reason) : default;
    }

    [Fact]
    public async Task A_bounce_of_a_partners_answer_is_noted_at_that_partners_desk_alone()
    {
        await app.ContactAsync(app.Cases.Lucenti, "Bea Bounce", "bea@lucenti.example", "it");
        var (one, _) = await OpenedAsync("bea@lucenti.example");
        var own = (await app.SentAsync(one))[0];

        Assert.Equal("bounced", (await app.SortAsync(Report(own.MessageId, "bea@lucenti.example"))).State);

        Assert.Contains("bea@lucenti.example came back", (await MailApp.SaidAsync(app.Partner, one))[^1]);
        Assert.Equal(404, (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages")).Status);
        using var customer = app.Cases.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Cases.Lucenti));
        Assert.DoesNotContain("came back", await customer.PageAsync($"/cases/{one}"));
    }

    [Fact]
    public async Task More_than_a_person_writes_is_held()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Rob Robot", "rob@nordhaven.example", "en");
        var (_, number) = await OpenedAsync("rob@nordhaven.example");
        var states = new List<string>();
        for (var count = 0; count < 22; count++) states.Add((await app.SortAsync(app.Mail("rob@nordhaven.example", $"[{number}]", $"Number {count}."))).State);

        Assert.Equal((19, 3), (states.Count(state => state == "matched"), states.Count(state => state == "held")));
    }

    [Fact]
    public async Task A_reply_to_a_closed_case_begins_another_that_follows_it()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example", "Picture is torn");
        foreach (var (what, body) in new (string, object?)[] { ("resolution", new { outcome = "fixed", text = "Done." }), ("closing", null) })
            Assert.Equal(200, (await app.Agent.PutAsync($"/api/v1/cases/{one}/{what}", body, (await app.Agent.GetAsync($"/api/v1/cases/{one}")).Etag)).Status);

        var sorted = await app.SortAsync(app.Mail("anna@nordhaven.example", $"Re: [{number}] Picture is torn", "It is back."));

        Assert.Equal("opened", sorted.State);
        Assert.NotEqual(one, sorted.Case);
        Assert.Equal("It is back.", (await MailApp.SaidAsync(app.Agent, sorted.Case))[0]);
        Assert.Equal(one, await app.Seed.ScalarAsync<Guid>("select other_id from case_link where case_id = $1 and kind = 'follow-up-of'", sorted.Case));
        Assert.Equal("Picture is torn", (await app.Agent.GetAsync($"/api/v1/cases/{sorted.Case}"))["subject"].GetString());
    }

    [Fact]
    public async Task Files_of_a_mail_keep_the_rules_of_the_page_and_what_is_not_taken_is_told_by_the_program_to_both_sides()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "--b\n\nSee both.\n--b\nContent-Type: text/plain; name=sip.log\nContent-Disposition: attachment; filename=sip.log\n\nINVITE\n--b\nContent-Type: image/png; name=photo.png\nContent-Disposition: attachment; filename=\"../photo.exe\"\n\nMZ\n--b--", "Content-Type: multipart/mixed; boundary=b\n");

        var (state, _, _, _) = await app.SortAsync(mail);

        Assert.Equal("matched", state);
        var said = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"][1];
        Assert.Equal("See both.", said.GetProperty("text").GetString());
        Assert.Equal("sip.log", said.GetProperty("attachments")[0].GetProperty("name").GetString());
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<long>("select count(*) from due_item where kind = 'mail-files-refused'") > 0; tries++) await Task.Delay(100, Stop);
        var note = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Single(message => message.GetProperty("visibility").GetString() == "internal");
        Assert.Contains("photo.exe is a program", note.GetProperty("text").GetString());
        Assert.Equal("Backline", note.GetProperty("author").GetString());
        var told = Assert.Single(await app.SentAsync(one), sent => sent.Text.Contains("photo.exe", StringComparison.Ordinal));
        Assert.Equal(("anna@nordhaven.example", $"[{number}] Nicht übernommene Dateien: Fall {number}"), (told.Recipient, told.Subject));
    }

    [Fact]
    public async Task A_mail_without_a_word_is_told_of_in_the_language_of_its_account()
    {
        await app.Seed.ExecuteAsync("update account set language = 'it' where account_id = $1", app.Cases.Nordhaven);
        try
        {
            app.Cases.Pass(61);
            var (_, _, _, one) = await app.SortAsync(app.Mail("anna@nordhaven.example", "", ""));

            Assert.Equal(["(L’e-mail non contiene testo.)"], await MailApp.SaidAsync(app.Agent, one));
            Assert.Equal("E-mail senza oggetto", await app.Seed.ScalarAsync<string>("select subject from support_case where id = $1", one));
        }
        finally
        {
            await app.Seed.ExecuteAsync("update account set language = 'en' where account_id = $1", app.Cases.Nordhaven);
        }
    }

    [Fact]
    public async Task What_a_person_answers_is_a_persons_and_what_a_program_says_comes_from_the_desk()
    {
        var (one, _) = await OpenedAsync("anna@nordhaven.example");
        using var agent = await CasePerson.OfAsync(app.Cases, Roles.SupportAgent);
        Assert.Equal(201, (await agent.SendAsync("POST", $"/api/v1/cases/{one}/messages", new { text = "A person says this." })).Status);
        await using (var scope = app.Cases.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("cloud-incidents"))
        {
            await scope.ServiceProvider.GetRequiredService<Backline.Server.Features.Cases.CaseOperations>().WriteAsync(one, new("A program says this."), Stop);
            await scope.ServiceProvider.GetRequiredService<Backline.Server.Platform.Database.Session>().SaveAsync(Stop);
        }
        var sent = await app.SentAsync(one);

        var (person, program) = (sent.Single(mail => mail.Text.Contains("A person says this.", StringComparison.Ordinal)), sent.Single(mail => mail.Text.Contains("A program says this.", StringComparison.Ordinal)));
        Assert.Contains(agent.Name, person.Text);
        Assert.Contains("Backline hat zu Ihrem Fall", program.Text);
        Assert.DoesNotContain("cloud-incidents", program.Text);
        Assert.True(await Of(person));
        Assert.False(await Of(program));
        Assert.False(await Of(sent[0]));

        Task<bool> Of(SentMail mail) => app.Seed.ScalarAsync<bool>("select by_person from outbox_message where message_id = $1", mail.MessageId);
    }

    [Fact]
    public async Task Thirty_megabytes_are_taken_and_more_than_is_kept_is_refused()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var content = new byte[22 << 20];
        Random.Shared.NextBytes(content);
        for (var at = 0; at < content.Length; at++) content[at] = (byte)('a' + content[at] % 26);
        var encoded = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        var mail = Encoding.ASCII.GetBytes(app.Mail("anna@nordhaven.example", $"[{number}]", "--b\n\nLarge.\n--b\nContent-Disposition: attachment; filename=trace.log\nContent-Transfer-Encoding: base64\n\n@@@\n--b--", "Content-Type: multipart/mixed; boundary=b\n").Replace("@@@", encoded, StringComparison.Ordinal));

        var handed = await app.HandInAsync(mail);
        Assert.Equal("matched", (await app.SortedAsync(handed.Id)).State);
        Assert.Equal(content.LongLength, await app.Seed.ScalarAsync<long>("select bytes from case_file where case_id = $1", one));
        using var client = app.Cases.Browser(app.VendorKey);
        Assert.Equal(mail, await client.GetByteArrayAsync($"/api/v1/mail/{handed.Id}/original", Stop));
        Assert.Equal(409, (await app.HandInAsync(new byte[(40 << 20) + 1])).Status);
        Assert.Equal(400, (await app.HandInAsync([])).Status);
    }

    [Fact]
    public async Task The_desk_puts_a_strangers_mail_into_a_case_or_opens_one_or_lets_it_lie()
    {
        var (one, _) = await OpenedAsync("anna@nordhaven.example");
        async Task<Guid> HeldAsync(string text)
        {
            var (_, id) = await app.HandInAsync(app.Mail("Paul Private <paul@home.example>", "Cable", text));
            Assert.Equal("held", (await app.SortedAsync(id)).State);
            return id;
        }
        var (first, second, third) = (await HeldAsync("It is the blue one."), await HeldAsync("Something new."), await HeldAsync("Buy now."));

        Assert.Equal(404, (await app.Partner.GetAsync($"/api/v1/mail/{first}")).Status);
        Assert.Equal(403, (await app.Anna.GetAsync($"/api/v1/mail/{first}")).Status);
        Assert.Equal(404, (await app.Partner.PutAsync($"/api/v1/mail/{first}/case", new { caseId = one })).Status);
        var put = await app.Agent.PutAsync($"/api/v1/mail/{first}/case", new { caseId = one });
        Assert.Equal((200, "matched"), (put.Status, put["state"].GetString()));
        Assert.Equal("It is the blue one.", (await MailApp.SaidAsync(app.Agent, one))[^1]);
        Assert.Equal((409, "mail.handled"), await Code(app.Agent.PutAsync($"/api/v1/mail/{first}/case", new { caseId = one })));
        var opened = await app.Agent.PutAsync($"/api/v1/mail/{second}/opening", new { accountId = app.Cases.Nordhaven, subject = "Cable of room 3" });
        Assert.Equal((200, "opened"), (opened.Status, opened["state"].GetString()));
        Assert.Equal("Cable of room 3", (await app.Agent.GetAsync($"/api/v1/cases/{opened["caseId"].GetString()}"))["subject"].GetString());
        Assert.Equal("ignored", (await app.Agent.PutAsync($"/api/v1/mail/{third}/dismissal"))["state"].GetString());

        async Task<(int, string?)> Code(Task<ApiAnswer> answer) => await answer is var given ? (given.Status, given.Code) : default;
    }

    [Fact]
    public async Task A_private_case_takes_mail_of_whoever_opened_it_alone()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        await app.Seed.ExecuteAsync("update support_case set is_private = true where id = $1", one);

        Assert.Equal("matched", (await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Mine."))).State);
        Assert.Equal(("held", "not-theirs"), await app.SortAsync(app.Mail("karl@nordhaven.example", $"[{number}]", "Mine too?")) is var (state, reason, _, _) ? (state, reason) : default);
    }

    [Fact]
    public async Task A_customers_reply_tells_whoever_works_on_it()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        await app.Agent.PutAsync($"/api/v1/cases/{one}/assignment", new { personId = app.AgentId }, (await app.Agent.GetAsync($"/api/v1/cases/{one}")).Etag);
        await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Any news?"));

        var told = (await app.SentAsync(one))[^1];
        Assert.Equal("agent@vendor.example", told.Recipient);
        Assert.Contains("Any news?", told.Text);
    }

    [Fact]
    public async Task A_maildir_is_read_once_also_when_it_ends_between_keeping_and_moving()
    {
        var (one, number) = await OpenedAsync("anna@nordhaven.example");
        var folder = Directory.CreateTempSubdirectory("maildir-").FullName;
        var inbox = Directory.CreateDirectory(Path.Combine(folder, "new")).FullName;
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "By the mailbox.");
        await File.WriteAllTextAsync(Path.Combine(inbox, "1.a.host"), mail, Stop);
        await File.WriteAllTextAsync(Path.Combine(inbox, "2.a.host"), "", Stop);
        File.CreateSymbolicLink(Path.Combine(inbox, "3.a.host"), "/etc/passwd");

        Assert.Equal(1, await app.Maildir().TakeAsync(folder, Stop));
        Assert.Empty(Directory.GetFiles(inbox));
        Assert.Equal(["1.a.host:2,S", "2.a.host:2,F", "3.a.host:2,F"], Directory.GetFiles(Path.Combine(folder, "cur")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // kept, and the program ended before it moved the file
        await File.WriteAllTextAsync(Path.Combine(inbox, "1.a.host"), mail, Stop);
        Assert.Equal(0, await app.Maildir().TakeAsync(folder, Stop));
        Assert.Empty(Directory.GetFiles(inbox));
        // two nodes at once
        for (var count = 0; count < 10; count++) await File.WriteAllTextAsync(Path.Combine(inbox, $"4.{count}.host"), app.Mail("karl@nordhaven.example", $"[{number}]", $"Mailbox {count}."), Stop);
        var taken = await Task.WhenAll(app.Maildir().TakeAsync(folder, Stop), app.Maildir().TakeAsync(folder, Stop));
        Assert.Equal(10, taken.Sum());
        await app.SortedAsync(await app.Seed.ScalarAsync<Guid>("select max(id::text)::uuid from inbound_mail"));
        for (var tries = 0; tries < 100 && await app.Seed.ScalarAsync<long>("select count(*) from inbound_mail where state = 'waiting'") > 0; tries++) await Task.Delay(100, Stop);
        var said = await MailApp.SaidAsync(app.Agent, one);
        Assert.Equal((1, 10), (said.Count(text => text == "By the mailbox."), said.Count(text => text!.StartsWith("Mailbox ", StringComparison.Ordinal))));
        Directory.Delete(folder, recursive: true);
    }
}
