namespace Backline.Server.Tests.Mails;

/// <summary>What comes in finds its case, once: by its sender, its thread, and whatever way it comes.</summary>
public sealed class MailSortingTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_from_a_known_address_opens_a_case_which_answers_and_replies_go_on_in()
    {
        var (one, number) = await app.OpenedAsync("Anna Berg <anna@nordhaven.example>", "Re: AW: No sound in room 5");

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
    public async Task A_reply_to_a_closed_case_begins_another_that_follows_it()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example", "Picture is torn");
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
    public async Task Contacts_who_asked_in_merged_cases_are_told_in_the_one_that_goes_on_and_answer_there()
    {
        await app.ContactAsync(app.Cases.Nordhaven, "Mona Merged", "mona@nordhaven.example", "es");
        var (first, second, target) = (await app.OpenedAsync("mona@nordhaven.example", "No picture"), await app.OpenedAsync("karl@nordhaven.example", "Picture is gone"), await app.OpenedAsync("anna@nordhaven.example", "Black picture"));
        foreach (var (from, into) in new[] { (first, second), (second, target) })
            Assert.Equal(200, (await app.Agent.PutAsync($"/api/v1/cases/{from.Id}/merging", new { caseId = into.Id }, (await app.Agent.GetAsync($"/api/v1/cases/{from.Id}")).Etag)).Status);

        await app.Agent.PostAsync($"/api/v1/cases/{target.Id}/messages", new { text = "It is the cable." });

        var told = (await app.SentAsync(target.Id)).Where(mail => mail.Text.Contains("It is the cable.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["anna@nordhaven.example", "karl@nordhaven.example", "mona@nordhaven.example"], told.Select(mail => mail.Recipient).Order(StringComparer.Ordinal));
        var monas = told.Single(mail => mail.Recipient == "mona@nordhaven.example");
        Assert.Contains("ha escrito sobre su caso", monas.Text);
        var answer = await app.SortAsync(app.Mail("mona@nordhaven.example", "Re: x", "Thank you.", $"In-Reply-To: <{monas.MessageId}>\n"));
        Assert.Equal(("matched", target.Id), (answer.State, answer.Case));
        // a colleague's words are no business of a contact of another case
        Assert.DoesNotContain(await app.SentAsync(target.Id), mail => mail.Text.Contains("Thank you.", StringComparison.Ordinal) && mail.Recipient == "karl@nordhaven.example");
    }

    [Fact]
    public async Task The_same_mail_is_one_by_whatever_way_it_comes()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
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
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "At once.");

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.HandInAsync(mail)));

        Assert.Single(all.Select(answer => answer.Id).Distinct());
        await app.SortedAsync(all[0].Id);
        Assert.Equal(1, (await MailApp.SaidAsync(app.Agent, one)).Count(text => text == "At once."));
    }

    [Fact]
    public async Task A_maildir_is_read_once_also_when_it_ends_between_keeping_and_moving()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
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

    [Fact]
    public async Task Of_several_authors_nobody_is_known_but_the_one_who_sent_it()
    {
        var two = await app.SortAsync(app.Mail("anna@nordhaven.example, x@evil.example", "x", "y"));
        var sent = await app.SortAsync(app.Mail("x@evil.example, anna@nordhaven.example", "x", "y", "Sender: anna@nordhaven.example\n"));
        var named = await app.SortAsync(app.Mail("\"Berg, Anna @ work\" <anna@nordhaven.example>", "x", "y"));

        Assert.Equal((("held", "several-senders"), "opened", "opened"), ((two.State, two.Reason), sent.State, named.State));
    }

    [Theory]
    [InlineData("anna@nordhaven.example", "From: x@evil.example\n")]
    [InlineData("x@evil.example", "From: anna@nordhaven.example\nSender: anna@nordhaven.example\n")]
    [InlineData("x@evil.example, anna@nordhaven.example", "Sender: anna@nordhaven.example\nSender: x@evil.example\n")]
    public async Task A_sender_who_is_said_twice_is_nobody(string from, string headers) =>
        Assert.Equal(("held", "several-senders"), await app.SortAsync(app.Mail(from, "x", "y", headers)) is var (state, reason, _, _) ? (state, reason) : default);

    [Theory]
    [InlineData("", "(이메일에 본문이 없습니다.)", 0)]
    [InlineData("<!-- Nobody hears us.", "(이메일 본문을 읽을 수 없습니다.)", 1)]
    public async Task That_there_is_nothing_to_read_is_said_in_the_senders_language_and_what_was_not_read_is_noted(string body, string said, int notes)
    {
        app.Cases.Pass(61);

        var (state, _, _, one) = await app.SortAsync(app.Mail("karl@nordhaven.example", "Sound", body, "Content-Type: text/html\n"));

        Assert.Equal(("opened", said), (state, (await MailApp.SaidAsync(app.Anna, one)).Single()));
        Task<long> NotesAsync() => app.Seed.ScalarAsync<long>("select count(*) from case_message where case_id = $1 and visibility = 'internal' and body like '%/original'", one);
        for (var tries = 0; tries < 100 && await NotesAsync() < notes; tries++) await Task.Delay(100, Stop);
        Assert.Equal(notes, await NotesAsync());
    }
}
