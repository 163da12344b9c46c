using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Mails;

/// <summary>Who follows a case reads by mail what is answered in public, on their own side, and nothing else.</summary>
public sealed class WatcherMailTests(MailApp app) : IClassFixture<MailApp>
{
    private async Task<(Guid Id, string Email)> PersonAsync(string role, Guid? account = null, Guid? partner = null)
    {
        var email = $"w{Guid.CreateVersion7():n}@people.example";
        return (await app.Seed.PersonAsync(email, role, account, partner), email);
    }

    private static async Task<Guid> OpenAsync(ApiClient who, object with) => (await who.PostAsync("/api/v1/cases", with))["id"].GetGuid();

    private static Task<ApiAnswer> SayAsync(ApiClient who, Guid one, string text, string? visibility = null) => who.PostAsync($"/api/v1/cases/{one}/messages", new { text, visibility });

    private static async Task WatchAsync(ApiClient who, Guid one, Guid person) => Assert.Equal(201, (await who.PostAsync($"/api/v1/cases/{one}/watchers", new { personId = person })).Status);

    private async Task<List<string>> ToldAsync(Guid one, string email) => [.. (await app.SentAsync(one)).Where(mail => mail.Recipient == email).Select(mail => mail.Text)];

    [Fact]
    public async Task Answers_reach_those_who_follow_a_private_case_until_they_no_longer_do_and_notes_reach_nobody()
    {
        var one = await OpenAsync(app.Anna, new { subject = "Mine alone", text = "Hush.", @private = true });
        var (watcher, other) = (await PersonAsync(Roles.CustomerUser, app.Cases.Nordhaven), await PersonAsync(Roles.CustomerUser, app.Cases.Nordhaven));
        var colleague = await PersonAsync(Roles.SupportAgent);
        await WatchAsync(app.Anna, one, watcher.Id);
        await WatchAsync(app.Agent, one, colleague.Id);

        await SayAsync(app.Agent, one, "Which cable is it?");
        await SayAsync(app.Agent, one, "Smells of firmware.", "internal");
        await SayAsync(app.Anna, one, "The blue one.");

        Assert.Contains("Which cable is it?", Assert.Single(await ToldAsync(one, watcher.Email), mail => !mail.Contains("The blue one.", StringComparison.Ordinal)));
        Assert.Contains("The blue one.", Assert.Single(await ToldAsync(one, colleague.Email)));
        Assert.Empty(await ToldAsync(one, other.Email));
        Assert.DoesNotContain(await app.SentAsync(one), mail => mail.Text.Contains("firmware", StringComparison.Ordinal));

        Assert.Equal(204, (await app.Anna.DeleteAsync($"/api/v1/cases/{one}/watchers/{watcher.Id}")).Status);
        await SayAsync(app.Agent, one, "Then it is the adapter.");
        Assert.DoesNotContain(await ToldAsync(one, watcher.Email), mail => mail.Contains("adapter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_colleague_writes_reaches_whoever_opened_the_case_and_those_who_follow_it_there()
    {
        var (opener, colleague, watcher) = (await PersonAsync(Roles.CustomerUser, app.Cases.Nordhaven), await PersonAsync(Roles.CustomerUser, app.Cases.Nordhaven), await PersonAsync(Roles.CustomerUser, app.Cases.Nordhaven));
        var one = await OpenAsync(app.Anna, new { subject = "Ours", text = "x" });
        await app.Seed.ExecuteAsync("update support_case set opened_by_id = $2 where id = $1", one, opener.Id);
        await WatchAsync(app.Anna, one, watcher.Id);
        await SayAsync(app.Anna, one, "From a program.");

        foreach (var told in new[] { opener, watcher })
        {
            var mail = Assert.Single(await ToldAsync(one, told.Email), text => text.Contains("From a program.", StringComparison.Ordinal));
            Assert.Contains("To answer, reply to this email.", mail);
            Assert.DoesNotContain("Answer at the desk", mail);
        }
        Assert.Empty(await ToldAsync(one, colleague.Email));
    }

    [Fact]
    public async Task Each_desk_tells_those_who_follow_on_its_side()
    {
        var lucenti = new ApiClient(app.Cases.Client, await app.Seed.KeyAsync(Roles.CustomerUser, app.Cases.Lucenti));
        var one = await OpenAsync(lucenti, new { subject = "Niente audio", text = "x" });
        var customer = await PersonAsync(Roles.CustomerUser, app.Cases.Lucenti);
        var partner = await PersonAsync(Roles.Partner, partner: app.Cases.Meridian);
        await WatchAsync(lucenti, one, customer.Id);
        var vendors = (await app.Partner.PostAsync($"/api/v1/cases/{one}/vendor-case", new { text = "Please help." }))["id"].GetGuid();
        await WatchAsync(app.Partner, vendors, partner.Id);

        await SayAsync(app.Partner, one, "Guardiamo.");
        await SayAsync(app.Agent, vendors, "Send the logs.");

        Assert.Contains("Guardiamo.", Assert.Single(await ToldAsync(one, customer.Email)));
        Assert.Empty(await ToldAsync(one, partner.Email));
        Assert.Contains("Send the logs.", Assert.Single(await ToldAsync(vendors, partner.Email)));
        Assert.Empty(await ToldAsync(vendors, customer.Email));

        // a partner that no longer serves the account hears no more
        await app.Seed.ExecuteAsync("update person set partner_id = $2 where id = $1", partner.Id, await app.Seed.PartnerAsync("Next"));
        await SayAsync(app.Agent, vendors, "And the version.");
        Assert.Single(await ToldAsync(vendors, partner.Email));
    }
}
