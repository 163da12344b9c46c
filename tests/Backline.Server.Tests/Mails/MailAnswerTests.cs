using Backline.Server.Platform.Access;

namespace Backline.Server.Tests.Mails;

/// <summary>Whoever is known hears that their mail is held, once a day; strangers, machines and whoever may be somebody else hear nothing.</summary>
public sealed class MailAnswerTests(MailApp app) : IClassFixture<MailApp>
{
    private async Task<string> ContactAsync(string language, params Guid[] accounts)
    {
        var email = $"k{Guid.CreateVersion7():n}@people.example";
        foreach (var account in accounts) await app.ContactAsync(account, "Kim Known", email, language);
        return email;
    }

    private async Task<string> FrontedAsync() => (await app.CaseAsync((await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Segreto."))).Case)).Number;

    private async Task<IReadOnlyList<string>> AnswersAsync(string email)
    {
        await using var command = app.Seed.Source.CreateCommand("select coalesce(sender_name, '') || '|' || coalesce(desk_id::text, '') || '|' || coalesce(in_reply_to, '') || '|' || subject || '|' || body_text from outbox_message where recipient = $1 and (about_id is null or subject like 'Not sent%') order by id");
        command.Parameters.Add(new() { Value = email });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var answers = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken)) answers.Add(row.GetString(0));
        return answers;
    }

    [Fact]
    public async Task A_contact_whose_mail_is_held_is_told_once_a_day_in_their_language_and_the_desk_sees_it()
    {
        var (email, number, id) = (await ContactAsync("ko", app.Cases.Nordhaven), await FrontedAsync(), app.NextId());

        var handed = await app.HandInAsync(app.Mail(email, $"[{number}] hello", "Which case is it?", id: id));
        Assert.Equal(("held", "not-theirs"), await app.SortedAsync(handed.Id) is var (state, reason, _, _) ? (state, reason) : default);
        Assert.Equal("held", (await app.SortAsync(app.Mail(email, $"[{number}] hello", "Once more."))).State);

        var told = Assert.Single(await AnswersAsync(email));
        Assert.StartsWith($"||{id}|이메일이 접수되었습니다: [{number}] hello|", told, StringComparison.Ordinal);
        Assert.EndsWith("-- \nBackline", told, StringComparison.Ordinal);
        Assert.Equal(app.Cases.Clock.Now, (await app.Agent.GetAsync($"/api/v1/mail/{handed.Id}"))["answeredAt"].GetDateTimeOffset());
        app.Cases.Pass(24 * 60 + 1);
        await app.SortAsync(app.Mail(email, $"[{number}] hello", "The day after."));
        Assert.Equal(2, (await AnswersAsync(email)).Count);
    }

    [Fact]
    public async Task Whom_a_partner_fronts_is_told_under_the_partners_brand_from_its_desk()
    {
        var (email, number) = (await ContactAsync("it", app.Cases.Lucenti), (await app.OpenedAsync("anna@nordhaven.example")).Number);

        Assert.Equal(("held", "not-theirs", "partner"), await app.SortAsync(app.Mail(email, $"[{number}]", "x")) is var (state, reason, desk, _) ? (state, reason, desk) : default);

        var told = Assert.Single(await AnswersAsync(email));
        Assert.StartsWith($"Meridian Care|{app.Cases.Meridian}|", told, StringComparison.Ordinal);
        Assert.Contains("Abbiamo ricevuto la Sua e-mail", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Backline", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_of_several_accounts_is_told_that_somebody_looks_which_it_is()
    {
        var email = await ContactAsync("vi", app.Cases.Nordhaven, await app.Seed.AccountAsync("Second"));

        Assert.Equal("several-accounts", (await app.SortAsync(app.Mail(email, "", "x"))).Reason);

        Assert.Contains("|Chúng tôi đã nhận được email của quý vị: Email không có tiêu đề|", Assert.Single(await AnswersAsync(email)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_of_a_contact_of_several_accounts_is_held_at_the_desk_that_serves_all_of_them()
    {
        var (across, within) = (await ContactAsync("en", app.Cases.Lucenti, app.Cases.Nordhaven), await ContactAsync("en", app.Cases.Nordhaven, await app.Seed.AccountAsync("Third")));

        foreach (var email in new[] { across, within })
        {
            Assert.Equal(("several-accounts", "vendor"), await app.SortAsync(app.Mail(email, "Sound", "x")) is var (_, reason, desk, _) ? (reason, desk) : default);
            Assert.StartsWith("|", Assert.Single(await AnswersAsync(email)), StringComparison.Ordinal);
        }
        Assert.DoesNotContain((await app.Partner.GetAsync("/api/v1/mail"))["items"].EnumerateArray(), mail => mail.GetProperty("sender").GetString() == across);
    }

    [Theory]
    [InlineData("Sound at {0}", "x", true)]
    [InlineData("Sound", "The room at {0}, second floor.", true)]
    [InlineData("Sound", "It is {1}.", false)]
    [InlineData("Sound", "It is S-999999.", false)]
    [InlineData("Sound", "It is X{0}.", false)]
    [InlineData("Sound", "It is {0} or {2}.", false)]
    public async Task A_site_of_one_of_their_accounts_says_which_is_meant(string subject, string text, bool isKnown)
    {
        var second = await app.Seed.AccountAsync("Fourth");
        async Task<string> NumberAsync(Guid account) => (await app.Seed.ScalarAsync<string>("select number from site where id = $1", await app.Seed.SiteAsync(account, "Kiel")))!;
        var (own, foreign, other) = (app.Cases.SiteNumber, await NumberAsync(await app.Seed.AccountAsync("Fifth")), await NumberAsync(second));
        var email = await ContactAsync("en", app.Cases.Nordhaven, second);
        string Named(string said) => said.Replace("{0}", own, StringComparison.Ordinal).Replace("{1}", foreign, StringComparison.Ordinal).Replace("{2}", other, StringComparison.Ordinal);

        var (state, reason, _, one) = await app.SortAsync(app.Mail(email, Named(subject), Named(text)));

        Assert.Equal(isKnown ? ("opened", "") : ("held", "several-accounts"), (state, reason));
        if (isKnown) Assert.Equal(app.Cases.Nordhaven, await app.Seed.ScalarAsync<Guid>("select account_id from support_case where id = $1", one));
    }

    [Fact]
    public async Task Many_mails_at_once_are_answered_once()
    {
        var (email, number) = (await ContactAsync("de", app.Cases.Nordhaven), await FrontedAsync());

        var handed = await Task.WhenAll(Enumerable.Range(0, 6).Select(count => app.HandInAsync(app.Mail(email, $"[{number}]", $"Number {count}."))));
        foreach (var one in handed) Assert.Equal("held", (await app.SortedAsync(one.Id)).State);

        Assert.Single(await AnswersAsync(email));
    }

    [Theory]
    [InlineData("Authentication-Results: mx; dmarc=fail\n")]
    [InlineData("Auto-Submitted: auto-replied\n")]
    [InlineData("X-Loop: backline-cases\n")]
    public async Task Nobody_is_told_of_what_somebody_else_or_a_machine_may_have_written(string headers)
    {
        var (email, number) = (await ContactAsync("en", app.Cases.Nordhaven), await FrontedAsync());

        Assert.NotEqual("opened", (await app.SortAsync(app.Mail(email, $"[{number}]", "x", headers))).State);

        Assert.Empty(await AnswersAsync(email));
    }

    [Fact]
    public async Task Strangers_are_told_nothing()
    {
        Assert.Equal("held", (await app.SortAsync(app.Mail("who@nowhere.example", "Hello", "x"))).State);

        Assert.Empty(await AnswersAsync("who@nowhere.example"));
    }

    [Fact]
    public async Task Whoever_answers_at_the_desk_by_mail_is_told_once_a_day_that_it_reached_nobody()
    {
        var (_, number) = await app.OpenedAsync("anna@nordhaven.example");
        var email = $"a{Guid.CreateVersion7():n}@vendor.example";
        await app.Seed.PersonAsync(email, Roles.SupportAgent, name: "Ann Answers");

        foreach (var text in new[] { "From my phone.", "And from the train." }) Assert.Equal("desk", (await app.SortAsync(app.Mail(email, $"[{number}]", text))).Reason);

        Assert.Contains("has reached nobody", Assert.Single(await AnswersAsync(email)), StringComparison.Ordinal);
    }
}
