using System.Globalization;
using System.Net;
using System.Text.Json;
using Backline.Domain.Escalations;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>Cases and accounts are escalated once for each cause, decided by service management, owned, and seen by the right side alone.</summary>
public sealed class EscalationTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static string IdOf(ApiAnswer one) => one["id"].GetString()!;

    private static async Task<ApiAnswer> DoAsync(ApiClient who, ApiAnswer one, string what, object? body = null, HttpMethod? method = null)
    {
        var path = $"/api/v1/escalations/{IdOf(one)}";
        return await who.SendAsync(method ?? HttpMethod.Put, $"{path}/{what}", body, (await who.GetAsync(path)).Etag ?? "\"1\"");
    }

    private static async Task<List<JsonElement>> OfCaseAsync(ApiClient who, ApiAnswer one) => [.. (await who.GetAsync($"/api/v1/escalations?caseId={IdOf(one)}"))["items"].EnumerateArray()];

    private async Task<T> AsProgrammeAsync<T>(Func<EscalationOperations, Task<T>> act)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        var answer = await act(scope.ServiceProvider.GetRequiredService<EscalationOperations>());
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    [Fact]
    public async Task Whoever_asked_may_ask_for_it_and_service_management_decides()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var one = await app.Customer.OpenAsync();
        var asked = await app.Customer.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), reason = "Our board meets tomorrow." });

        Assert.Equal((201, "requested", "customer-asks"), (asked.Status, asked["state"].GetString(), asked["trigger"].GetString()));
        Assert.Equal("escalation.open-already", (await app.Customer.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), reason = "Again." })).Code);
        Assert.Equal("escalation.not-your-decision", (await DoAsync(app.Agent, asked, "approval")).Code);
        Assert.Equal("active", (await DoAsync(manager, asked, "approval"))["state"].GetString());
        var taken = await DoAsync(manager, asked, "update", new { text = "Two people work on it.", nextUpdateAt = app.Clock.Now.AddHours(4) });
        Assert.Equal(200, taken.Status);
        Assert.Equal("ended", (await DoAsync(manager, asked, "ending", new { text = "It works again." }))["state"].GetString());

        var seen = (await OfCaseAsync(app.Customer, one)).Single();
        Assert.Equal(("ended", "Our board meets tomorrow.", JsonValueKind.Null), (seen.GetProperty("state").GetString(), seen.GetProperty("reason").GetString(), seen.GetProperty("endReason").ValueKind));
        Assert.DoesNotContain("Two people", (await app.Customer.GetAsync($"/api/v1/escalations/{IdOf(asked)}/lines")).Body.ToString(), StringComparison.Ordinal);
        Assert.Contains("Two people", (await app.Agent.GetAsync($"/api/v1/escalations/{IdOf(asked)}/lines")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_reads_why_it_was_declined_and_a_desks_own_question_stays_with_the_desk()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var one = await app.Customer.OpenAsync();
        var asked = await app.Customer.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), reason = "Our board meets tomorrow." });

        Assert.Equal(200, (await DoAsync(manager, asked, "refusal", new { text = "Two people work on it already." })).Status);

        var seen = (await OfCaseAsync(app.Customer, one)).Single();
        Assert.Equal(("declined", "Two people work on it already."), (seen.GetProperty("state").GetString(), seen.GetProperty("endReason").GetString()));
        Assert.Contains("have not escalated it: Two people work on it already.", (await app.Customer.GetAsync($"{one.Location}/messages")).Body.ToString(), StringComparison.Ordinal);
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var page = await customer.PageAsync($"/cases/{IdOf(one)}");
        Assert.Contains("and declined", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Escalated 1", page, StringComparison.Ordinal);

        using var agent = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var other = await app.Customer.OpenAsync();
        await agent.SendAsync("POST", "/api/v1/escalations", new { caseId = IdOf(other), trigger = "software-bug", reason = "Ours alone." }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        var own = (await OfCaseAsync(app.Agent, other)).Single();
        Assert.Empty(await OfCaseAsync(app.Customer, other));
        Assert.Equal(agent.Id, Assert.Single((await app.Agent.GetAsync($"/api/v1/escalations/{own.GetProperty("id").GetString()}/watchers"))["items"].EnumerateArray()).GetProperty("personId").GetGuid());
    }

    [Fact]
    public async Task A_partner_that_asks_the_vendor_is_named_as_the_partner()
    {
        var theirs = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Please look at it." });
        var asked = await app.Partner.PostAsync("/api/v1/escalations", new { caseId = IdOf(vendors), reason = "Our customer calls every hour." });
        using var manager = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));

        Assert.Equal((201, "partner-asks", "Our customer calls every hour."), (asked.Status, asked["trigger"].GetString(), asked["reason"].GetString()));
        foreach (var path in new[] { $"/escalations/{IdOf(asked)}", $"/cases/{IdOf(vendors)}", "/escalations" })
        {
            Assert.Contains("The partner asks for it", await manager.PageAsync(path));
        }
        Assert.Contains("\"word\":\"partner-asks\"", (await app.Partner.GetAsync($"/api/v1/escalations/{IdOf(asked)}/lines")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opened_again_twice_it_is_escalated_once()
    {
        var one = await app.Customer.OpenAsync();
        for (var times = 0; times < 3; times++)
        {
            await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
            await app.Customer.DoAsync(one, "reopening", new { text = "No." });
            Assert.Equal(times == 0 ? 0 : 1, (await OfCaseAsync(app.Agent, one)).Count);
        }
        Assert.Equal(("reopened-twice", "active"), ((await OfCaseAsync(app.Agent, one))[0].GetProperty("trigger").GetString(), (await OfCaseAsync(app.Agent, one))[0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task The_same_occasion_counts_once_and_another_cause_joins_what_is_open()
    {
        var one = await app.Customer.OpenAsync();
        var id = Guid.Parse(IdOf(one));
        var stop = TestContext.Current.CancellationToken;
        var first = await AsProgrammeAsync(operations => operations.TriggerAsync(id, EscalationTrigger.SoftwareBug, "D-1", "A defect.", stop));
        Assert.NotNull(first);
        Assert.Null(await AsProgrammeAsync(operations => operations.TriggerAsync(id, EscalationTrigger.SoftwareBug, "D-1", "A defect.", stop)));
        Assert.Equal(first, await AsProgrammeAsync(operations => operations.TriggerAsync(id, EscalationTrigger.CloudPartnerSilent, "1", "Silent.", stop, level: 2)));

        var seen = (await OfCaseAsync(app.Agent, one)).Single();
        Assert.Equal(("software-bug", 2), (seen.GetProperty("trigger").GetString(), seen.GetProperty("level").GetInt32()));
        var kinds = (await app.Agent.GetAsync($"/api/v1/escalations/{first}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("kind").GetString());
        Assert.Equal(["started", "cause"], kinds);
    }

    [Fact]
    public async Task Five_at_once_open_one()
    {
        var one = await app.Customer.OpenAsync();
        var id = Guid.Parse(IdOf(one));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => AsProgrammeAsync(operations => operations.TriggerAsync(id, EscalationTrigger.Complexity, $"{number}", "x", TestContext.Current.CancellationToken))));
        Assert.Single(await OfCaseAsync(app.Agent, one));
    }

    [Fact]
    public async Task What_is_due_next_comes_first_and_what_is_over_last()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        async Task<string> BeginAsync()
        {
            var begun = await manager.PostAsync("/api/v1/escalations", new { caseId = IdOf(await app.Customer.OpenAsync(new { subject = "Order", text = "y" })), trigger = "complexity", reason = "Hard." });
            Assert.Equal("active", begun["state"].GetString());
            return IdOf(begun);
        }
        var (late, soon, over) = (await BeginAsync(), await BeginAsync(), await BeginAsync());
        await app.Seed.ExecuteAsync("update escalation set next_update_at = $2::timestamptz + case id when $1 then interval '26 hours' else interval '2 hours' end where id in ($1, $3)", Guid.Parse(late), app.Clock.Now, Guid.Parse(soon));
        await app.Seed.ExecuteAsync("update escalation set state = 'ended', ended_at = $2, ending = 'case-ended' where id = $1", Guid.Parse(over), app.Clock.Now);

        List<JsonElement> all = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await app.Agent.GetAsync($"/api/v1/escalations?limit=2{cursor}");
            all.AddRange(page["items"].EnumerateArray());
            cursor = page["next"].GetString() is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(all.Count, all.DistinctBy(one => one.GetProperty("id").GetString()).Count());
        var order = all.Select(one => one.GetProperty("id").GetString()).ToList();
        Assert.Equal([soon, late, over], order.Where(new[] { late, soon, over }.Contains));
        var open = all.TakeWhile(one => one.GetProperty("state").GetString() is "requested" or "active").ToList();
        var ends = all.Skip(open.Count).ToList();
        Assert.All(ends, one => Assert.Contains(one.GetProperty("state").GetString(), new[] { "declined", "ended" }));
        open.RemoveAll(one => one.GetProperty("answerBy").ValueKind != JsonValueKind.Null); // calls stand before all of these
        var due = open.Select(one => one.GetProperty(one.GetProperty("state").GetString() == "requested" ? "requestedAt" : "nextUpdateAt").GetString() is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : DateTimeOffset.MaxValue).ToList();
        Assert.Equal(due.Order(), due);
        var ended = ends.Select(one => DateTimeOffset.Parse(one.GetProperty("endedAt").GetString() ?? one.GetProperty("requestedAt").GetString()!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(ended.OrderDescending(), ended);
    }

    [Fact]
    public async Task It_ends_with_its_case()
    {
        var one = await app.Customer.OpenAsync();
        await app.Agent.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), trigger = "complexity", reason = "Hard." });
        await app.Agent.DoAsync(one, "resolution", new { outcome = "fixed", text = "Done." });
        await app.Customer.DoAsync(one, "closing");

        Assert.DoesNotContain((await OfCaseAsync(app.Agent, one)).Single().GetProperty("state").GetString(), new[] { "requested", "active" });
        Assert.Equal("case.closed", (await app.Customer.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), reason = "x" })).Code);
    }

    [Fact]
    public async Task What_nobody_decided_ends_with_its_case_and_was_not_declined()
    {
        using var colleague = await CasePerson.OfAsync(app, Roles.SupportAgent);
        var (one, own) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        await app.Customer.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), reason = "Our board meets tomorrow." });
        await colleague.SendAsync("POST", "/api/v1/escalations", new { caseId = IdOf(own), trigger = "complexity", reason = "Hard." }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        foreach (var done in new[] { one, own })
        {
            await app.Agent.DoAsync(done, "resolution", new { outcome = "fixed", text = "Done." });
            await app.Customer.DoAsync(done, "closing");
        }
        await app.WorkAsync();

        var seen = (await OfCaseAsync(app.Customer, one)).Single();
        Assert.Equal(("ended", "case-ended", JsonValueKind.Null), (seen.GetProperty("state").GetString(), seen.GetProperty("ending").GetString(), seen.GetProperty("endReason").ValueKind));
        // what the desk asked of itself, and nobody agreed to, stays its own business
        Assert.Empty(await OfCaseAsync(app.Customer, own));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var page = await customer.PageAsync($"/cases/{IdOf(one)}");
        Assert.Contains("before anybody decided", page, StringComparison.Ordinal);
        Assert.DoesNotContain("declined", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Escalated 1", page, StringComparison.Ordinal);
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        Assert.Contains("Ended with its case", await agent.PageAsync("/escalations?view=ended"), StringComparison.Ordinal);
        Assert.StartsWith("Ended with its case: E-", await app.Seed.ScalarAsync<string>("select subject from outbox_message m join person p on p.email = m.recipient where p.id = $1 order by m.id desc limit 1", colleague.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_sent_and_sent_again_from_the_page_before_it_is_one()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var one = await app.Customer.OpenAsync();
        var path = $"/cases/{IdOf(one)}";
        Dictionary<string, string> typed = new() { ["_handler"] = "act", ["act"] = "escalate", ["escalate.reason"] = "Hard.", ["once"] = Guid.NewGuid().ToString() };

        var first = await agent.SubmitAsync(path, new(typed));
        var again = await agent.SubmitAsync(path, new(typed));
        var changed = await agent.SubmitAsync(path, new(typed) { ["escalate.reason"] = "Very hard." });

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity), (first.Status, again.Status, changed.Status));
        Assert.Contains("is escalated already: E-", changed.Html, StringComparison.Ordinal);
        Assert.Single(await OfCaseAsync(app.Agent, one));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_escalated_of_a_case_goes_on_where_the_case_does(bool both)
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (one, into) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync(new { subject = "Goes on", text = "y" }));
        var asked = await manager.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), trigger = "software-bug", reason = "It crashes." });
        var person = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.Specialist);
        await DoAsync(manager, asked, "owner", new { personId = person });
        if (both) await manager.PostAsync("/api/v1/escalations", new { caseId = IdOf(into), trigger = "complexity", reason = "Also hard." });

        await app.Agent.DoAsync(one, "merging", new { caseId = IdOf(into) });

        var goes = Assert.Single(await OfCaseAsync(manager, into));
        Assert.Equal(("active", both ? "complexity" : "software-bug", person.ToString()), (goes.GetProperty("state").GetString(), goes.GetProperty("trigger").GetString(), goes.GetProperty("ownerId").GetString()));
        Assert.Equal("case-ended", Assert.Single(await OfCaseAsync(manager, one)).GetProperty("ending").GetString());
    }

    [Fact]
    public async Task An_account_has_an_owner_a_plan_a_trend_and_cases()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (first, second) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        Assert.Equal("escalation.not-your-decision", (await app.Agent.PostAsync("/api/v1/escalations", new { accountId = app.Nordhaven, reason = "Many." })).Code);
        var account = await manager.PostAsync("/api/v1/escalations", new { accountId = app.Nordhaven, reason = "Many cases.", caseIds = new[] { IdOf(first) } });
        var person = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.ServiceManager);

        Assert.Equal(200, (await DoAsync(manager, account, $"cases/{IdOf(second)}")).Status);
        Assert.Equal("worsening", (await DoAsync(manager, account, "trend", new { trend = "worsening", text = "Two more." }))["trend"].GetString());
        Assert.Equal("A call each day.", (await DoAsync(manager, account, "plan", new { text = "A call each day." }))["plan"].GetString());
        Assert.Equal(200, (await DoAsync(manager, account, $"watchers/{person}")).Status);
        var owned = await DoAsync(manager, account, "owner", new { personId = person });

        Assert.Equal((2, 2), (owned["cases"].GetInt32(), owned["openCases"].GetInt32()));
        Assert.Equal(404, (await app.Customer.GetAsync($"/api/v1/escalations/{IdOf(account)}")).Status);
        Assert.Equal("escalation.open-already", (await manager.PostAsync("/api/v1/escalations", new { accountId = app.Nordhaven, reason = "Twice." })).Code);
        Assert.Equal("ended", (await DoAsync(manager, account, "ending", new { text = "Quiet for a week." }))["state"].GetString());
    }

    [Fact]
    public async Task Each_desk_escalates_its_own_and_nothing_leaks()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var one = await app.LucentiCustomer.OpenAsync();
        var asked = await app.Partner.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), trigger = "complexity", reason = "Secret of the partner." });
        var account = await app.Partner.PostAsync("/api/v1/escalations", new { accountId = app.Lucenti, reason = "Secret of the partner." });
        Assert.Equal((201, "active"), (asked.Status, asked["state"].GetString()));
        Assert.Equal((201, "partner"), (account.Status, account["desk"].GetString()));

        foreach (var other in new[] { manager, app.OtherPartner, app.Customer })
            foreach (var hidden in new[] { asked, account })
                Assert.Equal(404, (await other.GetAsync($"/api/v1/escalations/{IdOf(hidden)}")).Status);
        Assert.DoesNotContain("Secret", (await app.LucentiCustomer.GetAsync("/api/v1/escalations")).Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync($"/api/v1/escalations/{IdOf(account)}")).Status);

        var theirs = await manager.PostAsync("/api/v1/escalations", new { accountId = app.Lucenti, reason = "Secret of the vendor." });
        Assert.Equal(201, theirs.Status);
        Assert.Equal(404, (await app.Partner.GetAsync($"/api/v1/escalations/{IdOf(theirs)}")).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_field()
    {
        var one = await app.Customer.OpenAsync();
        Assert.Equal(["/caseId", "/reason"], Pointers(await app.Customer.PostAsync("/api/v1/escalations", new { })));
        Assert.Equal(["/trigger"], Pointers(await app.Agent.PostAsync("/api/v1/escalations", new { caseId = IdOf(one), trigger = "age", reason = "x" })));

        static IEnumerable<string?> Pointers(ApiAnswer answer) => answer["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString());
    }
}
