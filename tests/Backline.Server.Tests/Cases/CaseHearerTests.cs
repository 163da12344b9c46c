using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>Whether anybody is told of what the desk answers, and who: the page of the case says it before it is written.</summary>
public sealed class CaseHearerTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<Guid> ContactAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await app.Seed.ExecuteAsync("insert into contact (account_id, partner_id, id, name, name_key, email, language) select account_id, partner_id, $2, $3, lower($3), $4, 'en' from account where account_id = $1", app.Nordhaven, id, name, $"{id:n}@nordhaven.example");
        return id;
    }

    [Fact]
    public async Task A_case_the_desk_opens_for_nobody_in_particular_says_that_nobody_is_told_until_a_contact_is_named()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var one = await app.Agent.OpenAsync(new { accountId = app.Nordhaven, subject = "Somebody called", text = "y" });
        var page = await agent.PageAsync("/cases/" + one["id"].GetString());
        Assert.Contains("id=\"nobody-hears\"", page);
        Assert.Contains("<label for=\"write-reply\">Reply</label>", page);

        var named = await app.Agent.OpenAsync(new { accountId = app.Nordhaven, subject = "Clara called", text = "y", contactId = await ContactAsync("Clara Known") });
        page = await agent.PageAsync("/cases/" + named["id"].GetString());
        Assert.DoesNotContain("id=\"nobody-hears\"", page);
        Assert.Contains("Reply to Clara", page);
    }

    [Fact]
    public async Task The_desk_names_the_contact_of_an_account_it_typed()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        await ContactAsync("Dora Named");
        Assert.Contains("value=\"Dora Named\"", await agent.PageAsync($"/cases/contacts?account={app.SiteNumber}"));
        Assert.DoesNotContain("Dora Named", await agent.PageAsync("/cases/contacts?account="));

        Dictionary<string, string> Asked(string contact) => new() { ["_handler"] = "open", ["account"] = app.SiteNumber, ["contact"] = contact, ["subject"] = "Dora called", ["text"] = "y" };
        var unknown = await agent.SubmitAsync("/cases/new", Asked("Nobody Known"));
        Assert.Contains("The account has nobody “Nobody Known”", unknown.Html);
        var opened = await agent.SubmitAsync("/cases/new", Asked("dora named"));
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        Assert.Contains("Reply to Dora", await agent.PageAsync(opened.Location!));
    }

    [Fact]
    public async Task A_partners_desk_reads_that_its_customer_is_told()
    {
        var katrin = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@lucenti.example", Roles.CustomerUser, app.Lucenti, name: "Carla Cliente");
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti);
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        var asked = await customer.SendAsync("POST", "/api/v1/cases", new { subject = "Kein Ton", text = "y" }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        Assert.Equal(201, asked.Status);

        var page = await partner.PageAsync("/cases/" + asked["id"].GetString());
        Assert.DoesNotContain("id=\"nobody-hears\"", page);
        Assert.Contains($"Reply to {customer.Name.Split(' ')[0]}", page);

        // opened with a key nobody reads the mail of, until somebody follows it
        var unheard = await app.LucentiCustomer.OpenAsync(new { subject = "By a program", text = "y" });
        Assert.Contains("id=\"nobody-hears\"", await partner.PageAsync("/cases/" + unheard["id"].GetString()));
        await app.Seed.ExecuteAsync("insert into case_watcher (account_id, partner_id, case_id, person_id, tier, front_id, side, name, added_at, added_by) select account_id, partner_id, id, $2, tier, front_id, 'asking', 'Carla Cliente', now(), 'x' from support_case where id = $1", unheard["id"].GetGuid(), katrin);
        Assert.Contains("Reply to Carla", await partner.PageAsync("/cases/" + unheard["id"].GetString()));
    }

    [Fact]
    public async Task Behind_a_partners_back_the_partner_is_told_and_no_contact_of_its_customer_is_offered()
    {
        var mail = $"{Guid.NewGuid():N}@meridian.example";
        await app.Seed.PersonAsync(mail, Roles.Partner, partnerId: app.Meridian, name: "Pia Partner");
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var one = await app.Agent.OpenAsync(new { accountId = app.Lucenti, subject = "We saw it first", text = "y", desk = "vendor" });
        var page = await agent.PageAsync("/cases/" + one["id"].GetString());
        Assert.Contains("Reply to Pia", page);
        Assert.Contains("The partner sees this case, the customer does not.", page);
        Assert.DoesNotContain("name=\"move.contactId\"", page);
        Assert.Equal("Meridian", one["partner"].GetString());

        await app.Agent.WriteAsync(one, "We replace it.");

        for (var tries = 0; tries < 200 && await MailsAsync() == 0; tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(1L, await MailsAsync());

        Task<long> MailsAsync() => app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%We replace it.%'", mail);
    }
}
