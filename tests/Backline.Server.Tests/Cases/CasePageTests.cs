using System.Globalization;
using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>The pages of cases as a browser without scripts uses them.</summary>
public sealed class CasePageTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<HttpClient> BrowserAsync(string role, Guid? account = null, Guid? partner = null) => app.Browser(await app.Seed.KeyAsync(role, account, partner));

    private Task<HttpClient> CustomerAsync() => BrowserAsync(Roles.CustomerUser, app.Nordhaven);

    private Task<HttpClient> AgentAsync() => BrowserAsync(Roles.SupportAgent);

    private static string PathOf(ApiAnswer one) => "/cases/" + one["id"].GetString();

    /// <summary>A form of the page of a case, in its newest version.</summary>
    private async Task<FormAnswer> ActAsync(HttpClient browser, ApiAnswer one, string act, Dictionary<string, string>? fields = null, long? version = null)
    {
        var newest = await app.Seed.ScalarAsync<long>("select version from support_case where id = $1", one["id"].GetGuid());
        return await browser.SubmitAsync(PathOf(one), new(fields ?? []) { ["_handler"] = "act", ["act"] = act, ["version"] = (version ?? newest).ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    [Fact]
    public async Task A_customer_reports_a_problem_by_site_and_sees_cover_and_clocks()
    {
        using var browser = await CustomerAsync();

        var form = await browser.PageAsync($"/cases/new?site={app.Site}");
        var answer = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["siteId"] = app.SiteNumber, ["subject"] = "No picture in room 5", ["text"] = "Black since noon.\nAll of it.", ["severity"] = "p2" });

        Assert.Contains(app.SiteNumber, form);
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        var page = await browser.PageAsync(answer.Location!);
        foreach (var shown in new[] { "No picture in room 5", "Black since noon.", "badly impaired", "Covered", "It stays as it was decided, whatever changes in contracts.", "first response", "Hamburg", "How the time is reckoned, day by day" }) Assert.Contains(shown, page);
        Assert.DoesNotContain("Internal note", page);
        Assert.DoesNotContain("Change the severity", page);
    }

    [Fact]
    public async Task What_was_typed_stays_and_every_gap_is_named()
    {
        using var browser = await AgentAsync();

        var nothing = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["text"] = "Kept as typed.", ["severity"] = "p1" });
        var nobodys = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["account"] = "S-999999", ["subject"] = "Whose?", ["text"] = "Kept as typed.", ["severity"] = "p1" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (nothing.Status, nobodys.Status));
        Assert.Contains("Kept as typed.", nothing.Html);
        Assert.Contains("href=\"/cases/new#account\"", nothing.Html);
        Assert.Contains("value=\"S-999999\"", nobodys.Html);
        Assert.Contains("name the account or the site", nobodys.Html);
    }

    [Fact]
    public async Task Whoever_goes_back_and_sends_again_has_said_it_once()
    {
        using var customer = await CustomerAsync();
        var one = await app.Customer.OpenAsync();

        // each time the form is another, with a token of its own
        foreach (var text in new[] { "It still crackles.", "It still crackles.", "Also in room 5." })
            Assert.Equal((HttpStatusCode.Found, PathOf(one)), await SentAsync(text));
        Assert.Equal((1L, 1L), (await SaidAsync("It still crackles."), await SaidAsync("Also in room 5.")));
        await app.Agent.WriteAsync(one, "Is it gone?");
        await SentAsync("Also in room 5.");
        app.Pass(11);
        await SentAsync("Also in room 5.");
        Assert.Equal(3L, await SaidAsync("Also in room 5."));

        async Task<(HttpStatusCode, string?)> SentAsync(string text)
        {
            var answer = await ActAsync(customer, one, "reply", new() { ["reply.text"] = text, ["once"] = Guid.NewGuid().ToString() });
            return (answer.Status, answer.Location);
        }
        Task<long> SaidAsync(string text) => app.Seed.ScalarAsync<long>("select count(*) from case_message where case_id = $1 and body = $2", one["id"].GetGuid(), text);
    }

    [Fact]
    public async Task Without_cover_the_case_is_taken_all_the_same()
    {
        var bare = await app.Seed.AccountAsync("Without contract");
        using var browser = await BrowserAsync(Roles.CustomerUser, bare);

        var form = await browser.PageAsync("/cases/new");
        var answer = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["subject"] = "Nothing works", ["text"] = "At all.", ["severity"] = "p1" });

        Assert.Contains("You can report it all the same", form);
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Contains("Not covered", await browser.PageAsync(answer.Location!));
    }

    [Fact]
    public async Task The_desk_answers_notes_waits_and_resolves_and_the_customer_closes()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await AgentAsync();
        using var customer = await CustomerAsync();

        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "reply", new() { ["reply.text"] = "We look into it.", ["reply.kind"] = "update" })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "reply", new() { ["reply.text"] = "First the cables, then the codec.", ["reply.kind"] = "plan" })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "note", new() { ["note.text"] = "Smells of firmware." })).Status);
        var again = app.Clock.Now.AddDays(3).ToString("yyyy-MM-dd'T'09:30", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "wait", new() { ["wait.reason"] = "customer", ["wait.followUpAt"] = again, ["wait.text"] = "Which cable is it?" })).Status);
        var seen = await customer.PageAsync(PathOf(one));
        foreach (var shown in new[] { "We look into it.", "The plan was told", "Which cable is it?", "Waits for an answer", "Stands still" }) Assert.Contains(shown, seen);
        Assert.DoesNotContain("Smells of firmware.", seen);
        Assert.Contains("Smells of firmware.", await agent.PageAsync(PathOf(one)));
        Assert.Contains(again + ":00", await app.Seed.ScalarAsync<string>("select waits::text from support_case where id = $1", one["id"].GetGuid()));

        Assert.Equal(HttpStatusCode.Found, (await ActAsync(customer, one, "reply", new() { ["reply.text"] = "The blue one." })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "severity", new() { ["severity.severity"] = "p3" })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "resolve", new() { ["resolve.outcome"] = "fixed", ["resolve.text"] = "Cable replaced." })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(customer, one, "reopen", new() { ["reopen.text"] = "It is back." })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(agent, one, "resolve", new() { ["resolve.outcome"] = "worked-around", ["resolve.text"] = "Use the other port." })).Status);
        Assert.Equal(HttpStatusCode.Found, (await ActAsync(customer, one, "close")).Status);
        var closed = await customer.PageAsync(PathOf(one));
        Assert.Contains("This case is closed.", closed);
        Assert.DoesNotContain("name=\"reply.text\"", closed);
    }

    [Fact]
    public async Task A_form_of_an_older_version_is_refused_and_keeps_what_was_typed()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await AgentAsync();
        await app.Agent.WriteAsync(one, "Meanwhile.");

        var answer = await ActAsync(agent, one, "resolve", new() { ["resolve.outcome"] = "fixed", ["resolve.text"] = "Typed for nothing?" }, version: 1);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Typed for nothing?", answer.Html);
        Assert.Contains("id=\"resolve\" open", answer.Html);
        Assert.Equal("open", await app.Seed.ScalarAsync<string>("select state from support_case where id = $1", one["id"].GetGuid()));
    }

    [Fact]
    public async Task Of_two_who_write_at_once_both_are_heard_or_told_what_came_before_theirs()
    {
        var one = await app.Customer.OpenAsync();
        using var first = await AgentAsync();
        using var second = await BrowserAsync(Roles.ServiceManager);
        var version = await app.Seed.ScalarAsync<long>("select version from support_case where id = $1", one["id"].GetGuid());

        var done = await ActAsync(first, one, "resolve", new() { ["resolve.outcome"] = "fixed", ["resolve.text"] = "Cable replaced." }, version);
        var late = await ActAsync(second, one, "resolve", new() { ["resolve.outcome"] = "answered", ["resolve.text"] = "Typed at the same time." }, version);
        var slow = await ActAsync(second, one, "severity", new() { ["severity.severity"] = "p1", ["severity.reason"] = "All rooms are dark." }, version);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (done.Status, late.Status, slow.Status));
        Assert.Contains("Typed at the same time.", late.Html);
        Assert.Contains("Cable replaced.", late.Html);
        Assert.Contains("All rooms are dark.", slow.Html);
        Assert.Equal("fixed", await app.Seed.ScalarAsync<string>("select outcome from support_case where id = $1", one["id"].GetGuid()));
        // sent again in the version it shows now, the answer is that of the case
        var again = await ActAsync(second, one, "resolve", new() { ["resolve.outcome"] = "answered", ["resolve.text"] = "Typed at the same time." });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("Typed at the same time.", again.Html);
        Assert.Contains("resolved", again.Html);
    }

    [Fact]
    public async Task Of_two_who_close_at_once_one_does_and_the_other_sees_that_it_is_closed()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        using var agent = await AgentAsync();
        using var customer = await CustomerAsync();
        var version = await app.Seed.ScalarAsync<long>("select version from support_case where id = $1", one["id"].GetGuid());

        var both = await Task.WhenAll(ActAsync(agent, one, "close", version: version), ActAsync(customer, one, "close", version: version));

        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.UnprocessableEntity], both.Select(answer => answer.Status).Order());
        Assert.Contains("This case is closed.", both.Single(answer => answer.Status != HttpStatusCode.Found).Html);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1 and action = 'case.closed'", one["id"].GetGuid()));
    }

    [Fact]
    public async Task A_refusal_stands_at_the_form_it_answers()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await AgentAsync();

        var past = await ActAsync(agent, one, "wait", new() { ["wait.reason"] = "parts", ["wait.followUpAt"] = "2020-01-02T09:30" });
        var unknown = await ActAsync(agent, one, "merge", new() { ["merge.caseId"] = "C-1999-000001" });
        var empty = await ActAsync(agent, one, "reply", new() { ["reply.text"] = " " });

        Assert.Contains("a moment to come", past.Html);
        Assert.Contains("There is no case C-1999-000001", unknown.Html);
        Assert.Contains("#reply-text", empty.Html);
        Assert.All([past, unknown, empty], answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
    }

    [Fact]
    public async Task Who_only_reads_or_asks_cannot_do_what_the_desk_does()
    {
        var one = await app.Customer.OpenAsync();
        using var logistics = await BrowserAsync(Roles.Logistics);
        using var customer = await CustomerAsync();

        var page = await logistics.PageAsync(PathOf(one));
        await ActAsync(logistics, one, "resolve", new() { ["resolve.outcome"] = "fixed", ["resolve.text"] = "No." });
        await ActAsync(logistics, one, "note", new() { ["note.text"] = "No." });
        var refused = await ActAsync(customer, one, "severity", new() { ["severity.severity"] = "p1" });

        Assert.DoesNotContain("name=\"reply.text\"", page);
        Assert.Contains("worked on by another desk", refused.Html);
        Assert.Equal("open p2 1", await app.Seed.ScalarAsync<string>("select state || ' ' || severity || ' ' || (select count(*) from case_message m where m.case_id = c.id) from support_case c where id = $1", one["id"].GetGuid()));
    }

    [Fact]
    public async Task A_partner_hands_a_case_on_and_each_side_is_shown_its_own()
    {
        var one = await app.LucentiCustomer.OpenAsync(new { subject = "Kein Bild", text = "Customer's words.", severity = "p2" });
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);
        using var agent = await AgentAsync();

        var handed = await ActAsync(partner, one, "hand-on", new() { ["hand-on.subject"] = "No picture", ["hand-on.text"] = "Partner's words." });

        Assert.Equal(HttpStatusCode.Found, handed.Status);
        var vendors = await agent.PageAsync(handed.Location!);
        Assert.Contains("Partner's words.", vendors);
        Assert.DoesNotContain("Customer's words.", vendors);
        Assert.Contains("With the vendor as", await partner.PageAsync(PathOf(one)));
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync(PathOf(one), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_list_shows_what_is_due_next_and_is_narrowed_by_views_and_filters()
    {
        using var agent = await AgentAsync();
        using var customer = await CustomerAsync();
        var word = "Narrowed" + Guid.CreateVersion7().ToString("N")[20..];
        var one = await app.Customer.OpenAsync(new { subject = word, text = "First.", severity = "p1" });
        await app.Customer.OpenAsync(new { subject = word + " quieter", text = "Second.", severity = "p4" });
        await app.LucentiCustomer.OpenAsync(new { subject = word + " elsewhere", text = "Third.", severity = "p1" });

        var found = await agent.PageAsync($"/cases?q={word}&severity=p1");
        var mine = await agent.PageAsync($"/cases?view=waiting&q={word}");
        var own = await customer.PageAsync("/cases");
        var file = await agent.GetStringAsync($"/cases/export?q={word}", TestContext.Current.CancellationToken);

        Assert.Contains(one["number"].GetString()!, found);
        Assert.Contains("first response by", found);
        Assert.DoesNotContain(word + " quieter", found);
        Assert.DoesNotContain(word + " elsewhere", found + own + file);
        Assert.Contains("No case like this", mine);
        Assert.Contains(word + " quieter", own);
        Assert.Equal(2, file.Split(word).Length - 1);
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.GetAsync("/cases?view=bogus", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Beside_ones_own_queue_stands_what_nobody_has_and_has_missed()
    {
        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        using var partner = await CasePerson.OfAsync(app, Roles.Partner, partner: app.Meridian);
        var own = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(own, "assignment", new { personId = agent.Id });
        await app.Seed.ExecuteAsync("update support_case set assignee_id = $1 where assignee_id is null", agent.Id);

        Assert.DoesNotContain("Nobody’s: ", await agent.PageAsync("/desk"));
        await app.Customer.OpenAsync(new { subject = "Nobody has it", text = "y", severity = "p1" });
        await app.LucentiCustomer.OpenAsync(new { subject = "Of another desk", text = "y", severity = "p1" });
        Assert.Contains("Nobody’s: 1", await agent.PageAsync("/desk"));
        Assert.DoesNotContain("missed", Between(await agent.PageAsync(PathOf(own)), "data-nobodys", "</a>"));
        app.Pass(90);
        Assert.Contains("Nobody’s: 1, 1 missed", await agent.PageAsync(PathOf(own)));
        Assert.Contains("Nobody’s: 1, 1 missed", await partner.PageAsync("/desk?view=mine"));
        Assert.DoesNotContain("Nobody’s: ", await agent.PageAsync("/desk?view=unassigned"));
    }

    private static string Between(string page, string from, string to)
    {
        var begin = page.IndexOf(from, StringComparison.Ordinal);
        Assert.NotEqual(-1, begin);
        return page[begin..page.IndexOf(to, begin, StringComparison.Ordinal)];
    }

    [Fact]
    public async Task What_lies_at_another_desk_is_not_offered_to_be_done_with_others()
    {
        var one = await app.LucentiCustomer.OpenAsync(new { subject = "Handed on", text = "x", severity = "p2" });
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);
        var handed = await app.Partner.PostAsync($"/api/v1/cases/{one["id"].GetString()}/vendor-case", new { text = "Please look." });
        var (own, theirs) = (one["number"].GetString()!, handed["number"].GetString()!);

        Assert.Contains($"Choose {own}", await partner.PageAsync("/cases?q=" + own));
        var page = await partner.PageAsync("/cases?q=" + theirs);
        Assert.Contains(theirs, page);
        Assert.DoesNotContain($"Choose {theirs}", page);
        Assert.DoesNotContain("/cases/bulk", page);
    }

    [Fact]
    public async Task A_number_leads_to_its_case_and_a_private_one_only_its_author()
    {
        using var agent = await AgentAsync();
        using var customer = await CustomerAsync();
        var one = await app.Customer.OpenAsync();
        var hidden = await app.Customer.OpenAsync(new { subject = "Mine alone", text = "Hush.", @private = true });

        using var found = await agent.GetAsync("/search?q=" + one["number"].GetString()!.ToLowerInvariant(), TestContext.Current.CancellationToken);
        var other = await customer.PageAsync("/search?q=" + hidden["number"].GetString());

        Assert.Equal((HttpStatusCode.Found, PathOf(one)), (found.StatusCode, found.Headers.Location?.ToString()));
        Assert.DoesNotContain("Mine alone", other);
    }

    [Fact]
    public async Task Home_begins_with_what_is_due_and_leads_to_the_form()
    {
        using var agent = await AgentAsync();
        using var customer = await CustomerAsync();
        await app.Customer.OpenAsync(new { subject = "Seen at home", text = "First.", severity = "p1" });

        Assert.Contains("Due next", await agent.PageAsync("/"));
        var home = await customer.PageAsync("/");
        Assert.Contains("Your open cases", home);
        Assert.Contains("href=\"/cases/new\"", home);
        Assert.Contains($"/cases/new?site={app.Site}", await customer.PageAsync($"/sites/{app.Site}"));
        Assert.Contains("/cases/new?named=", await agent.PageAsync("/coverage?q=NOSUCHSERIAL77"));
    }
}
