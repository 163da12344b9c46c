using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Server.Tests.Coverage;

public class CoverageCheckTests(CoverageFixture app) : IClassFixture<CoverageFixture>
{
    private const string At = "2026-06-15T10:00:00Z";

    [Theory]
    [InlineData("8L2415A3C1F7CX", "support", "covered", "coverage.by-category")]
    [InlineData("8l2415a3c1f7cx ", "replacement", "covered", "coverage.by-category")]
    [InlineData("8215370F11A2CE", "support", "not-covered", "coverage.end-of-support-undated")]
    [InlineData("7HEADSET1", "support", "not-covered", "coverage.category-not-selected")]
    [InlineData("8ACCESSORY1", "support", "covered", "coverage.with-its-system")]
    [InlineData("8INFRA1", "support", "needs-quote", "coverage.needs-quote")]
    [InlineData("8SINGLE1", "support", "covered", "coverage.by-serial")]
    [InlineData("8L2415A3C1F7CX", "on-site", "not-covered", "coverage.service-not-in-plan")]
    [InlineData("NOSUCHUNIT", "support", "not-covered", "coverage.device-unknown")]
    public async Task The_vendor_asks_by_serial_number(string serial, string service, string outcome, string reason)
    {
        var answer = await AskAsync(app.VendorKey, new { serial, service, at = At });

        Assert.Equal(outcome, answer.GetProperty("outcome").GetString());
        Assert.Equal(reason, answer.GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.DoesNotContain("coverage.", answer.GetProperty("reasons")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_always_names_what_would_change_it_and_never_blocks_a_case()
    {
        foreach (var serial in new[] { "8215370F11A2CE", "7HEADSET1", "8INFRA1", "NOSUCHUNIT" })
        {
            var remedies = (await AskAsync(app.VendorKey, new { serial, at = At })).GetProperty("remedies").EnumerateArray().Select(remedy => remedy.GetProperty("code").GetString()).ToList();

            Assert.True(remedies.Count > 1, serial);
            Assert.Equal("open-case-anyway", remedies[^1]);
        }
    }

    [Fact]
    public async Task Only_who_may_change_a_contract_is_told_to_and_others_whom_to_ask()
    {
        async Task<JsonElement> FirstAsync(string key) => (await AskAsync(key, new { serial = "7HEADSET1", at = At })).GetProperty("remedies")[0];

        Assert.Equal("add-category", (await FirstAsync(app.VendorKey)).GetProperty("code").GetString());
        var asked = await FirstAsync(app.NordhavenKey);
        Assert.Equal("ask-to-add-category", asked.GetProperty("code").GetString());
        Assert.StartsWith("Ask the success manager for a further contract for the category Headsets: CT-N stays as it is", asked.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_further_contract_is_drafted_from_the_answer_by_whoever_may()
    {
        var page = await PageAsync(app.VendorKey, "/coverage?q=7HEADSET1&at=2026-06-15");
        var link = $"/contracts/new?account={app.Nordhaven}&plan=poly-plus-enterprise&category=headset";

        Assert.Contains($"href=\"{link}\"", page, StringComparison.Ordinal);
        var form = await PageAsync(app.VendorKey, link);
        Assert.Matches("name=\"headset.selected\" value=\"true\" checked", form);
        Assert.DoesNotMatch("name=\"video.selected\" value=\"true\" checked", form);
        Assert.DoesNotContain("/contracts/new", await PageAsync(app.NordhavenKey, "/coverage?q=7HEADSET1&at=2026-06-15"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_asked_about_and_the_time_of_the_answer_have_their_own_names()
    {
        var page = await PageAsync(app.VendorKey, "/coverage?q=8L2415A3C1F7CX&at=2026-03-01");

        Assert.Matches("Day asked about<[^1]*1 Mar", page);
        Assert.Matches("Decided<[^T]*Today", page);
    }

    [Theory]
    [InlineData("Studio X5", "The nearest: ", "Studio X52")]
    [InlineData("Zqxjkv", "Check the name", "none that is near it.")]
    public async Task The_models_nearest_to_an_unknown_name_are_proposed(string model, string text, string also)
    {
        var remedy = (await AskAsync(app.VendorKey, new { model, accountId = app.Nordhaven, at = At })).GetProperty("remedies")[0];

        Assert.Equal("ask-with-model", remedy.GetProperty("code").GetString());
        Assert.Contains(text, remedy.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(also, remedy.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelled_model_is_asked_again_with_a_click_and_for_an_account() // the vendor's people have none of their own
    {
        var page = await PageAsync(app.VendorKey, "/coverage?q=Studio+X5&at=2026-06-15");

        Assert.Contains("One thing is missing", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Without an account", page, StringComparison.Ordinal);
        Assert.Contains("name=\"account\"", page, StringComparison.Ordinal);
        Assert.Matches("Ask again with the name[^<]*<a href=\"/coverage\\?q=[^\"]*&service=support&at=2026-06-15\">", page);
        Assert.Contains("further questions were not asked", await PageAsync(app.VendorKey, "/coverage?q=8215370F11A2CE&at=2026-06-15"), StringComparison.Ordinal);
        Assert.Equal("ambiguous", (await AskAsync(app.VendorKey, new { model = "Studio X5" })).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task What_can_be_done_is_linked_for_whoever_may_do_it()
    {
        var vendor = await PageAsync(app.VendorKey, "/coverage?q=NOSUCH1UNIT");
        var undated = await PageAsync(app.VendorKey, "/coverage?q=8215370F11A2CE");
        var own = await PageAsync(app.NordhavenKey, "/coverage?q=NOSUCH1UNIT");
        var asked = await PageAsync(app.NordhavenKey, "/coverage?q=8215370F11A2CE");

        Assert.Matches("Bring the device into the fleet[^<]*<a [^>]*href=\"/imports/new\">Import a file</a>\\s*(&#xB7;|·)\\s*<a [^>]*href=\"/devices/new\"", vendor);
        Assert.Matches("Enter the day on which support for Group 500 ends[^<]*<a [^>]*href=\"/models/[0-9a-f-]{36}\"", undated);
        Assert.DoesNotContain("href=\"/imports/new\">Import a file", own, StringComparison.Ordinal);
        Assert.Contains("Ask the programme to enter the day on which support for Group 500 ends", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_cannot_be_activated_says_why_beside_the_advice_to_activate_it()
    {
        var remedy = (await AskAsync(app.VendorKey, new { serial = "8DRAFT1" })).GetProperty("remedies")[0];

        Assert.Equal("activate-contract", remedy.GetProperty("code").GetString());
        Assert.Contains("Before that: Fewer devices are counted here than are installed", remedy.GetProperty("text").GetString(), StringComparison.Ordinal);
        // whoever can only ask for it has nothing from how the contract is put together
        var asked = (await AskAsync(app.DraftingKey, new { serial = "8DRAFT1" })).GetProperty("remedies")[0];
        Assert.Equal("ask-to-activate-contract", asked.GetProperty("code").GetString());
        Assert.DoesNotContain("Before that", asked.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_of_another_plan_names_the_plans_that_bring_it()
    {
        var remedy = (await AskAsync(app.VendorKey, new { serial = "8L2415A3C1F7CX", service = "on-site", at = At })).GetProperty("remedies")[0];

        Assert.StartsWith("On-site support does not come with Poly+ Enterprise, but with: Poly+ (as an option)", remedy.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_means_nothing_is_answered_with_what_can_be_typed()
    {
        var page = await PageAsync(app.VendorKey, "/coverage?q=NOPE");

        Assert.Contains("Nothing is known under “NOPE”.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Without an account", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_of_another_account_is_named_to_whoever_sees_it_and_to_nobody_else()
    {
        async Task<string?> FirstAsync(string key, object question) => (await AskAsync(key, question)).GetProperty("reasons")[0].GetProperty("text").GetString();
        var number = (await AskAsync(app.VendorKey, new { accountId = app.Nordhaven, at = At })).GetProperty("account").GetProperty("number").GetString();

        Assert.Equal($"8L2415A3C1F7CX is not in this account: it is in {number}.", await FirstAsync(app.VendorKey, new { serial = "8L2415A3C1F7CX", accountId = app.Lucenti, at = At }));
        Assert.Equal($"8L2415A3C1F7CX is not in this account: it is in {number}.", await FirstAsync(app.VendorKey, new { serial = "8L2415A3C1F7CX", siteId = app.LucentiSite, at = At }));
        Assert.Equal("8L2415A3C1F7CX is in no inventory and on no contract that you can see.", await FirstAsync(app.PartnerKey, new { serial = "8L2415A3C1F7CX", accountId = app.Lucenti, at = At }));
    }

    [Fact]
    public async Task Serial_and_MAC_of_two_devices_are_said_to_contradict_each_other()
    {
        var answer = await AskAsync(app.VendorKey, new { serial = "7HEADSET1", mac = "64:16:7F:0A:B2:19", accountId = app.Nordhaven, at = At });

        Assert.Equal("coverage.serial-and-mac-differ", answer.GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.Equal("give-serial-or-mac", answer.GetProperty("remedies")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_account_is_covered_without_any_serial_number()
    {
        var answer = await AskAsync(app.NordhavenKey, new { model = "Polycom Studio X52", at = At });

        Assert.True(answer.GetProperty("covered").GetBoolean());
        Assert.Equal("CT-N", answer.GetProperty("contract").GetProperty("number").GetString());
    }

    [Fact]
    public async Task A_replacement_asks_for_the_serial_number_only_then()
    {
        var answer = await AskAsync(app.NordhavenKey, new { model = "Studio X52", service = "replacement", at = At });

        Assert.Equal("ambiguous", answer.GetProperty("outcome").GetString());
        Assert.Equal("give-serial", answer.GetProperty("remedies")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_partner_asks_by_customer_site_id()
    {
        var answer = await AskAsync(app.PartnerKey, new { siteId = app.LucentiSite, at = At });

        Assert.True(answer.GetProperty("covered").GetBoolean());
        Assert.Contains("coverage.partner-branded", answer.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("2025-12-31T22:59:59Z", false)] // still 2025 in Berlin
    [InlineData("2025-12-31T23:00:00Z", true)]
    [InlineData("2026-12-31T22:59:59Z", true)]
    [InlineData("2026-12-31T23:00:00Z", false)]
    public async Task The_term_is_counted_in_the_zone_of_the_account(string at, bool covered) =>
        Assert.Equal(covered, (await AskAsync(app.VendorKey, new { serial = "8L2415A3C1F7CX", at })).GetProperty("covered").GetBoolean());

    [Fact]
    public async Task Anothers_site_or_account_does_not_exist()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(app.OtherPartnerKey, new { siteId = app.LucentiSite })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(app.NordhavenKey, new { accountId = app.Lucenti })).StatusCode);
        Assert.Equal("coverage.device-unknown", (await AskAsync(app.PartnerKey, new { serial = "8L2415A3C1F7CX" })).GetProperty("reasons")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_model_without_an_account_asks_whose_it_is_right_there_and_takes_the_answer()
    {
        var asked = await PageAsync(app.VendorKey, "/coverage?q=Studio%20X52");
        var answered = await PageAsync(app.VendorKey, "/coverage?q=Studio%20X52&account=nordhaven");

        Assert.Contains("One thing is missing", asked, StringComparison.Ordinal);
        Assert.Contains("name=\"account\"", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("One thing is missing", answered, StringComparison.Ordinal);
        Assert.Contains("CT-N", answered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "/")]
    [InlineData("""{"serial":"N/A"}""", "/serial")]
    [InlineData("""{"mac":"12:34"}""", "/mac")]
    [InlineData("""{"model":"x","service":"magic"}""", "/service")]
    [InlineData("""{"model":"x","at":"1815-06-18T12:00:00Z"}""", "/at")]
    public async Task What_cannot_be_read_is_named(string body, string pointer)
    {
        var answer = await PostAsync(app.VendorKey, new StringContent(body, new MediaTypeHeaderValue("application/json")));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors")[0];
        Assert.StartsWith(error.GetProperty("pointer").GetString()!, pointer, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> AskAsync(string key, object question)
    {
        var answer = await SendAsync(key, question);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(string key, object question) => PostAsync(key, JsonContent.Create(question));

    private Task<HttpResponseMessage> PostAsync(string key, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/coverage-checks") { Content = content };
        request.Headers.Authorization = new("Bearer", key);
        return app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
