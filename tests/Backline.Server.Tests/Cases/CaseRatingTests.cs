using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases;

/// <summary>Whoever asked says how it went, by a link and without signing in.</summary>
public sealed partial class CaseRatingTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task AskAsync()
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        await scope.ServiceProvider.GetRequiredService<RatingAsking>().AskAsync(TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(ApiAnswer One, string Email)> DoneAsync(string language = "en", string? email = null, bool close = true, ApiClient? asks = null, ApiClient? desk = null, Guid? account = null)
    {
        email ??= $"c{Guid.NewGuid():n}@customer.example";
        var contact = await app.Seed.ContactAsync(account ?? app.Nordhaven, "Ana", language, email);
        var one = await (asks ?? app.Customer).OpenAsync(new { subject = "No sound", text = "x", contactId = contact });
        await (desk ?? app.Agent).DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        if (close) await (asks ?? app.Customer).DoAsync(one, "closing");
        return (one, email);
    }

    private Task<string?> MailAsync(string email) => app.Seed.ScalarAsync<string>("select subject || E'\\n' || coalesce(sender_name, '') || E'\\n' || body_text from outbox_message where recipient = $1 and body_text like '%/ratings/%'", email);

    private async Task<string> LinkAsync(string email) => new Uri(Link().Match((await MailAsync(email))!).Value).PathAndQuery;

    [Theory]
    [InlineData("en", "How did it go?")]
    [InlineData("de", "Wie war es?")]
    [InlineData("es", "¿Qué tal fue?")]
    [InlineData("it", "Com'è andata?")]
    [InlineData("vi", "Quý khách đánh giá thế nào?")]
    [InlineData("ko", "서비스는 어떠셨나요?")]
    public async Task The_mail_and_the_page_are_in_the_language_of_the_contact(string language, string words)
    {
        var (one, email) = await DoneAsync(language);

        await AskAsync();

        var mail = await MailAsync(email);
        Assert.Contains(words, mail);
        Assert.Contains(one["number"].GetString()!, mail);
        using var visitor = new Visitor(app.Address);
        var page = WebUtility.HtmlDecode((await visitor.GetAsync(await LinkAsync(email))).Body);
        Assert.Contains(words, page);
        Assert.Contains($"lang=\"{language}\"", page);
    }

    [Fact]
    public async Task What_was_sent_is_confirmed_with_a_day_in_words_and_a_score_that_was_only_chosen_is_not()
    {
        var (_, email) = await DoneAsync("it");
        await AskAsync();
        using var visitor = new Visitor(app.Address);
        var link = (await LinkAsync(email)).Split('?')[0];
        await visitor.PostAsync(link, "rate", new() { ["score"] = "2" });
        var expires = await app.Seed.ScalarAsync<DateTime>("select expires_at at time zone 'UTC' from case_rating where recipient = $1 and not skipped", email);

        Assert.Contains("fino al " + expires.ToString("d MMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("it")), WebUtility.HtmlDecode((await visitor.GetAsync(link)).Body));
        Assert.DoesNotContain("Grazie", (await visitor.GetAsync(link + "?score=1")).Body);
    }

    [Fact]
    public async Task Without_signing_in_a_case_is_rated_and_rated_again_until_the_link_expires()
    {
        var (one, email) = await DoneAsync();
        await AskAsync();
        using var visitor = new Visitor(app.Address);
        var link = (await LinkAsync(email)).Split('?')[0];

        // a program that opens links rates nothing
        Assert.Equal(200, (await visitor.GetAsync(link + "?score=1")).Status);
        Assert.Equal(404, (await app.Agent.GetAsync(one.Location + "/ratings")).Status);
        Assert.Equal(422, (await visitor.PostAsync(link, "rate", new() { ["score"] = "6", ["comment"] = "Kept" })).Status);
        Assert.Equal(302, (await visitor.PostAsync(link, "rate", new() { ["score"] = "2", ["comment"] = "Slow." })).Status);
        Assert.Contains("Thank you.", (await visitor.GetAsync(link)).Body);
        Assert.Equal(302, (await visitor.PostAsync(link, "rate", new() { ["score"] = "4", ["comment"] = "Better." })).Status);

        var rated = await app.Agent.GetAsync(one.Location + "/rating");
        Assert.Equal((4, "Better."), (rated["score"].GetInt32(), rated["comment"].GetString()));
        Assert.Equal(403, (await app.Customer.GetAsync(one.Location + "/rating")).Status);
        Assert.Equal(2, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1 and action = 'case.rated'", one["id"].GetGuid()));
        await app.Seed.ExecuteAsync("update case_rating set expires_at = $2 where case_id = $1", one["id"].GetGuid(), app.Clock.Now);
        foreach (var dead in new[] { link, "/ratings/made-up" })
        {
            var answer = await visitor.GetAsync(dead);
            Assert.Equal(410, answer.Status);
            Assert.Contains("no longer good", answer.Body);
        }
    }

    [Fact]
    public async Task Somebody_is_asked_once_a_case_and_once_in_fourteen_days()
    {
        var (_, email) = await DoneAsync();
        await DoneAsync(email: email);
        await AskAsync();
        await AskAsync();

        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%/ratings/%'", email));
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from case_rating where recipient = $1 and skipped", email));
    }

    [Fact]
    public async Task What_is_resolved_is_asked_for_after_two_days_and_what_was_merged_never()
    {
        var (_, email) = await DoneAsync(close: false);
        await AskAsync();
        Assert.Null(await MailAsync(email));
        app.Pass(60 * 48);
        await AskAsync();
        Assert.NotNull(await MailAsync(email));
    }

    [Fact]
    public async Task A_customer_of_a_partner_is_asked_under_its_brand_and_the_score_is_its_desks()
    {
        var (one, email) = await DoneAsync("it", asks: app.LucentiCustomer, desk: app.Partner, account: app.Lucenti);
        await AskAsync();
        using var visitor = new Visitor(app.Address);
        var link = (await LinkAsync(email)).Split('?')[0];

        var page = (await visitor.GetAsync(link)).Body;
        await visitor.PostAsync(link, "rate", new() { ["score"] = "1" });

        Assert.Contains("Meridian Care", await MailAsync(email));
        Assert.Equal(app.Meridian, await app.Seed.ScalarAsync<Guid?>("select desk_id from outbox_message where recipient = $1 and body_text like '%/ratings/%'", email));
        Assert.Contains("Meridian Care", page);
        Assert.Contains(one["number"].GetString()!, (await app.Partner.GetAsync("/api/v1/satisfaction?low=true")).Body.GetRawText());
        Assert.DoesNotContain(one["number"].GetString()!, (await app.Agent.GetAsync("/api/v1/satisfaction")).Body.GetRawText());
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        Assert.Contains("1 of 5", await partner.PageAsync("/satisfaction?low=true"));
        Assert.Contains("1 of 5", await partner.PageAsync("/cases/" + one["id"].GetString()));
    }

    [Fact]
    public async Task The_desk_reads_on_the_case_when_whoever_asked_is_asked_or_why_not()
    {
        var (one, email) = await DoneAsync(close: false);
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = "/cases/" + one["id"].GetString();

        Assert.Contains("when the case is closed, or two days after it was resolved", await agent.PageAsync(path));
        await app.Customer.DoAsync(one, "closing");
        Assert.Contains("asked by email within ten minutes", await agent.PageAsync(path));
        await AskAsync();
        Assert.Contains("no answer yet", await agent.PageAsync(path));
        var (other, _) = await DoneAsync(email: email);
        await AskAsync();
        Assert.Contains("was asked about another case", await agent.PageAsync("/cases/" + other["id"].GetString()));
    }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Link();
}
