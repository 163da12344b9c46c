using System.Diagnostics;
using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Home;

public class HomeTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<string> PageAsync(string key, string path = "/", ActivityTraceId? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (trace is { } id) request.Headers.Add("traceparent", $"00-{id}-{ActivitySpanId.CreateRandom()}-01");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_customer_sees_the_quote_the_report_and_the_contract_that_wait_and_its_cover_counted_now()
    {
        var account = await HomeScene.BuildAsync(seed, "Waiting Customer");

        var page = await PageAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.Contains("Order the true-up: Video", page, StringComparison.Ordinal);
        Assert.Contains("30 devices · 600.00 EUR", page, StringComparison.Ordinal);
        Assert.Contains("Inventory report is missing", page, StringComparison.Ordinal);
        Assert.Contains("Contract is about to end", page, StringComparison.Ordinal);
        // only the programme can say what a reported name means
        Assert.DoesNotContain("devices wait for their model", page, StringComparison.Ordinal);
        Assert.Contains("30 above what is contracted. All 230 stay covered.", page, StringComparison.Ordinal);
        Assert.Contains("+15.0 %", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_end_nowhere_and_stand_marked_on_the_home_of_their_account()
    {
        var partner = await seed.PartnerAsync("Drafting Partner");
        var account = await seed.AccountAsync("Drafted For", partner);
        await seed.ContractAsync(account, "poly-plus-enterprise", "draft");

        var partners = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));
        var customers = await PageAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.DoesNotContain("Drafted For</a>", partners[partners.IndexOf("Contracts ending next", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Draft<", customers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_who_may_not_order_follows_the_quote_instead()
    {
        var account = await HomeScene.BuildAsync(seed, "Reading Customer");

        var page = await PageAsync(await seed.KeyAsync(Roles.CustomerUser, account));

        Assert.Contains("True-up waits for an order: Video", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Import inventory", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_sees_its_accounts_by_risk_and_nobody_elses()
    {
        var partner = await seed.PartnerAsync("Meridian");
        await HomeScene.BuildAsync(seed, "Fronted By Meridian", partner);
        await HomeScene.BuildAsync(seed, "Somebody Elses");

        var page = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));

        Assert.Contains("Fronted By Meridian", page, StringComparison.Ordinal);
        Assert.Contains("True-up due, 19 over", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody Elses", page, StringComparison.Ordinal);
        Assert.Contains("No check yet", await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner), "/?category=voice"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused", "Quote refused: Video")]
    [InlineData("expired", "Quote has expired: Video")]
    public async Task Growth_whose_quote_came_to_nothing_waits_for_those_who_run_the_checks(string state, string title)
    {
        var account = await HomeScene.BuildAsync(seed, "Came to nothing " + state);
        await seed.ExecuteAsync("update true_up set state = $2 where account_id = $1", account, state);
        await seed.ExecuteAsync("update quote set state = $2 where account_id = $1", account, state);
        await seed.ExecuteAsync("update baseline_decision set counted = 210 where account_id = $1", account);

        var page = await PageAsync(await seed.KeyAsync(Roles.ServiceManager));

        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains("Quote it again", page, StringComparison.Ordinal);
        Assert.DoesNotContain(title, await PageAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_trigger_exactly_a_true_up_is_due_with_nothing_over()
    {
        var partner = await seed.PartnerAsync("Exact");
        var account = await HomeScene.BuildAsync(seed, "Exactly", partner);
        await seed.ExecuteAsync("update baseline_decision set counted = 210 where account_id = $1", account);

        var page = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));

        Assert.Contains("True-up due, trigger reached", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0 over", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_that_never_reported_are_not_said_to_be_seen_long_ago()
    {
        var account = await HomeScene.BuildAsync(seed, "Never reported");

        var page = await PageAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.Contains("Last 24 hours 230, Longer ago 0, Missing, or not for 90 days 0, Never reported 4", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_by_serial_number_explains_every_device_it_does_not_count()
    {
        var account = await HomeScene.BuildAsync(seed, "Explained");
        await seed.ExecuteAsync("delete from baseline where account_id = $1", account);

        Assert.Contains("4 more devices of the fleet are none it could name", await PageAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.SuccessManager)]
    [InlineData(Roles.ServiceManager)]
    [InlineData(Roles.ProgrammeAdministrator)]
    [InlineData(Roles.SupportAgent)]
    [InlineData(Roles.TechnicalAccountManager)]
    [InlineData(Roles.Specialist)]
    [InlineData(Roles.Logistics)]
    [InlineData(Roles.Technician)]
    public async Task Every_role_of_the_vendor_has_a_home_with_the_field_for_everything(string role)
    {
        var page = await PageAsync(await seed.KeyAsync(role));

        Assert.Contains("name=\"q\"", page, StringComparison.Ordinal);
        Assert.Contains("Waiting for you", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.SupportAgent, true)]
    [InlineData(Roles.TechnicalAccountManager, true)]
    [InlineData(Roles.Specialist, true)]
    [InlineData(Roles.ProgrammeAdministrator, true)]
    [InlineData(Roles.Logistics, false)]
    [InlineData(Roles.Technician, false)]
    public async Task A_home_of_the_vendor_shows_cover_fleet_and_contracts_as_far_as_the_role_sees_them(string role, bool contracts)
    {
        await HomeScene.BuildAsync(seed, "Seen By " + role);

        var page = await PageAsync(await seed.KeyAsync(role));

        Assert.Equal(contracts, page.Contains("Cover by category", StringComparison.Ordinal));
        Assert.Equal(contracts, page.Contains("Contracts ending next", StringComparison.Ordinal));
        Assert.Contains("Most frequent models", page, StringComparison.Ordinal);
        Assert.Contains(" · Without a site", page, StringComparison.Ordinal);
        Assert.Contains("Lifecycle", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_that_was_never_checked_is_told_apart_and_not_left_out()
    {
        var partner = await seed.PartnerAsync("Unchecked");
        await HomeScene.BuildAsync(seed, "Checked Once", partner);
        var fresh = await HomeScene.BuildAsync(seed, "Never Checked", partner);
        await seed.ExecuteAsync("delete from baseline_decision where account_id = $1", fresh);
        await seed.ExecuteAsync("delete from baseline_check where account_id = $1", fresh);

        var page = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));

        Assert.Contains(">Never Checked</a>", page, StringComparison.Ordinal);
        Assert.Contains("Not checked yet", page, StringComparison.Ordinal);
        Assert.Contains("2 contracts", page, StringComparison.Ordinal);
        Assert.Contains("1 not checked yet", page, StringComparison.Ordinal);
        Assert.Matches("data-l=\"Counted\">229 ", page);
    }

    [Fact]
    public async Task A_partner_sees_each_category_of_its_contracts_in_one_line_counted_baseline_and_trigger()
    {
        var partner = await seed.PartnerAsync("Summing");
        await HomeScene.BuildAsync(seed, "First Of Two", partner);
        await HomeScene.BuildAsync(seed, "Second Of Two", partner);
        await HomeScene.BuildAsync(seed, "Not Summed");

        var page = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));

        Assert.Contains("2 contracts", page, StringComparison.Ordinal);
        Assert.Matches("data-l=\"Counted\">458 ", page);
        Assert.Matches("data-l=\"Baseline\">420<", page);
        Assert.Matches("data-l=\"Trigger\">420<", page);
        Assert.Contains("2 due", page, StringComparison.Ordinal);
        Assert.Contains("First Of Two · Without a site", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Not Summed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_beyond_what_a_page_counts_through_leads_to_the_accounts()
    {
        var partner = await seed.PartnerAsync("Large");
        await HomeScene.BuildAsync(seed, "Large Fleet", partner);
        await seed.ExecuteAsync("update account set device_count = 100001 where partner_id = $1", partner);

        var page = await PageAsync(await seed.KeyAsync(Roles.Partner, partnerId: partner));
        // the vendor's homes of the other tests add it up too
        await seed.ExecuteAsync("update account set device_count = 234 where partner_id = $1", partner);

        Assert.Contains("A fleet of this size is shown by account", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Most frequent models", page, StringComparison.Ordinal);
    }

    /// <summary>Of a page for which nothing was kept that costs much to ask (<see cref="AppFixture"/>).</summary>
    [Theory]
    [InlineData(Roles.CustomerAdministrator, 8)]
    [InlineData(Roles.ProgrammeAdministrator, 15)]
    [InlineData(Roles.SupportAgent, 8)]
    public async Task A_home_page_asks_a_bounded_number_of_questions(string role, int most)
    {
        var account = await HomeScene.BuildAsync(seed, "Counted " + role);
        var key = await seed.KeyAsync(role, role == Roles.CustomerAdministrator ? account : null);
        await PageAsync(key);
        var asked = 0;
        // other tests ask at the same time: only what belongs to this request's trace is counted
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { if (activity.TraceId != trace) return; if (activity.GetTagItem("db.query.text") is string sql && sql.StartsWith("select", StringComparison.Ordinal) || activity.GetTagItem("db.statement") is string old && old.TrimStart('(').StartsWith("select", StringComparison.Ordinal)) Interlocked.Increment(ref asked); },
        };
        ActivitySource.AddActivityListener(listener);

        await PageAsync(key, trace: trace);

        Assert.InRange(asked, 1, most);
    }
}
