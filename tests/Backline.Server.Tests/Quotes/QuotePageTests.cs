using System.Globalization;
using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Pdf;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Quotes;

/// <summary>The page of a quote: its paper, its days, and how it was answered.</summary>
public sealed class QuotePageTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task The_page_looks_again_until_the_paper_is_made()
    {
        var (account, quote) = await QuotedAsync();
        var path = $"/quotes/{quote}/paper";
        using var client = await ClientAsync(account);
        // what may be made already is taken back
        await programme.Seed.ExecuteAsync("delete from due_item where subject_id = $1", quote);
        await programme.Seed.ExecuteAsync("update quote set pdf_file_id = null where id = $1", quote);
        Assert.SkipUnless(programme.Services.GetRequiredService<PdfRenderer>().Available, "No renderer is installed here.");

        Assert.Contains($"hx-get=\"{path}/link\"", await ReadAsync(client, $"/quotes/{quote}"), StringComparison.Ordinal);
        Assert.Contains($"hx-get=\"{path}/link\"", await ReadAsync(client, path + "/link"), StringComparison.Ordinal);
        foreach (var asked in new[] { path, "/api/v1" + path })
        {
            using var early = await client.GetAsync(asked, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Conflict, TimeSpan.FromSeconds(5)), (early.StatusCode, early.Headers.RetryAfter?.Delta));
            Assert.Contains("is being made", await early.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await programme.Seed.ExecuteAsync("update quote set pdf_file_id = gen_random_uuid() where id = $1", quote);
        var made = await ReadAsync(client, path + "/link");
        Assert.Contains($"href=\"{path}\"", made, StringComparison.Ordinal);
        Assert.DoesNotContain("hx-get", made, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("America/Los_Angeles")]
    [InlineData("Asia/Seoul")]
    public async Task The_days_left_of_a_quote_are_those_of_its_account(string zone)
    {
        var (account, quote) = await QuotedAsync(zone);
        var days = await programme.Seed.ScalarAsync<int>("select valid_until - issued_on from quote where id = $1", quote);

        // a key has no zone of its own: it reads in UTC, where it is another day than at one of the two
        using var client = await ClientAsync(account);
        foreach (var page in new[] { $"/quotes/{quote}", "/" })
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{days} days left"), await ReadAsync(client, page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_who_when_and_why_and_the_month_is_no_longer_only_due()
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        var api = new ApiClient(programme.Client, await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));
        Assert.Equal(200, (await api.PutAsync($"/api/v1/quotes/{quote}/refusal", new { reason = "zu teuer" }, "\"1\"")).Status);
        var by = await programme.Seed.ScalarAsync<string>("select decided_by from quote where id = $1", quote);

        var page = await ReadAsync(client, $"/quotes/{quote}");

        Assert.Contains("The reason given: “zu teuer”. The baseline stays", page, StringComparison.Ordinal);
        Assert.Contains($"By {by}, today ", page, StringComparison.Ordinal);
        Assert.Contains("True-up due, quote refused", await ReadAsync(client, "/baselines"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No money for it this year.", "“No money for it this year.” The baseline stays")]
    [InlineData("Why so much?", "“Why so much?” The baseline stays")]
    [InlineData("Later", "“Later”. The baseline stays")]
    public async Task A_reason_keeps_its_own_full_stop(string reason, string told)
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        await new ApiClient(programme.Client, await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account)).PutAsync($"/api/v1/quotes/{quote}/refusal", new { reason }, "\"1\"");

        Assert.Contains("The reason given: " + told, await ReadAsync(client, $"/quotes/{quote}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_leads_to_the_one_that_took_its_place_and_back()
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        var api = new ApiClient(programme.Client, await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));
        await api.PutAsync($"/api/v1/quotes/{quote}/refusal", new { reason = "Later" }, "\"1\"");
        var vendor = new ApiClient(programme.Client, await programme.Seed.KeyAsync(Roles.SuccessManager));
        var trueUp = (await vendor.GetAsync($"/api/v1/true-ups?accountId={account}"))["items"][0];
        var next = await vendor.PutAsync($"/api/v1/true-ups/{trueUp.GetProperty("id").GetGuid()}/reopening", etag: $"\"{trueUp.GetProperty("version").GetInt64()}\"");
        var (before, after) = (await api.GetAsync($"/api/v1/quotes/{quote}"), await api.GetAsync($"/api/v1/quotes/{next["id"].GetGuid()}"));
        var day = await programme.Seed.ScalarAsync<DateOnly>("select (decided_at at time zone 'Europe/Berlin')::date from quote where id = $1", quote);

        Assert.Matches($"Quoted again as <a [^>]*href=\"/quotes/{next["id"].GetGuid()}\">{next["number"].GetString()}</a>", await ReadAsync(client, $"/quotes/{quote}"));
        Assert.Matches($"Replaces</dt>\\s*<dd><a [^>]*href=\"/quotes/{quote}\">{before["number"].GetString()}</a>, refused on {day.Day} ", await ReadAsync(client, $"/quotes/{next["id"].GetGuid()}"));
        Assert.Equal((next["number"].GetString(), "issued"), (before["replacedBy"].GetProperty("number").GetString(), before["replacedBy"].GetProperty("state").GetString()));
        Assert.Equal((before["number"].GetString(), "refused"), (after["replaces"].GetProperty("number").GetString(), after["replaces"].GetProperty("state").GetString()));
    }

    private static async Task<string> ReadAsync(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path, TestContext.Current.CancellationToken));

    private async Task<(Guid Account, Guid Quote)> QuotedAsync(string zone = "Europe/Berlin")
    {
        var account = await programme.Seed.AccountAsync("Reader of quotes", timeZone: zone);
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        // in Los Angeles it is still the 17th, in Seoul already the 18th
        await programme.CheckAsync(account, new(2026, 3, zone == "America/Los_Angeles" ? 18 : 17, zone == "America/Los_Angeles" ? 2 : 20, 0, 0, TimeSpan.Zero));
        return (account, await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account));
    }

    private async Task<HttpClient> ClientAsync(Guid account)
    {
        var client = programme.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));
        return client;
    }
}
