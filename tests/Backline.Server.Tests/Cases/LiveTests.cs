using Backline.Domain.Cases;
using Backline.Domain.Accounts;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Live;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>Pages hear of what their reader may see, and of nothing else.</summary>
public sealed class LiveTests(CaseApp app) : IClassFixture<CaseApp>
{
    private sealed class Listener(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public static async Task<Listener> OpenAsync(HttpClient browser, string? lastId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/live");
            if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
            var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            var listener = new Listener(answer, new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
            await listener.NextAsync("begin");
            return listener;
        }

        public string LastId { get; private set; } = "";

        /// <summary>The next event of a kind; null: none came.</summary>
        public async Task<string?> NextAsync(string kind, double seconds = 10)
        {
            using var until = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            try
            {
                for (var what = ""; await lines.ReadLineAsync(until.Token) is { } line;)
                {
                    if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = line[4..];
                    if (line.StartsWith("event: ", StringComparison.Ordinal)) what = line[7..];
                    if (line.StartsWith("data:", StringComparison.Ordinal) && what == kind) return line[5..].Trim();
                }
            }
            catch (OperationCanceledException)
            {
                // nothing came
            }
            return null;
        }

        /// <summary>Whether it is told of a case; of others, which a test before this one left, it may hear as well.</summary>
        public async Task<bool> HearsOfAsync(ApiAnswer one)
        {
            while (await NextAsync("case") is { } id)
                if (id == one["id"].GetString()) return true;
            return false;
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }

    private async Task<HttpClient> BrowserAsync(string role, Guid? account = null, Guid? partner = null) => app.Browser(await app.Seed.KeyAsync(role, account, partner));

    [Fact]
    public async Task Both_sides_hear_of_what_is_said_and_the_desk_alone_of_its_notes()
    {
        using var agent = await BrowserAsync(Roles.SupportAgent);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        using var stranger = await BrowserAsync(Roles.CustomerUser, app.Lucenti);
        using var atDesk = await Listener.OpenAsync(agent);
        var one = await app.Customer.OpenAsync();
        // that it was opened is behind us before the others listen
        Assert.True(await atDesk.HearsOfAsync(one));
        using var asking = await Listener.OpenAsync(customer);
        using var elsewhere = await Listener.OpenAsync(stranger);

        await app.Agent.WriteAsync(one, "Only among us.", "internal");
        Assert.Equal(one["id"].GetString(), await atDesk.NextAsync("case"));
        await app.Agent.WriteAsync(one, "We look into it.");

        Assert.Equal(one["id"].GetString(), await atDesk.NextAsync("case"));
        Assert.Equal(one["id"].GetString(), await asking.NextAsync("case"));
        Assert.Null(await asking.NextAsync("case", 0.5));
        Assert.Null(await elsewhere.NextAsync("case", 0.5));
    }

    [Fact]
    public async Task A_partners_case_hears_of_what_the_vendor_answers_and_its_customer_does_not()
    {
        var own = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync(own.Location! + "/vendor-case", new { text = "Please look." });
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Lucenti);
        using var atDesk = await Listener.OpenAsync(partner);
        await app.Agent.WriteAsync(vendors, "We look into it.");
        Assert.True(await atDesk.HearsOfAsync(own));
        // that it was handed on is behind us before the customer listens
        using var asking = await Listener.OpenAsync(customer);

        await app.Agent.WriteAsync(vendors, "Only among us.", "internal");
        await app.Agent.WriteAsync(vendors, "It is the cable.");

        Assert.True(await atDesk.HearsOfAsync(own));
        Assert.Null(await asking.NextAsync("case", 0.5));
    }

    [Fact]
    public async Task That_it_is_handed_on_its_customer_does_not_hear()
    {
        using var partner = await BrowserAsync(Roles.Partner, partner: app.Meridian);
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Lucenti);
        using var atDesk = await Listener.OpenAsync(partner);
        var own = await app.LucentiCustomer.OpenAsync();
        // that it was opened is behind us before the customer listens
        Assert.True(await atDesk.HearsOfAsync(own));
        using var asking = await Listener.OpenAsync(customer);

        Assert.Equal(201, (await app.Partner.PostAsync(own.Location! + "/vendor-case", new { text = "Please look." })).Status);

        Assert.True(await atDesk.HearsOfAsync(own));
        Assert.Null(await asking.NextAsync("case", 0.5));
    }

    [Fact]
    public async Task Whoever_reads_a_case_that_is_merged_hears_of_it_and_reads_where_it_goes_on()
    {
        var (one, into) = (await app.Customer.OpenAsync(), await app.Customer.OpenAsync());
        using var customer = await BrowserAsync(Roles.CustomerUser, app.Nordhaven);
        Assert.DoesNotContain("/cases/", await LivePartAsync(), StringComparison.Ordinal);
        using var asking = await Listener.OpenAsync(customer);

        await app.Agent.DoAsync(one, "merging", new { caseId = into["id"].GetString() });

        Assert.True(await asking.HearsOfAsync(one));
        Assert.Contains($"href=\"/cases/{into["id"].GetString()}\"", await LivePartAsync(), StringComparison.Ordinal);

        // what the page puts in place when it hears of its case: there before there is anything to say
        async Task<string> LivePartAsync()
        {
            var page = await customer.PageAsync("/cases/" + one["id"].GetString());
            return page[page.IndexOf("<div id=\"goes-on\" data-live=\"case\">", StringComparison.Ordinal)..].Split("</div>", 2)[0];
        }
    }

    [Fact]
    public async Task Whoever_comes_back_is_told_what_it_missed()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await BrowserAsync(Roles.SupportAgent);
        using var first = await Listener.OpenAsync(agent);
        await app.Agent.WriteAsync(one, "One.");
        await first.NextAsync("case");
        await app.Agent.WriteAsync(one, "Two.");
        // it has come to the node, and not to this browser
        using var witness = await Listener.OpenAsync(agent, first.LastId);
        Assert.Equal(one["id"].GetString(), await witness.NextAsync("case"));

        using var again = await Listener.OpenAsync(agent, first.LastId);
        using var foreign = await Listener.OpenAsync(agent, "0123-5");

        Assert.Equal(one["id"].GetString(), await again.NextAsync("case"));
        Assert.NotNull(await foreign.NextAsync("again"));
    }

    [Theory]
    [InlineData(CaseTier.Vendor, false, false, true, true, true)]
    [InlineData(CaseTier.Vendor, true, false, true, true, false)]
    [InlineData(CaseTier.Partner, true, false, false, true, true)]
    [InlineData(CaseTier.Vendor, false, true, true, false, false)]
    [InlineData(CaseTier.Vendor, true, true, true, false, false)]
    [InlineData(CaseTier.Partner, true, true, false, true, false)]
    public void Who_hears_is_who_sees(CaseTier tier, bool fronted, bool amongDesk, bool vendor, bool partner, bool customer)
    {
        var (partnerId, account, person) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var circle = LiveCases.Circle(new(tier, fronted ? partnerId : null, partnerId, account), amongDesk);

        Assert.Equal((vendor, partner, customer), (circle.Holds(Who(Roles.SupportAgent)), circle.Holds(Who(Roles.Partner, partner: partnerId)), circle.Holds(Who(Roles.CustomerUser, account))));
        Assert.False(circle.Holds(Who(Roles.Partner, partner: Guid.NewGuid())));
        Assert.False(circle.Holds(Who(Roles.CustomerUser, Guid.NewGuid())));
        var hidden = LiveCases.Circle(new(tier, fronted ? partnerId : null, partnerId, account), amongDesk, isPrivate: true, person);
        Assert.False(hidden.Holds(Who(Roles.CustomerUser, account)));
        Assert.Equal(customer, hidden.Holds(Who(Roles.CustomerUser, account) with { PersonId = person }));
    }

    [Fact]
    public void Of_one_person_only_so_many_streams_are_open()
    {
        var hub = new LiveHub(TimeProvider.System);
        var reader = Who(Roles.SupportAgent);
        var open = Enumerable.Range(0, 20).Select(_ => hub.Open(reader, null)).Where(stream => stream is not null).ToList();

        Assert.Equal(12, open.Count);
        hub.Close(open[0]!);
        Assert.NotNull(hub.Open(reader, null));
    }

    [Fact]
    public void A_reader_too_slow_for_what_happens_reads_everything_again()
    {
        var hub = new LiveHub(TimeProvider.System);
        var stream = hub.Open(Who(Roles.SupportAgent), null)!;
        for (var number = 0; number < 1000; number++) hub.Tell(new("case", Guid.NewGuid(), Permissions.CasesRead, new(true, null, null)));

        Assert.Null(stream.Take().First());
    }

    [Fact]
    public async Task A_reply_that_crosses_another_is_held_back_with_its_words_until_that_was_read()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = await BrowserAsync(Roles.SupportAgent);
        var page = await agent.PageAsync("/cases/" + one["id"].GetString());
        var seen = System.Text.RegularExpressions.Regex.Match(page, "name=\"reply.seen\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.NotEqual("", seen);
        await app.Customer.WriteAsync(one, "It works again, by itself.");

        var held = await agent.SubmitAsync("/cases/" + one["id"].GetString(), new() { ["_handler"] = "act", ["act"] = "reply", ["version"] = "1", ["reply.seen"] = seen, ["reply.text"] = "Typed before that." });

        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, held.Status);
        foreach (var shown in new[] { "wrote to case", "It works again, by itself.", "Typed before that." }) Assert.Contains(shown, held.Html);
        var now = System.Text.RegularExpressions.Regex.Match(held.Html, "name=\"reply.seen\" value=\"([^\"]+)\"").Groups[1].Value;
        var sent = await agent.SubmitAsync("/cases/" + one["id"].GetString(), new() { ["_handler"] = "act", ["act"] = "reply", ["version"] = "1", ["reply.seen"] = now, ["reply.text"] = "Typed before that." });
        Assert.Equal(System.Net.HttpStatusCode.Found, sent.Status);
    }

    [Fact]
    public async Task A_long_thread_shows_its_newest_and_leads_back()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Long", text = "Where it began." });
        for (var number = 1; number <= 60; number++) await app.Agent.WriteAsync(one, $"Message number {number}.", "internal");
        using var agent = await BrowserAsync(Roles.SupportAgent);

        var newest = await agent.PageAsync("/cases/" + one["id"].GetString());
        var earlier = await agent.PageAsync(System.Text.RegularExpressions.Regex.Match(newest, "href=\"(/cases/[^\"]+before=[^\"]+)\"").Groups[1].Value);

        Assert.Contains("Message number 60.", newest);
        Assert.DoesNotContain(">Where it began.</p>", newest);
        Assert.Contains("Where it began.", earlier);
        Assert.DoesNotContain(">Message number 60.</p>", earlier);
    }

    private static Reader Who(string role, Guid? account = null, Guid? partner = null) => new(Guid.NewGuid(), "Somebody", role, Roles.SideOf(role), account, partner, Permissions.Of(role), "UTC");
}
