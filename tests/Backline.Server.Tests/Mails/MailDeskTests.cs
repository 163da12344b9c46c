using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Mails;

/// <summary>What the desk does with mail that waits, and what is sent of its work.</summary>
public sealed class MailDeskTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_desk_puts_a_strangers_mail_into_a_case_or_opens_one_or_lets_it_lie()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
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
    public async Task What_was_decided_and_not_done_before_the_program_ended_is_decided_again()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        var (_, id) = await app.HandInAsync(app.Mail("paula@home.example", "Cable", "The grey one."));
        Assert.Equal("held", (await app.SortedAsync(id)).State);
        Assert.Equal("matched", (await app.Agent.PutAsync($"/api/v1/mail/{id}/case", new { caseId = one }))["state"].GetString());
        // as it stands when the program ended after the decision
        await app.Seed.ExecuteAsync("update inbound_mail set state = 'waiting', case_id = null, case_number = null where id = $1", id);
        app.Cases.Pass(3);

        Assert.Equal(("held", "interrupted"), await app.SortedAsync(id) is var again ? (again.State, again.Reason) : default);
        Assert.Equal("opened", (await app.Agent.PutAsync($"/api/v1/mail/{id}/opening", new { accountId = app.Cases.Nordhaven }))["state"].GetString());
        app.Cases.Pass(3);
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<bool>("select exists (select from due_item where kind = 'mail-decided')"); tries++) await Task.Delay(50, Stop);
        Assert.Equal("opened", (await app.SortedAsync(id)).State);
    }

    [Fact]
    public async Task A_mail_that_is_not_sorted_yet_is_read_by_the_side_that_handed_it_in()
    {
        async Task<Guid> UnsortedAsync(Guid? intake)
        {
            var id = Guid.CreateVersion7();
            await app.Seed.ExecuteAsync("insert into inbound_mail (id, received_at, source, intake_id, message_id, content_key, sha256, bytes, state, desk) values ($1, $2, 'interface', $3, $4, '', '', 3, 'waiting', 'none')", id, app.Cases.Clock.Now, (object?)intake ?? DBNull.Value, app.NextId());
            return id;
        }
        var (own, partners) = (await UnsortedAsync(null), await UnsortedAsync(app.Cases.Meridian));

        var read = await app.Agent.GetAsync($"/api/v1/mail/{own}");
        Assert.Equal((200, "waiting", ""), (read.Status, read["state"].GetString(), read["sender"].GetString()));
        Assert.Equal("waiting", (await app.Partner.GetAsync($"/api/v1/mail/{partners}"))["state"].GetString());
        Assert.Equal((404, 404, 403), ((await app.Partner.GetAsync($"/api/v1/mail/{own}")).Status, (await app.Agent.GetAsync($"/api/v1/mail/{partners}")).Status, (await app.Anna.GetAsync($"/api/v1/mail/{own}")).Status));
    }

    [Fact]
    public async Task Of_a_mail_without_a_date_the_page_says_that_it_says_none()
    {
        var held = await app.HandInAsync("From: who@nowhere.example\r\nSubject: Undated\r\n\r\nx\r\n");
        Assert.Equal("held", (await app.SortedAsync(held.Id)).State);

        var read = await app.Agent.GetAsync($"/api/v1/mail/{held.Id}");
        Assert.False(read.Body.TryGetProperty("sentAt", out var sent) && sent.ValueKind != System.Text.Json.JsonValueKind.Null);
        Assert.Equal(app.Cases.Clock.Now, read["receivedAt"].GetDateTimeOffset());
    }

    [Theory]
    [InlineData("case", "opening")]
    [InlineData("opening", "opening")]
    [InlineData("case", "dismissal")]
    [InlineData("dismissal", "opening")]
    public async Task Of_two_who_decide_at_once_one_does_and_the_other_is_told_that_it_is_done(string first, string second)
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        app.Cases.Pass(61);
        var text = $"Once {Guid.NewGuid():N}.";
        var held = await app.HandInAsync(app.Mail("who@nowhere.example", "Cable", text));
        Assert.Equal("held", (await app.SortedAsync(held.Id)).State);

        // both have read that it is held before either decides
        await using var connection = await app.Seed.Source.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using (var row = new NpgsqlCommand("select from inbound_mail where id = $1 for update", connection, transaction) { Parameters = { new() { Value = held.Id } } }) await row.ExecuteNonQueryAsync(Stop);
        var deciding = Task.WhenAll(new[] { first, second }.Select(what => app.Agent.PutAsync($"/api/v1/mail/{held.Id}/{what}", what switch { "case" => new { caseId = one }, "opening" => new { accountId = app.Cases.Nordhaven }, _ => null })));
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%update inbound_mail%'") < 2; tries++) await Task.Delay(50, Stop);
        await transaction.RollbackAsync(Stop);
        var answers = await deciding;

        var decided = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal((409, "mail.handled"), Assert.Single(answers, answer => answer != decided) is var refused ? (refused.Status, refused.Code) : default);
        Assert.Equal(decided["state"].GetString(), (await app.SortedAsync(held.Id)).State);
        Assert.Equal(decided["state"].GetString() == "ignored" ? 0L : 1L, await app.Seed.ScalarAsync<long>("select count(*) from case_message where body = $1", text));
    }

    [Fact]
    public async Task Mails_that_wait_for_a_decision_stand_on_the_home_and_above_the_queue_of_their_desk_alone()
    {
        await app.Seed.ExecuteAsync("update inbound_mail set state = 'ignored' where state = 'held'");
        using var agent = app.Cases.Browser(app.VendorKey);
        using var partner = app.Cases.Browser(app.PartnerKey);
        using var customer = app.Cases.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Cases.Nordhaven));
        foreach (var page in new[] { "/", "/desk" }) Assert.DoesNotContain("for a decision", await agent.PageAsync(page));

        foreach (var text in new[] { "One.", "Two." }) Assert.Equal("held", (await app.SortAsync(app.Mail("who@nowhere.example", "Hello", text))).State);

        foreach (var page in new[] { "/", "/desk", "/desk/queue" })
        {
            var shown = await agent.PageAsync(page);
            Assert.Contains("2 emails wait for a decision", shown);
            Assert.Contains("href=\"/mail?state=held\"", shown);
            if (page.Length == 1) Assert.DoesNotContain("for a decision", await customer.PageAsync(page));
            Assert.DoesNotContain("for a decision", await partner.PageAsync(page));
        }
        Assert.Equal("held", (await app.SortAsync(app.Mail("who@nowhere.example", "Hello", "Theirs."), app.PartnerKey)).State);
        foreach (var page in new[] { "/", "/desk" }) Assert.Contains("1 email waits for a decision", await partner.PageAsync(page));
    }

    [Fact]
    public async Task A_customers_reply_tells_whoever_works_on_it()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        await app.Agent.PutAsync($"/api/v1/cases/{one}/assignment", new { personId = app.AgentId }, (await app.Agent.GetAsync($"/api/v1/cases/{one}")).Etag);
        await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Any news?"));

        var told = (await app.SentAsync(one))[^1];
        Assert.Equal("agent@vendor.example", told.Recipient);
        Assert.Contains("Any news?", told.Text);
    }

    [Fact]
    public async Task What_a_person_answers_is_a_persons_and_what_a_program_says_comes_from_the_desk()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        using var agent = await CasePerson.OfAsync(app.Cases, Roles.SupportAgent);
        Assert.Equal(201, (await agent.SendAsync("POST", $"/api/v1/cases/{one}/messages", new { text = "A person says this." })).Status);
        await using (var scope = app.Cases.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("cloud-incidents"))
        {
            await scope.ServiceProvider.GetRequiredService<CaseOperations>().WriteAsync(one, new("A program says this."), Stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(Stop);
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
}
