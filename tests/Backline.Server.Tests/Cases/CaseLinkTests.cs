using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>How cases belong together: linked, split, merged, followed up; and what changes after the opening.</summary>
public sealed class CaseLinkTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static string Id(ApiAnswer one) => one["id"].GetString()!;

    private Task<ApiAnswer> LinkAsync(ApiAnswer one, ApiAnswer other, string? kind = null) => app.Agent.PostAsync($"/api/v1/cases/{Id(one)}/links", new { caseId = Id(other), kind });

    private static async Task<string[]> MessagesAsync(ApiClient who, ApiAnswer one) => [.. (await who.GetAsync($"/api/v1/cases/{Id(one)}/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("text").GetString()!)];

    [Fact]
    public async Task A_link_is_seen_from_both_cases_and_only_with_both()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(new { subject = "Hidden", text = "x", @private = true }));
        var colleague = await app.ApiAsync(Roles.CustomerAdministrator, app.Nordhaven);

        Assert.Equal(201, (await LinkAsync(one, other, "blocks")).Status);

        Assert.Equal("blocks", (await app.Agent.GetAsync($"/api/v1/cases/{Id(one)}/links"))["items"][0].GetProperty("kind").GetString());
        Assert.Equal("blocked-by", (await app.Agent.GetAsync($"/api/v1/cases/{Id(other)}/links"))["items"][0].GetProperty("kind").GetString());
        Assert.Empty((await colleague.GetAsync($"/api/v1/cases/{Id(one)}/links"))["items"].EnumerateArray());
        Assert.Equal("case.linked-already", (await LinkAsync(one, other, "blocks")).Code);
    }

    [Fact]
    public async Task Cases_of_two_accounts_or_desks_are_never_linked()
    {
        var one = await app.Customer.OpenAsync();
        var stranger = await app.Agent.OpenAsync(new { accountId = await app.Seed.AccountAsync("Another"), subject = "x", text = "y" });
        var partners = await app.LucentiCustomer.OpenAsync();

        Assert.Equal("case.link-elsewhere", (await LinkAsync(one, stranger)).Code);
        Assert.Equal("case.link-itself", (await LinkAsync(one, one)).Code);
        Assert.Equal(404, (await LinkAsync(one, partners)).Status);
        Assert.Equal(403, (await app.Customer.PostAsync($"/api/v1/cases/{Id(one)}/links", new { caseId = Id(stranger) })).Status);
    }

    [Fact]
    public async Task A_link_made_from_both_cases_at_once_or_back_again_is_one()
    {
        var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());

        var both = await Task.WhenAll(LinkAsync(one, other), LinkAsync(other, one));
        await LinkAsync(one, other, "blocks");

        Assert.Equal([201, 409], both.Select(answer => answer.Status).Order());
        Assert.Equal("case.linked-already", (await LinkAsync(other, one, "blocks")).Code);
        Assert.Equal(2, (await app.Agent.GetAsync($"/api/v1/cases/{Id(one)}/links"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Cases_merged_into_each_other_at_once_go_on_in_one()
    {
        for (var i = 0; i < 3; i++)
        {
            var (one, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());

            var both = await Task.WhenAll(app.Agent.DoAsync(one, "merging", new { caseId = Id(other) }), app.Agent.DoAsync(other, "merging", new { caseId = Id(one) }));

            Assert.Equal([200, 409], both.Select(answer => answer.Status).Order());
            Assert.Equal(201, (await app.Customer.WriteAsync(one, "Where does this go?")).Status);
        }
    }

    [Fact]
    public async Task Split_messages_go_on_with_clocks_of_their_own_and_stay_readable()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Two things", text = "No sound.", severity = "p2" });
        app.Pass(30);
        await app.Customer.WriteAsync(one, "And the display flickers.");
        app.Pass(30);
        var second = (await app.Agent.GetAsync(one.Location! + "/messages"))["items"][1].GetProperty("id").GetString();

        var own = await app.Agent.PostAsync(one.Location! + "/splits", new { messageIds = new[] { second }, subject = "Display flickers", severity = "p3" });

        Assert.Equal(201, own.Status);
        Assert.Equal("p3", own["severity"].GetString());
        Assert.Equal(app.Clock.Now, own["openedAt"].GetDateTimeOffset());
        Assert.All(own["clocks"].EnumerateArray(), clock => Assert.Equal(0, clock.GetProperty("elapsedSeconds").GetInt64()));
        Assert.Equal(["And the display flickers."], await MessagesAsync(app.Customer, own));
        var marked = (await app.Customer.GetAsync(one.Location! + "/messages"))["items"][1];
        Assert.Equal((own["number"].GetString(), "And the display flickers."), (marked.GetProperty("movedTo").GetString(), marked.GetProperty("text").GetString()));
        Assert.Equal("split-into", (await app.Customer.GetAsync(one.Location! + "/links"))["items"][0].GetProperty("kind").GetString());
        Assert.Equal("case.split-already", (await app.Agent.PostAsync(one.Location! + "/splits", new { messageIds = new[] { second }, subject = "Again" })).Code);
        Assert.Equal(400, (await app.Agent.PostAsync(one.Location! + "/splits", new { messageIds = new[] { Guid.NewGuid() }, subject = "Nothing" })).Status);
    }

    [Fact]
    public async Task What_is_split_off_or_handed_on_is_covered_for_the_same_device()
    {
        // the contract is for video alone
        await app.Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Quiet', 'Desk phone 9', 'deskphone9', 'voice', 'active')", Guid.CreateVersion7());
        var one = await app.LucentiCustomer.OpenAsync(new { subject = "Phone", text = "Silent.", model = "Desk phone 9" });
        var said = (await app.Partner.GetAsync(one.Location! + "/messages"))["items"][0].GetProperty("id").GetString();
        var outcome = Outcome(one);

        Assert.NotEqual("covered", outcome);
        Assert.Equal(outcome, Outcome(await app.Partner.PostAsync(one.Location! + "/splits", new { messageIds = new[] { said }, subject = "Split" })));
        Assert.Equal(outcome, Outcome(await app.Partner.PostAsync(one.Location! + "/vendor-case", new { text = "Please look." })));

        static string? Outcome(ApiAnswer of) => of["coverage"].GetProperty("outcome").GetString();
    }

    [Fact]
    public async Task What_the_desk_splits_off_is_theirs_who_asked()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Two private things", text = "And this.", @private = true });
        var said = (await app.Agent.GetAsync(one.Location! + "/messages"))["items"][0].GetProperty("id").GetString();

        var own = await app.Agent.PostAsync(one.Location! + "/splits", new { messageIds = new[] { said }, subject = "This" });

        Assert.Equal((201, one["openedBy"].GetString()), (own.Status, own["openedBy"].GetString()));
        Assert.Equal(["And this."], await MessagesAsync(app.Customer, own));
        Assert.Equal(404, (await (await app.ApiAsync(Roles.CustomerUser, app.Nordhaven)).GetAsync(own.Location!)).Status);
    }

    [Fact]
    public async Task What_is_written_to_a_merged_case_is_said_where_it_goes_on()
    {
        var (one, into) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        await app.Agent.DoAsync(one, "merging", new { caseId = Id(into) });

        var link = (await app.Agent.GetAsync($"/api/v1/cases/{Id(into)}/links"))["items"][0];
        Assert.Equal(("duplicated-by", Id(one)), (link.GetProperty("kind").GetString(), link.GetProperty("caseId").GetString()));
        var written = await app.Customer.WriteAsync(one, "Still the same.");

        Assert.Equal((201, Id(into)), (written.Status, Id(written)));
        Assert.Contains("Still the same.", await MessagesAsync(app.Customer, into));
        Assert.DoesNotContain("Still the same.", await MessagesAsync(app.Customer, one));
        var told = await MessagesAsync(app.Customer, one);
        Assert.Equal("Nobody hears us.", told.First());
        Assert.Contains(into["number"].GetString()!, Assert.Single(told.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_in_a_case_that_is_merged_follows_where_it_goes_on_and_those_who_work_there_read_of_it()
    {
        foreach (var (account, opening, desk) in new[] { (app.Nordhaven, app.Customer, app.Agent), (app.Lucenti, app.LucentiCustomer, app.Partner) })
        {
            using var asker = await CasePerson.OfAsync(app, Roles.CustomerUser, account);
            var (one, into, own) = (await opening.OpenAsync(), await opening.OpenAsync(), await opening.OpenAsync());
            await app.Seed.ExecuteAsync("update support_case set opened_by_id = $2, opened_by = $3 where id = any ($1)", new[] { Guid.Parse(Id(one)), Guid.Parse(Id(own)) }, asker.Id, asker.Name);

            Assert.Equal(200, (await desk.DoAsync(one, "merging", new { caseId = Id(into) })).Status);
            var watcher = Assert.Single((await desk.GetAsync($"{into.Location}/watchers"))["items"].EnumerateArray());
            Assert.Equal((asker.Id, "asking"), (watcher.GetProperty("personId").GetGuid(), watcher.GetProperty("side").GetString()));
            Assert.Contains(await MessagesAsync(desk, into), text => text!.Contains(one["number"].GetString()! + " goes on here", StringComparison.Ordinal));
            Assert.DoesNotContain(await MessagesAsync(opening, into), text => text!.Contains("goes on here", StringComparison.Ordinal));

            // their own case they follow already
            var same = await opening.OpenAsync();
            await app.Seed.ExecuteAsync("update support_case set opened_by_id = $2 where id = $1", Guid.Parse(Id(same)), asker.Id);
            Assert.Equal(200, (await desk.DoAsync(own, "merging", new { caseId = Id(same) })).Status);
            Assert.Empty((await desk.GetAsync($"{same.Location}/watchers"))["items"].EnumerateArray());
        }
    }

    [Fact]
    public async Task What_the_vendor_carries_on_keeps_its_case()
    {
        var (one, other) = (await app.LucentiCustomer.OpenAsync(), await app.LucentiCustomer.OpenAsync());
        await app.Partner.PostAsync(one.Location! + "/vendor-case", new { text = "Please look." });

        Assert.Equal("case.merge-handed-on", (await app.Partner.DoAsync(one, "merging", new { caseId = Id(other) })).Code);
        Assert.Equal(200, (await app.Partner.DoAsync(other, "merging", new { caseId = Id(one) })).Status);
    }

    [Fact]
    public async Task Notes_alone_are_no_case_of_whoever_asked()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.WriteAsync(one, "Ours alone.", "internal");
        var note = await app.Seed.ScalarAsync<Guid>("select id from case_message where case_id = $1 and visibility = 'internal'", one["id"].GetGuid());

        var split = await app.Agent.PostAsync($"/api/v1/cases/{Id(one)}/splits", new { messageIds = new[] { note }, subject = "x" });

        Assert.Equal((400, "case.split-of-notes"), (split.Status, split["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_shared_case_is_not_merged_into_one_that_its_readers_cannot_see()
    {
        var (one, hidden) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(new { subject = "Hidden", text = "x", @private = true }));

        Assert.Equal("case.merge-private", (await app.Agent.DoAsync(one, "merging", new { caseId = Id(hidden) })).Code);
    }

    // what is still written to it, on the page or by mail, would be read by those who see the other
    [Fact]
    public async Task A_private_case_is_merged_into_none_that_others_see()
    {
        var (shared, hidden, other) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(new { subject = "Hidden", text = "x", @private = true }), await app.Customer.OpenAsync(new { subject = "Hidden too", text = "y", @private = true }));

        var colleague = new ApiClient(app.Client, await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Nordhaven));
        var theirs = await colleague.OpenAsync(new { subject = "Hidden from others", text = "z", @private = true });

        Assert.Equal("case.merge-shared", (await app.Agent.DoAsync(hidden, "merging", new { caseId = Id(shared) })).Code);
        Assert.Equal("case.merge-shared", (await app.Agent.DoAsync(hidden, "merging", new { caseId = Id(theirs) })).Code);
        Assert.Equal(200, (await app.Agent.DoAsync(hidden, "merging", new { caseId = Id(other) })).Status); // of the same asker
    }

    [Theory]
    [InlineData("defects")]
    [InlineData("incidents")]
    public async Task What_a_private_case_is_about_is_as_hidden_as_the_case(string part)
    {
        var hidden = await app.Customer.OpenAsync(new { subject = "Hidden", text = "x", @private = true });
        var colleague = new ApiClient(app.Client, await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Nordhaven));

        Assert.Equal((200, 404), ((await app.Customer.GetAsync($"{hidden.Location}/{part}")).Status, (await colleague.GetAsync($"{hidden.Location}/{part}")).Status));
    }

    [Fact]
    public async Task What_is_written_to_a_closed_case_begins_the_next()
    {
        var one = await app.Customer.OpenAsync(new { subject = "No sound", text = "At all.", severity = "p2", siteId = app.SiteNumber });
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        await app.Customer.DoAsync(one, "closing");

        var next = await app.Customer.WriteAsync(one, "It is back.");

        Assert.Equal(201, next.Status);
        Assert.NotEqual(Id(one), Id(next));
        Assert.Equal(("No sound", "open", "p2", app.SiteNumber), (next["subject"].GetString(), next["state"].GetString(), next["severity"].GetString(), next["siteNumber"].GetString()));
        Assert.Equal("follow-up-of", (await app.Customer.GetAsync(next.Location! + "/links"))["items"][0].GetProperty("kind").GetString());
        Assert.Equal("followed-up-by", (await app.Customer.GetAsync(one.Location! + "/links"))["items"][0].GetProperty("kind").GetString());
        Assert.Equal("case.closed", (await app.Agent.WriteAsync(one, "By the desk.")).Code);

        // whoever goes on writing to what is over begins one case, not one with each word
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Customer.WriteAsync(one, "And more.")));
        Assert.Equal(["It is back.", "And more.", "And more.", "And more.", "And more."], await MessagesAsync(app.Customer, next));
        await app.Agent.DoAsync(next, "resolution", new { outcome = "fixed", text = "Done again." });
        await app.Customer.DoAsync(next, "closing");
        var last = await app.Customer.WriteAsync(one, "Back again.");
        Assert.Equal((201, "follow-up-of", next["number"].GetString()), (last.Status, (await LinkOfAsync(last)).GetProperty("kind").GetString(), (await LinkOfAsync(last)).GetProperty("number").GetString()));

        async Task<System.Text.Json.JsonElement> LinkOfAsync(ApiAnswer of) => (await app.Customer.GetAsync(of.Location! + "/links"))["items"][0];
    }

    [Fact]
    public async Task A_case_that_goes_on_takes_no_second_follow_up()
    {
        var next = await app.Customer.OpenAsync();
        Assert.Equal("case.not-closed", (await app.Customer.PostAsync($"/api/v1/cases/{Id(next)}/follow-ups", new { text = "Too early." })).Code);
    }

    [Fact]
    public async Task The_page_of_a_closed_case_takes_what_is_written_and_lands_in_the_next()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        await app.Customer.DoAsync(one, "closing");
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var fields = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = "follow-up", ["once"] = Guid.NewGuid().ToString(), ["follow-up.text"] = "It is back." };

        var answer = await browser.SubmitAsync("/cases/" + Id(one), fields);
        var twice = await browser.SubmitAsync("/cases/" + Id(one), fields);

        Assert.Equal((HttpStatusCode.Found, answer.Location), (twice.Status, twice.Location));
        Assert.Contains("follows up", await browser.PageAsync(answer.Location!));
        // a page that was open while somebody closed the case
        Assert.Equal(HttpStatusCode.Found, (await browser.SubmitAsync("/cases/" + Id(one), new() { ["_handler"] = "act", ["act"] = "reply", ["reply.text"] = "Typed before." })).Status);
    }

    [Fact]
    public async Task Another_site_decides_coverage_again_and_keeps_waits_and_time_used()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Where?", text = "x", severity = "p2" });
        app.Pass(60);
        await app.Agent.DoAsync(one, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(1), text = "Which site?" });
        app.Pass(60);
        var before = await app.Agent.GetAsync(one.Location!);
        var abroad = await app.Seed.SiteAsync(app.Nordhaven, "Seoul");
        await app.Seed.ExecuteAsync("update site set country = 'KR', time_zone = 'Asia/Seoul' where id = $1", abroad);
        var number = await app.Seed.ScalarAsync<string>("select number from site where id = $1", abroad);

        Assert.Equal(400, (await app.Agent.DoAsync(one, "matter", new { siteId = number })).Status);
        var moved = await app.Agent.DoAsync(one, "matter", new { siteId = number, reason = "It is in Seoul." });

        Assert.Equal((200, number, "waiting"), (moved.Status, moved["siteNumber"].GetString(), moved["state"].GetString()));
        Assert.Single(moved["waits"].EnumerateArray());
        Assert.Equal(Used(before), Used(moved));
        var change = Assert.Single((await app.Customer.GetAsync(one.Location! + "/changes"))["items"].EnumerateArray());
        Assert.Equal("It is in Seoul.", change.GetProperty("reason").GetString());
        Assert.Equal("covered", change.GetProperty("before").GetProperty("coverage").GetProperty("outcome").GetString());
        Assert.Equal(("Seoul", "covered"), (change.GetProperty("after").GetProperty("site").GetString(), change.GetProperty("after").GetProperty("coverage").GetProperty("outcome").GetString()));
        Assert.NotEmpty(change.GetProperty("after").GetProperty("due").EnumerateArray());
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1 and kind = 'terms'", one["id"].GetGuid()));

        static string Used(ApiAnswer view) => string.Join(' ', view["clocks"].EnumerateArray().Where(clock => clock.GetProperty("state").GetString() == "paused").Select(clock => clock.GetProperty("elapsedSeconds").GetInt64()));
    }

    [Fact]
    public async Task A_site_of_somebody_else_is_refused()
    {
        var one = await app.Customer.OpenAsync();
        var elsewhere = await app.Seed.ScalarAsync<string>("select number from site where id = $1", await app.Seed.SiteAsync(await app.Seed.AccountAsync("Elsewhere"), "Oslo"));

        var answer = await app.Agent.DoAsync(one, "matter", new { siteId = elsewhere, reason = "x" });

        Assert.Contains(answer.Status, new[] { 400, 404 });
        Assert.Equal(0, await app.Seed.ScalarAsync<long>("select count(*) from case_change where case_id = $1", one["id"].GetGuid()));
    }
}
