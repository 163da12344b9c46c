using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Mails;

/// <summary>What machines write changes no case and is not answered: replies of programs, our own mail, bounces, floods.</summary>
public sealed class MailMachineTests(MailApp app) : IClassFixture<MailApp>
{
    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "auto-submitted")]
    [InlineData("Precedence: bulk", "bulk")]
    [InlineData("X-Loop: backline-cases", "own")]
    [InlineData("X-Loop: <Backline@localhost>", "own")]
    [InlineData("Delivered-To: support@vendor.example\nX-Loop: support@vendor.example", "own")]
    [InlineData("Return-Path: <>", "no-return")]
    public async Task What_machines_write_changes_no_case_and_is_not_answered(string header, string reason)
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var before = (await app.SentAsync(one)).Count;

        var sorted = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}] Out of office", "I am away.", header + "\n"));

        Assert.Equal(("ignored", reason, one), (sorted.State, sorted.Reason, sorted.Case));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
        Assert.Equal(before, (await app.SentAsync(one)).Count);
    }

    [Theory]
    [InlineData("X-Loop: anna@home.example\nDelivered-To: support@vendor.example\nDelivered-To: anna@home.example\n", 0, "opened")]
    [InlineData("", 50, "opened")]
    [InlineData("", 51, "ignored")]
    public async Task A_mail_that_was_passed_on_is_read_and_one_that_goes_round_is_not(string headers, int servers, string state)
    {
        app.Cases.Pass(61);
        var passed = headers + string.Concat(Enumerable.Range(0, servers).Select(server => $"Received: from mx{server}.example by mx{server + 1}.example\n"));

        Assert.Equal(state, (await app.SortAsync(app.Mail("anna@nordhaven.example", "No sound", "Nobody hears us.", passed))).State);
    }

    [Fact]
    public async Task A_mail_from_our_own_address_is_ours()
    {
        Assert.Equal(("ignored", "own"), await app.SortAsync(app.Mail("Backline <Backline@localhost>", "Sound", "Who writes this?")) is var sorted ? (sorted.State, sorted.Reason) : default);
    }

    [Fact]
    public async Task Our_own_mail_that_comes_back_is_ignored()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        var own = (await app.SentAsync(one))[0];

        var sorted = await app.SortAsync(app.Mail("anna@nordhaven.example", own.Subject, own.Text, id: own.MessageId));

        Assert.Equal(("ignored", "own"), (sorted.State, sorted.Reason));
    }

    [Fact]
    public async Task More_than_a_person_writes_is_held()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Rob Robot", "rob@nordhaven.example", "en");
        var (_, number) = await app.OpenedAsync("rob@nordhaven.example");
        var states = new List<string>();
        for (var count = 0; count < 22; count++) states.Add((await app.SortAsync(app.Mail("rob@nordhaven.example", $"[{number}]", $"Number {count}."))).State);

        Assert.Equal((19, 3), (states.Count(state => state == "matched"), states.Count(state => state == "held")));
        // told once in the hour, and no machine at all
        Task<string?> ToldAsync() => app.Seed.ScalarAsync<string>("select string_agg(body_text, '|') from outbox_message where recipient = 'rob@nordhaven.example' and about_id is null");
        var told = await ToldAsync();
        Assert.Contains("More than 20 emails have come from you within an hour", told, StringComparison.Ordinal);
        Assert.DoesNotContain("|", told, StringComparison.Ordinal);
        app.Cases.Pass(59);
        await app.SortAsync(app.Mail("rob@nordhaven.example", $"[{number}]", "Away.", "Auto-Submitted: auto-replied\n"));
        Assert.Equal(told, await ToldAsync());
    }

    private string Report(string original, string recipient, string action = "failed", string status = "5.1.1", string subject = "x", string others = "") => app.Mail("MAILER-DAEMON@mx.example", "Undelivered", $"""
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
        {others}
        --b
        Content-Type: message/rfc822

        Message-ID: <{original}>
        Subject: {subject}

        Body
        --b--
        """.Replace("\r\n", "\n", StringComparison.Ordinal), "Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n");

    [Fact]
    public async Task A_bounce_is_noted_its_address_gets_no_more_mail_until_one_comes_from_there_and_a_false_report_does_nothing()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Bo Bounce", "bo@nordhaven.example", "en");
        var (one, number) = await app.OpenedAsync("bo@nordhaven.example");
        var own = (await app.SentAsync(one))[0];

        Assert.Equal(("ignored", "bounce-unknown"), await Of(Report("made-up@x", "anna@nordhaven.example")));
        // whoever reads the case knows the id of what was said, and not that of the mail
        var said = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"][0].GetProperty("id").GetGuid();
        foreach (var guess in new[] { "", ".0", ".1" }) Assert.Equal(("ignored", "bounce-unknown"), await Of(Report($"{said:N}{guess}@{own.MessageId.Split('@')[1]}", "bo@nordhaven.example")));
        Assert.Equal(("ignored", "bounce-elsewhere"), await Of(Report(own.MessageId, "anna@nordhaven.example")));
        Assert.Equal(("ignored", "bounce-elsewhere"), await Of(Report(own.MessageId, "anna@nordhaven.example", "delayed", "4.4.1")));
        Assert.Equal(("ignored", "bounce-arrived"), await Of(Report(own.MessageId, "bo@nordhaven.example", "relayed", "2.0.0")));
        Assert.Equal(("ignored", "bounce-delayed"), await Of(Report(own.MessageId, "bo@nordhaven.example", "delayed", "4.4.1")));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from mail_bounce where address like '%@nordhaven.example'"));
        var bounced = await app.SortAsync(Report(own.MessageId, "bo@nordhaven.example"));
        Assert.Equal(("bounced", one), (bounced.State, bounced.Case));
        var noted = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Where(message => message.GetProperty("visibility").GetString() == "internal").Select(message => message.GetProperty("text").GetString()!).ToList();
        Assert.Equal(2, noted.Count);
        Assert.StartsWith("An email of this case to bo@nordhaven.example has not arrived yet, and a mail server goes on trying: ", noted[0]);
        Assert.StartsWith("An email of this case to bo@nordhaven.example came back: ", noted[1]);
        Assert.Contains("no such user", noted[1]);
        await app.SortAsync(Report(own.MessageId, "bo@nordhaven.example"));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Anna, one));
        Assert.Equal(3, (await MailApp.SaidAsync(app.Agent, one)).Count);
        await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Into the void." });
        Assert.Single(await app.SentAsync(one));
        Assert.Contains(await MailApp.SaidAsync(app.Agent, one), text => text!.StartsWith("bo@nordhaven.example is not mailed what is said here: ", StringComparison.Ordinal));
        Assert.Equal("matched", (await app.SortAsync(app.Mail("bo@nordhaven.example", $"[{number}]", "I am back."))).State);
        await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Welcome." });
        Assert.Equal(2, (await app.SentAsync(one)).Count);

        async Task<(string, string)> Of(string mail) => await app.SortAsync(mail) is var (state, reason, _, _) ? (state, reason) : default;
    }

    [Fact]
    public async Task A_bounce_of_a_mail_that_is_about_no_case_is_ours_too()
    {
        var (email, id) = ($"call{Guid.NewGuid():N}@x.example", app.NextId());
        await app.Seed.ExecuteAsync("insert into outbox_message (id, recipient, language, subject, body_text, created_at, due_at, message_id) values (gen_random_uuid(), $1, 'en', 'Joint call', 'x', $2, $2, $3)", email, app.Cases.Clock.Now, id);

        Assert.Equal("bounced", (await app.SortAsync(Report(id, email))).State);
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from mail_bounce where address = $1", email));
    }

    [Fact]
    public async Task Of_several_recipients_of_one_report_each_is_noted_as_it_is_said_of_them()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Lea List", "list@nordhaven.example", "en");
        var (one, _) = await app.OpenedAsync("list@nordhaven.example");
        var own = (await app.SentAsync(one))[0];
        string Member(string address, string action, string status, string said) => $"\nOriginal-Recipient: rfc822; list@nordhaven.example\nFinal-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n";

        // the first is nobody we wrote to; of the others, to whom our mail was passed on, one is late and one can't be reached
        var report = Report(own.MessageId, "else@where.example", others: Member("late@home.example", "delayed", "4.4.1", "451 try later") + Member("gone@home.example", "failed", "5.1.1", "550 gone"));
        var sorted = await app.SortAsync(report);

        Assert.Equal(("bounced", one), (sorted.State, sorted.Case));
        Assert.Equal(
            ["An email of this case to list@nordhaven.example → late@home.example has not arrived yet, and a mail server goes on trying: smtp; 451 try later", "An email of this case to list@nordhaven.example → gone@home.example was not delivered: smtp; 550 gone"],
            (await MailApp.SaidAsync(app.Agent, one)).Skip(1));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from mail_bounce where address in ('list@nordhaven.example', 'gone@home.example', 'else@where.example')"));
    }

    [Fact]
    public async Task A_bounce_that_names_no_more_than_the_case_is_noted_there_if_its_address_was_written_to_and_cuts_nobody_off()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Sam Subject", "sam@nordhaven.example", "en");
        var (one, number) = await app.OpenedAsync("sam@nordhaven.example");
        await app.SentAsync(one);

        var of = await app.SortAsync(Report("lost@x", "sam@nordhaven.example", subject: $"[{number}] No sound"));
        var other = await app.SortAsync(Report("lost@x", "anna@nordhaven.example", subject: $"[{number}] No sound"));

        Assert.Equal(("bounced", one), (of.State, of.Case));
        Assert.Equal(("ignored", "bounce-unknown"), (other.State, other.Reason));
        Assert.Contains("An email of this case to sam@nordhaven.example was not delivered: ", (await MailApp.SaidAsync(app.Agent, one))[^1]);
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from mail_bounce where address = 'sam@nordhaven.example'"));
    }

    [Fact]
    public async Task A_bounce_of_a_partners_answer_is_noted_at_that_partners_desk_alone()
    {
        await app.ContactAsync(app.Cases.Lucenti, "Bea Bounce", "bea@lucenti.example", "it");
        var (one, _) = await app.OpenedAsync("bea@lucenti.example");
        var own = (await app.SentAsync(one))[0];

        Assert.Equal("bounced", (await app.SortAsync(Report(own.MessageId, "bea@lucenti.example"))).State);

        Assert.Contains("bea@lucenti.example came back", (await MailApp.SaidAsync(app.Partner, one))[^1]);
        Assert.Equal(404, (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages")).Status);
        using var customer = app.Cases.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Cases.Lucenti));
        Assert.DoesNotContain("came back", await customer.PageAsync($"/cases/{one}"));
    }
}
