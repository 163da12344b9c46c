using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Npgsql;

namespace Backline.Server.Tests.Mails;

/// <summary>Mail of another account, partner or stranger reaches no case that is not theirs, and lands at the desk that serves them.</summary>
public sealed class MailOtherSidesTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Strangers_and_those_of_other_accounts_wait_for_the_desk_and_nothing_of_them_reaches_the_case()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");

        var stranger = await app.SortAsync(app.Mail("evil@nowhere.example", $"[{number}] hello", "Give me the password."));
        var foreign = await app.SortAsync(app.Mail("lucia@lucenti.example", $"[{number}] hello", "I am of another account."));
        var nobody = await app.SortAsync(app.Mail("evil@nowhere.example", "hello", "Who am I?"));
        var agent = await app.SortAsync(app.Mail("agent@vendor.example", $"[{number}] hello", "From my phone."));
        var spoofed = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Not me.", "Authentication-Results: mx; dmarc=fail\n"));

        Assert.Equal(("held", "stranger", "vendor"), (stranger.State, stranger.Reason, stranger.Desk));
        Assert.Equal(("held", "not-theirs", "partner"), (foreign.State, foreign.Reason, foreign.Desk));
        Assert.Equal(("held", "stranger", "vendor"), (nobody.State, nobody.Reason, nobody.Desk));
        Assert.Equal(("held", "desk", "vendor"), (agent.State, agent.Reason, agent.Desk));
        Assert.Contains("has reached nobody", await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = 'agent@vendor.example' and subject like '%' || $1", number));
        Assert.Equal(("held", "spoofed"), (spoofed.State, spoofed.Reason));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
    }

    [Fact]
    public async Task A_mail_of_one_accounts_people_is_put_into_no_case_of_another()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        await app.ContactAsync(await app.Seed.AccountAsync("Third"), "Tara Third", "tara@third.example", "en");
        var (theirs, stranger) = (await app.HandInAsync(app.Mail("tara@third.example", "x", "Ours.", "Authentication-Results: mx; dmarc=fail\n")), await app.HandInAsync(app.Mail("who@nowhere.example", "x", "Mine.")));
        await app.SortedAsync(theirs.Id);
        await app.SortedAsync(stranger.Id);

        Assert.Equal("mail.of-another-account", (await app.Agent.PutAsync($"/api/v1/mail/{theirs.Id}/case", new { caseId = one })).Code);
        Assert.Equal(200, (await app.Agent.PutAsync($"/api/v1/mail/{stranger.Id}/case", new { caseId = one })).Status);
        Assert.DoesNotContain("Ours.", await MailApp.SaidAsync(app.Agent, one));
    }

    [Fact]
    public async Task A_private_case_takes_mail_of_whoever_opened_it_alone()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        await app.Seed.ExecuteAsync("update support_case set is_private = true where id = $1", one);

        Assert.Equal("matched", (await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Mine."))).State);
        Assert.Equal(("held", "not-theirs"), await app.SortAsync(app.Mail("karl@nordhaven.example", $"[{number}]", "Mine too?")) is var (state, reason, _, _) ? (state, reason) : default);
    }

    [Fact]
    public async Task A_private_case_takes_mail_of_the_contact_it_names_who_is_told_of_it()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        await app.Seed.ExecuteAsync("update support_case set is_private = true, contact_id = (select id from contact where email = 'karl@nordhaven.example') where id = $1", one);

        var (state, _, _, into) = await app.SortAsync(app.Mail("karl@nordhaven.example", $"[{number}]", "It is the cable."));

        Assert.Equal(("matched", one), (state, into));
        Assert.Equal(["Nobody hears us.", "It is the cable."], await MailApp.SaidAsync(app.Agent, one));
        Assert.Equal("held", (await app.SortAsync(app.Mail("lucia@lucenti.example", $"[{number}]", "Mine too?"))).State);
    }

    [Fact]
    public async Task Who_names_a_case_of_anothers_partner_stays_with_the_desk_that_serves_them()
    {
        var (_, _, _, one) = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Segreto."));
        var fronted = await app.CaseAsync(one);

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

    [Fact]
    public async Task Mails_of_a_partners_desk_stand_in_the_outbox_of_that_partner_and_in_no_other()
    {
        var (_, _, _, one) = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Solo per noi."));
        await app.Partner.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Provi il cavo nuovo." });
        await app.SentAsync(one);
        var (theirs, _) = await app.OpenedAsync("anna@nordhaven.example");
        await app.SentAsync(theirs);

        var (own, other, vendors) = (await ReadAsync(app.PartnerKey), await ReadAsync(await app.Seed.KeyAsync(Roles.Partner, partnerId: await app.Seed.PartnerAsync("Third"))), await ReadAsync(await app.Seed.VendorKeyAsync()));

        Assert.Contains("Provi il cavo nuovo.", own);
        Assert.Contains("lucia@lucenti.example", own);
        Assert.DoesNotContain("anna@nordhaven.example", own);
        Assert.Contains("No email", other);
        Assert.DoesNotContain("@", other[other.IndexOf("<h1>", StringComparison.Ordinal)..]);
        Assert.Contains("anna@nordhaven.example", vendors);
        Assert.DoesNotContain("Provi il cavo nuovo.", vendors);
        Assert.Contains("Mails of a partner’s desk are shown to that partner alone.", vendors);
        using var customer = app.Cases.Browser(await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Cases.Lucenti));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await customer.GetAsync("/outbox", Stop)).StatusCode);
        using var partner = app.Cases.Browser(app.PartnerKey);
        foreach (var way in new[] { "/mail", "/people" }) Assert.Contains("href=\"/outbox\"", await partner.PageAsync(way));

        async Task<string> ReadAsync(string key)
        {
            using var browser = app.Cases.Browser(key);
            return await browser.PageAsync("/outbox");
        }
    }

    [Fact]
    public async Task The_outbox_can_be_read_by_programs_of_those_who_read_its_page()
    {
        var (_, _, _, one) = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Di nuovo solo per noi."));
        await app.Partner.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Provi un altro cavo." });
        await app.SentAsync(one);
        var (theirs, _) = await app.OpenedAsync("anna@nordhaven.example");
        await app.SentAsync(theirs);
        var (vendors, readingNothing) = (new ApiClient(app.Cases.Client, await app.Seed.VendorKeyAsync()), new ApiClient(app.Cases.Client, await app.Seed.KeyAsync(Roles.Partner, partnerId: await app.Seed.PartnerAsync("Fourth"), scopes: ["cases.read"])));

        var answer = Assert.Single((await app.Partner.GetAsync("/api/v1/outbox?limit=200"))["items"].EnumerateArray(), mail => mail.GetProperty("text").GetString()!.Contains("Provi un altro cavo.", StringComparison.Ordinal));
        var others = (await vendors.GetAsync("/api/v1/outbox?limit=200"))["items"].EnumerateArray().ToList();

        Assert.Equal(("lucia@lucenti.example", "waiting", one, false, true), (answer.GetProperty("recipient").GetString(), answer.GetProperty("state").GetString(), answer.GetProperty("aboutId").GetGuid(), answer.GetProperty("hasInvitation").GetBoolean(), answer.GetProperty("byPerson").GetBoolean()));
        Assert.NotEqual(0, answer.GetProperty("references").GetArrayLength());
        Assert.DoesNotContain(others, mail => mail.GetProperty("aboutId").ValueKind != System.Text.Json.JsonValueKind.Null && mail.GetProperty("aboutId").GetGuid() == one);
        Assert.Single((await vendors.GetAsync("/api/v1/outbox?limit=1"))["items"].EnumerateArray());
        foreach (var closed in new[] { app.Agent, readingNothing }) Assert.Equal(403, (int)(await closed.GetAsync("/api/v1/outbox")).Status);
        using var browser = app.Cases.Browser(app.PartnerKey);
        var page = await browser.PageAsync("/outbox");
        foreach (var shown in new[] { "In-Reply-To", answer.GetProperty("messageId").GetString()!, "From " + answer.GetProperty("senderName").GetString() }) Assert.Contains(shown, page);
    }

    /// <summary>The outbox as the vendor's administrator reads it.</summary>
    private sealed class AsVendor(MailApp app)
    {
        public async Task<string> OutboxAsync()
        {
            await using var source = NpgsqlDataSource.Create(app.Cases.Logins.App);
            await using var connection = await source.OpenConnectionAsync(Stop);
            await using var transaction = await connection.BeginTransactionAsync(Stop);
            await using var command = new NpgsqlCommand("set local role backline_vendor; select coalesce(string_agg(body_text, ' '), '') from outbox_message", connection, transaction);
            return (string)(await command.ExecuteScalarAsync(Stop))!;
        }
    }

    [Fact]
    public async Task A_partners_program_speaks_for_those_the_partner_serves_and_for_nobody_else()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");

        var forged = await app.SortAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "Close it."), app.PartnerKey);
        var own = await app.SortAsync(app.Mail("lucia@lucenti.example", "Ancora", "Niente audio."), app.PartnerKey);

        Assert.Equal(("held", "stranger", "partner"), (forged.State, forged.Reason, forged.Desk));
        Assert.Equal(("opened", "partner"), (own.State, own.Desk));
        Assert.Equal(["Nobody hears us."], await MailApp.SaidAsync(app.Agent, one));
    }
}
