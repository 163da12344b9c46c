using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

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
