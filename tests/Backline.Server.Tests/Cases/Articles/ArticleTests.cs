using System.Net;
using Backline.Domain.Accounts;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Cases.Articles;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases.Articles;

/// <summary>What is known is found by those it is for, and by what somebody writes.</summary>
public sealed class ArticleTests(CaseApp app) : IClassFixture<CaseApp>
{
    private Task<ApiAnswer> WriteAsync(string title, string audience, string body = "Look at the cable.", params string[] models) => app.Agent.PostAsync("/api/v1/articles", new { title, body, audience, models });

    private async Task<ApiAnswer> DoAsync(ApiAnswer article, string what, object? body = null, HttpMethod? method = null)
    {
        var path = $"/api/v1/articles/{article["id"].GetString()}";
        return await app.Agent.SendAsync(method ?? HttpMethod.Put, path + what, body, (await app.Agent.GetAsync(path)).Etag ?? "\"1\"");
    }

    [Theory]
    [InlineData("customers", true, true)]
    [InlineData("partners", true, false)]
    [InlineData("internal", false, false)]
    public async Task Published_it_is_read_by_those_it_is_for(string audience, bool partner, bool customer)
    {
        var article = await WriteAsync("Echo in large rooms " + audience, audience);
        var path = "/api/v1/articles/" + article["id"].GetString();
        Assert.Equal(404, (await app.Customer.GetAsync(path)).Status);

        Assert.Equal(200, (await DoAsync(article, "/publication")).Status);

        Assert.Equal((partner, customer), ((await app.Partner.GetAsync(path)).Status == 200, (await app.Customer.GetAsync(path)).Status == 200));
        Assert.Equal(customer, (await app.Customer.GetAsync("/api/v1/articles?q=echo%20large")).Body.GetRawText().Contains("Echo in large rooms " + audience, StringComparison.Ordinal));
        Assert.Equal(customer, (await app.Customer.GetAsync("/api/v1/articles/suggestions?text=terrible%20echo%20in%20our%20room")).Body.GetRawText().Contains("Echo in large rooms " + audience, StringComparison.Ordinal));
        await DoAsync(article, "/publication", method: HttpMethod.Delete);
        Assert.Equal(404, (await app.Customer.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_translation_is_out_of_date_when_its_original_has_changed()
    {
        var article = await WriteAsync("Fan noise", "customers");
        await DoAsync(article, "/texts/de", new { title = "Lüfter laut", body = "Den Staub entfernen." });
        await DoAsync(article, "/publication");

        var before = await app.Agent.GetAsync($"/api/v1/articles/{article["id"].GetString()}");
        await DoAsync(article, "", new { title = "Fan noise", body = "Another way.", audience = "customers" });
        var after = await app.Agent.GetAsync($"/api/v1/articles/{article["id"].GetString()}");

        bool Stale(ApiAnswer answer) => answer["texts"].EnumerateArray().Single(text => text.GetProperty("language").GetString() == "de").GetProperty("stale").GetBoolean();
        Assert.Equal((false, true), (Stale(before), Stale(after)));
        Assert.Equal(409, (await DoAsync(article, "/texts/en", new { title = "x", body = "y" })).Status);
        Assert.Contains("Fan noise", (await app.Customer.GetAsync("/api/v1/articles?q=l%C3%BCfter")).Body.GetRawText());
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>")]
    [InlineData("[x](//evil.example)", "<p>[x](//evil.example)</p>")]
    [InlineData("[x](/help\" onclick=\"a)", "<p>[x](/help&quot; onclick=&quot;a)</p>")]
    [InlineData("[the page](/help)", "<p><a href=\"/help\" rel=\"noopener\">the page</a></p>")]
    [InlineData("## A\n\n- **one**\n- `two`", "<h2>A</h2><ul><li><b>one</b></li><li><code>two</code></li></ul>")]
    [InlineData("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>")]
    public void Only_what_is_known_becomes_markup(string typed, string html) => Assert.Equal(html, ArticleText.Html(typed).Value);

    [Fact]
    public async Task It_is_written_at_a_page_noted_at_a_case_and_read_by_the_customer()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var written = await agent.SubmitAsync("/articles/new", new() { ["_handler"] = "act", ["act"] = "save", ["title"] = "Boardroom without sound", ["body"] = "Choose the **speaker** again.", ["audience"] = "customers", ["language"] = "en" });
        Assert.Equal(HttpStatusCode.Found, written.Status);
        var path = written.Location!;
        var published = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "publish", ["version"] = "1" });
        Assert.Equal(HttpStatusCode.Found, published.Status);
        var one = await app.Customer.OpenAsync();

        Assert.Contains("Boardroom without sound", await agent.PageAsync("/cases/" + one["id"].GetString()));
        await agent.SubmitAsync("/cases/" + one["id"].GetString(), new() { ["_handler"] = "act", ["act"] = "use-article", ["article"] = path.Split('/')[^1] });
        Assert.Contains("Boardroom without sound", (await app.Customer.GetAsync($"/api/v1/cases/{one["id"].GetString()}/articles")).Body.GetRawText());
        Assert.Contains("<b>speaker</b>", await customer.PageAsync(path));
        Assert.Contains("Boardroom without sound", await customer.PageAsync("/cases/known?subject=No+sound+in+the+boardroom"));
        Assert.DoesNotContain("name=\"title\"", await customer.PageAsync("/articles"));
    }

    [Fact]
    public async Task What_is_offered_shares_more_than_a_word_every_text_has()
    {
        foreach (var title in new[] { "Return the wombat after a replacement", "Wallabies are silent" })
        {
            var written = await app.Agent.PostAsync("/api/v1/articles", new { title, body = "x", audience = "customers", language = "en" });
            Assert.Equal(200, (await app.Agent.SendAsync(HttpMethod.Put, written.Location! + "/publication", null, written.Etag)).Status);
        }
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));

        var known = await customer.PageAsync("/cases/known?subject=Wallaby+without+sound+after+an+update");

        Assert.Contains("Wallabies are silent", known);
        Assert.DoesNotContain("wombat", known);
    }

    [Theory]
    [InlineData("The numbat is dark", true)] // a word of the title
    [InlineData("Nothing on the bilbies and the potoroo", true)] // two of the body
    [InlineData("Only the potoroo is slow", false)] // one of the body is a guess
    [InlineData("Our CCX 505 say nothing", true)] // its model, in the text
    [InlineData("Our CCX 500 say nothing", false)]
    [InlineData("Everything is fine", false)]
    [InlineData("No audio after update 4.1.2", false)] // numbers of a version
    [InlineData("Bilbies and the potoroo dislike echo, crackle and noise", false)] // two of the body, of many
    public async Task What_is_offered_fits_by_title_model_or_more_than_one_word(string text, bool offered)
    {
        if (await app.Seed.ScalarAsync<long>("select count(*) from article_text where title = 'Numbat'") == 0)
        {
            var written = await app.Agent.PostAsync("/api/v1/articles", new { title = "Numbat", body = "Bilbies sit beside the potoroo, within 2 days, at 4 places, 1 by 1.", audience = "customers", language = "en", models = new[] { "CCX 505" } });
            Assert.Equal(200, (await app.Agent.SendAsync(HttpMethod.Put, written.Location! + "/publication", null, written.Etag)).Status);
        }

        var found = await app.Customer.GetAsync("/api/v1/articles/suggestions?text=" + Uri.EscapeDataString(text));

        Assert.Equal(offered, found["items"].EnumerateArray().Any(one => one.GetProperty("title").GetString() == "Numbat"));
    }

    [Theory]
    [InlineData("G7500 drops calls in our room", "G7500", false)] // what every case has
    [InlineData("The headset is muted and comes back in Teams", "", false)]
    [InlineData("The quokka blinks", "", false)] // one word of a long title
    [InlineData("The quokka is no longer active", "", true)]
    [InlineData("The quokka is no longer active", "Voyager 4320", false)] // a headset, and it is about video
    [InlineData("Will nicht", "Studio X50", true)] // its model: last, and said
    public async Task What_every_case_has_says_nothing_of_what_it_is_about(string text, string model, bool offered)
    {
        const string Title = "A device is not shown as active beside a Poly quokka";
        if (await app.Seed.ScalarAsync<long>("select count(*) from article_text where title = $1", Title) == 0)
        {
            var written = await app.Agent.PostAsync("/api/v1/articles", new { title = Title, body = "Calls of rooms in Teams.", audience = "customers", language = "en", models = new[] { "Studio X50" }, categories = new[] { "video" } });
            Assert.Equal(200, (await app.Agent.SendAsync(HttpMethod.Put, written.Location! + "/publication", null, written.Etag)).Status);
        }
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));

        var found = await app.Customer.GetAsync($"/api/v1/articles/suggestions?text={Uri.EscapeDataString(text)}&model={Uri.EscapeDataString(model)}");

        Assert.Equal(offered, found["items"].EnumerateArray().Any(one => one.GetProperty("title").GetString() == Title));
        var known = await customer.PageAsync($"/cases/known?subject={Uri.EscapeDataString(text)}&device={Uri.EscapeDataString(model)}");
        Assert.Equal(offered && text == "Will nicht", known.Contains("Not of these words, but about Studio X50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Devices_of_the_model_that_the_subject_names_come_first()
    {
        var account = await app.Seed.AccountAsync("Named models");
        var (site, other) = (await app.Seed.SiteAsync(account, "Here"), await app.Seed.SiteAsync(account, "There"));
        await AddAsync("Studio X52", site, "8SEENLAST", "now()");
        await AddAsync("CCX 505", other, "8THERE", "now() - interval '3 days'");
        await AddAsync("CCX 505", site, "8HERE", "now() - interval '9 days'");
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));

        var one = await app.Agent.OpenAsync(new { accountId = account, siteId = await app.Seed.ScalarAsync<string>("select number from site where id = $1", site), subject = "All our Poly CCX-505 lose registration", text = "x" });
        var nowhere = await app.Agent.OpenAsync(new { accountId = account, subject = "CCX 505 restarts", text = "x" });

        var serials = Serials(await agent.PageAsync("/cases/" + one["id"].GetString()));
        Assert.Equal(["8HERE", "8THERE", "8SEENLAST"], serials);
        Assert.Equal(["8THERE", "8HERE"], Serials(await agent.PageAsync("/cases/" + nowhere["id"].GetString())));

        Task AddAsync(string model, Guid place, string serial, string seen) => app.Seed.ExecuteAsync(
            $"insert into device (account_id, id, model_id, category, model_name, serial, serial_key, site_id, source, first_seen_at, last_seen_at, updated_at) select $1, gen_random_uuid(), id, category, name, $3, $3, $4, 'by-hand', now(), {seen}, now() from model where name = $2", account, model, serial, place);

        static IEnumerable<string> Serials(string page) => System.Text.RegularExpressions.Regex.Matches(page.Split("id=\"related\"")[1].Split("</section>")[0], "text-break\">(8[A-Z]+)<").Select(found => found.Groups[1].Value);
    }

    [Fact]
    public async Task Cases_that_share_words_or_a_place_are_alike_to_those_who_see_them()
    {
        var word = "Quokka" + Guid.CreateVersion7().ToString("N")[20..];
        var one = await app.Customer.OpenAsync(new { subject = word + " projector flickers", text = "x" });
        var two = await app.Customer.OpenAsync(new { subject = "Flickers again: projector " + word, text = "y" });
        var foreign = await app.LucentiCustomer.OpenAsync(new { subject = word + " projector flickers elsewhere", text = "z" });

        var alike = await app.Customer.GetAsync($"/api/v1/cases/{one["id"].GetString()}/similar");

        Assert.Contains(two["number"].GetString()!, alike.Body.GetRawText());
        Assert.DoesNotContain(foreign["number"].GetString()!, alike.Body.GetRawText());
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync($"/api/v1/cases/{one["id"].GetString()}/similar")).Status);
    }

    [Theory, InlineData(Side.Vendor), InlineData(Side.Partner), InlineData(Side.Customer)]
    public async Task What_is_alike_is_found_along_indexes(Side side)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(side, app.Lucenti, app.Meridian));
        var (sql, args) = scope.ServiceProvider.GetRequiredService<SimilarQueries>().Question(side == Side.Vendor ? "projector flickers" : null, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), null, 5);
        // there are few: an index is taken where there is one
        await scope.ServiceProvider.GetRequiredService<Session>().ExecuteAsync("set local enable_seqscan = off", TestContext.Current.CancellationToken);
        var plan = await QueryPlan.OfAsync(scope.ServiceProvider, (sql!, args), TestContext.Current.CancellationToken);

        Assert.Equal("", plan.Fault("support_case", mostSorted: 500));
    }
}
