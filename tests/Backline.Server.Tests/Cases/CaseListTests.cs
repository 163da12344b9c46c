using Backline.Domain.Accounts;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases;

/// <summary>The queue: what comes first, what it can be narrowed to, and how it is read.</summary>
public sealed class CaseListTests(CaseApp app) : IClassFixture<CaseApp>
{
    private const int Cases = 20_000;
    private static readonly SemaphoreSlim filling = new(1, 1);
    private static bool filled;

    public static TheoryData<Side, CaseFilter> Lists
    {
        get
        {
            var lists = new TheoryData<Side, CaseFilter>();
            var site = Guid.CreateVersion7();
            foreach (var side in new[] { Side.Vendor, Side.Partner, Side.Customer })
                foreach (var filter in new CaseFilter[] { new(), new(Sort: "newest"), new(Sort: "due"), new(State: "active", Sort: "due"), new(State: "active"), new(State: "waiting"), new(Severity: "p1"), new(SiteId: site), new(Assignee: Guid.NewGuid().ToString()), new(Q: "C-2026-000777") })
                    lists.Add(side, filter);
            lists.Add(Side.Vendor, new(Assignee: "none"));
            lists.Add(Side.Vendor, new(Priority: true));
            foreach (var side in new[] { Side.Vendor, Side.Partner, Side.Customer })
                foreach (var q in new[] { "zebra", "000777", "2026-000777", "S-1001", "MA-204817", "8L2415A3C1F7CX", "hamburg" })
                    lists.Add(side, new(Q: q));
            return lists;
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task The_queue_is_read_along_an_index(Side side, CaseFilter filter)
    {
        await FillAsync();
        foreach (var cursor in new[] { null, filter.Sort == "newest" ? Backline.Server.Platform.Http.Cursor.Of(Guid.CreateVersion7()) : filter.Sort == "due" ? Backline.Server.Platform.Http.Cursor.Of(CaseApp.Start, Guid.CreateVersion7()) : Backline.Server.Platform.Http.Cursor.Of(1, CaseApp.Start, Guid.CreateVersion7()) })
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(side, app.Lucenti, app.Meridian));
            var plan = await QueryPlan.OfAsync(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<CaseQueries>().Question(filter, cursor, 50), TestContext.Current.CancellationToken);

            Assert.Equal("", plan.Fault("support_case", mostSorted: 500));
        }
    }

    // begins with a letter: "7e5…" would be read as a number, and what follows it as another word
    private static string Mark() => "m" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Words_of_the_vendors_thread_are_found_by_their_index()
    {
        await FillAsync();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(Side.Vendor, null, null));
        var plan = await QueryPlan.OfAsync(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<CaseQueries>().Question(new(Q: "zebra"), null, 50), TestContext.Current.CancellationToken);

        Assert.True(plan.Uses("case_message_vendor_words"));
    }

    [Fact]
    public async Task A_case_is_found_by_its_number_site_account_or_device_as_people_write_them()
    {
        var account = await app.Seed.AccountAsync("Quagga Mills");
        var site = await app.Seed.SiteAsync(account, "Zebrastadt");
        var (siteNumber, accountNumber) = (await app.Seed.ScalarAsync<string>("select number from site where id = $1", site), await app.Seed.ScalarAsync<string>("select number from account where account_id = $1", account));
        var one = await app.Agent.OpenAsync(new { siteId = siteNumber, subject = "x", text = "y" });
        var number = one["number"].GetString()!;

        foreach (var q in new[] { number, number[2..], number[7..], number[7..].TrimStart('0'), siteNumber, accountNumber, "zebrast", "Quagga" })
            Assert.Contains(number, (await app.Agent.GetAsync($"/api/v1/cases?limit=200&q={Uri.EscapeDataString(q!)}"))["items"].EnumerateArray().Select(row => row.GetProperty("number").GetString()));
        Assert.DoesNotContain(number, (await app.Customer.GetAsync("/api/v1/cases?limit=200&q=" + number[7..]))["items"].EnumerateArray().Select(row => row.GetProperty("number").GetString()));
    }

    [Fact]
    public async Task Those_with_priority_come_first_then_what_is_due_next()
    {
        var (plain, mark) = (await app.Seed.AccountAsync("Plain"), Mark());
        foreach (var severity in new[] { "p4", "p1", "p2" })
        {
            app.Pass(0.01);
            await app.Agent.OpenAsync(new { accountId = plain, subject = $"{mark} plain {severity}", text = "y", severity });
            app.Pass(0.01);
            await app.Agent.OpenAsync(new { accountId = app.Nordhaven, subject = $"{mark} priority {severity}", text = "y", severity });
        }

        Assert.Equal(["priority p1", "priority p2", "priority p4", "plain p1", "plain p2", "plain p4"], (await WalkAsync(app.Agent, $"q={mark}&limit=2")).Select(subject => subject[(mark.Length + 1)..]));
        Assert.Equal(["priority p2", "plain p2", "priority p1", "plain p1", "priority p4", "plain p4"], (await WalkAsync(app.Agent, $"q={mark}&limit=4&sort=newest")).Select(subject => subject[(mark.Length + 1)..]));
        Assert.Equal(["plain p1", "priority p1", "plain p2", "priority p2", "plain p4", "priority p4"], (await WalkAsync(app.Agent, $"q={mark}&limit=2&sort=due")).Select(subject => subject[(mark.Length + 1)..]));
        using (var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent)))
        {
            var list = await agent.PageAsync($"/cases?view=active&q={mark}");
            Assert.True(list.IndexOf("plain p1", StringComparison.Ordinal) < list.IndexOf("priority p4", StringComparison.Ordinal));
            Assert.Contains("sorted by what is due next", list);
        }
        Assert.Equal(["priority p1", "plain p1"], (await WalkAsync(app.Agent, $"q={mark}&severity=p1")).Select(subject => subject[(mark.Length + 1)..]));
        Assert.Equal(3, (await WalkAsync(app.Agent, $"q={mark}&priority=false")).Count);
        Assert.Equal(3, (await WalkAsync(app.Agent, $"q={mark}&accountId={plain}")).Count);
        Assert.Equal(6, (await WalkAsync(app.Agent, $"q={mark}&state=active&assignee=none")).Count);
        Assert.Empty(await WalkAsync(app.Agent, $"q={mark}&state=closed"));
    }

    [Fact]
    public async Task What_goes_on_without_a_promise_comes_before_what_is_done()
    {
        var (account, mark) = (await app.Seed.AccountAsync("No contract"), Mark());
        var cases = new List<ApiAnswer>();
        foreach (var subject in new[] { "done", "goes on", "new" }) cases.Add(await app.Agent.OpenAsync(new { accountId = account, subject = $"{mark} {subject}", text = "y" }));
        await app.Agent.DoAsync(cases[0], "resolution", new { outcome = "answered", text = "x" });
        await app.Seed.ExecuteAsync("update support_case set next_at = '9998-12-31Z' where id = $1", cases[1]["id"].GetGuid());

        Assert.Equal(["new", "goes on", "done"], (await WalkAsync(app.Agent, $"q={mark}&limit=1")).Select(subject => subject[(mark.Length + 1)..]));
        Assert.Null((await app.Agent.GetAsync(cases[1].Location!))["nextAt"].GetString());
    }

    [Theory]
    [InlineData("state", "bogus", "active, open, waiting, resolved, closed")]
    [InlineData("severity", "p9", "p1, p2, p3, p4")]
    [InlineData("desk", "mine", "vendor, partner")]
    [InlineData("sort", "age", "next, due, newest")]
    [InlineData("assignee", "jonas", "me, none")]
    public async Task A_word_the_list_does_not_have_is_refused_with_those_it_has(string filter, string word, string words)
    {
        var answer = await app.Agent.GetAsync($"/api/v1/cases?{filter}={word}");

        Assert.Equal((400, filter), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()));
        Assert.Contains(words, answer["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DISPLAY fl", 1)]
    [InlineData("flackert", 1)]
    [InlineData("giật", 1)]
    [InlineData("소리가", 1)]
    [InlineData("nothing of it", 0)]
    public async Task Cases_are_found_by_beginnings_of_words_in_every_language(string q, int found)
    {
        var one = await app.Customer.OpenAsync(new { subject = "Display flackert", text = $"Hình ảnh bị giật. 소리가 안 들려요. La llamada se corta. {q.Length}x{found}" });

        var numbers = (await app.Agent.GetAsync($"/api/v1/cases?q={Uri.EscapeDataString(q)}&limit=200"))["items"].EnumerateArray().Select(row => row.GetProperty("number").GetString());

        Assert.Equal(found, numbers.Count(number => number == one["number"].GetString()));
    }

    [Fact]
    public async Task The_list_is_a_file_too()
    {
        await app.Customer.OpenAsync(new { subject = "=cmd()", text = "y" });
        var key = await app.Seed.KeyAsync(Roles.SupportAgent);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/cases/export?accountId={app.Nordhaven}");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Nordhaven Group", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=cmd()", text, StringComparison.Ordinal);
    }

    private static async Task<List<string>> WalkAsync(ApiClient who, string query)
    {
        var (subjects, cursor) = (new List<string>(), "");
        do
        {
            var page = await who.GetAsync($"/api/v1/cases?{query}{cursor}");
            subjects.AddRange(page["items"].EnumerateArray().Select(row => row.GetProperty("subject").GetString()!));
            cursor = page["next"].GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return subjects;
    }

    // cases of many accounts; some of one that a partner fronts
    private async Task FillAsync()
    {
        await filling.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (filled) return;
            filled = true;
            await app.Seed.ExecuteAsync(
                """
                insert into support_case (account_id, partner_id, id, number, account_number, account_name, tier, front_id, subject, severity, state, is_priority, is_private, coverage, terms, waits, opened_by, opened_at, reopenings, last_entry_at, alarm_at, next_at)
                select case when n % 10 = 0 then $1::uuid else $2::uuid end, case when n % 10 = 0 then $3::uuid end, gen_random_uuid(), 'C-2025-' || to_char(n, 'FM000000'), 'MA-1', 'x', case when n % 20 = 0 then 'partner' else 'vendor' end,
                       case when n % 20 = 0 then $3::uuid end, 'Case ' || n, 'p' || 1 + n % 4, (array['open', 'waiting', 'resolved', 'closed'])[1 + n % 4], n % 3 = 0, false, '{}', '{}', '[]', 'x', $4, 0, $4, '9999-12-31Z', $4::timestamptz + n * interval '1 minute'
                from generate_series(1, $5) n
                """, app.Lucenti, app.Nordhaven, app.Meridian, CaseApp.Start, Cases);
            await app.Seed.ExecuteAsync(
                """
                insert into case_message (account_id, partner_id, case_id, id, tier, front_id, at, visibility, direction, author, body)
                select account_id, partner_id, id, gen_random_uuid(), tier, front_id, opened_at, 'public', 'inbound', 'x', 'word' || substr(number, 8) || case when random() < 0.001 then ' zebra' else ' horse' end from support_case where subject like 'Case %'
                """);
            await app.Seed.ExecuteAsync("analyze support_case");
            await app.Seed.ExecuteAsync("analyze case_message");
            await app.Seed.ExecuteAsync("analyze case_message_vendor");
        }
        finally
        {
            filling.Release();
        }
    }
}
