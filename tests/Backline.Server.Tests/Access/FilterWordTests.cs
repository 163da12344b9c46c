using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Access;

/// <summary>A filter with words of its own refuses any other by name, with the words there are: an empty list would be an answer to another question.</summary>
public sealed class FilterWordTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("quotes", "state", "bogus", "issued, ordered, refused, expired, superseded")]
    [InlineData("true-ups", "state", "bogus", "open, ordered, refused, expired")]
    [InlineData("contracts", "standing", "bogus", "running, draft")]
    [InlineData("contracts", "sort", "bogus", "end, number")]
    [InlineData("contracts", "plan", "bogus", "poly-plus-enterprise")]
    [InlineData("models", "category", "bogus", "headset, ")]
    [InlineData("models", "lifecycle", "bogus", "active, end-of-sale, end-of-support")]
    [InlineData("people", "role", "bogus", "customer-administrator, ")]
    [InlineData("people", "state", "bogus", "active, disabled")]
    [InlineData("accounts", "country", "Germany", "two letters")]
    [InlineData("sites", "country", "Germany", "two letters")]
    [InlineData("sites", "state", "bogus", "open, closed")]
    [InlineData("imports", "state", "bogus", "confirmed")]
    [InlineData("devices", "category", "bogus", "headset, ")]
    [InlineData("devices", "sort", "bogus", "serial, ")]
    public async Task A_word_a_filter_does_not_have_is_refused_with_those_it_has(string list, string filter, string word, string words)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());

        var answer = await api.GetAsync($"/api/v1/{list}?{filter}={word}");

        Assert.Equal((400, "input.invalid"), (answer.Status, answer.Code));
        Assert.Equal(filter, answer["errors"][0].GetProperty("pointer").GetString());
        Assert.Contains(words, answer["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await api.GetAsync($"/api/v1/{list}?{filter}=")).Status);
    }

    [Theory]
    [InlineData("/audit?from=zzz")]
    [InlineData("/audit?to=2026-13-01")]
    [InlineData("/audit/export?from=zzz")]
    [InlineData("/contracts?standing=zzz")]
    [InlineData("/contracts?endsBefore=xx")]
    [InlineData("/imports?state=zzz")]
    [InlineData("/partners?certified=maybe")]
    public async Task A_page_refuses_a_filter_it_does_not_know_and_is_not_shown_whole(string address)
    {
        await using var seed = new Seed(app.Logins.Owner);
        using var browser = app.Browser(await seed.VendorKeyAsync());

        using var answer = await browser.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("accounts?country=de")]
    [InlineData("quotes?state=issued")]
    [InlineData("true-ups?state=open")]
    [InlineData("contracts?plan=poly-plus-enterprise&standing=running&sort=end")]
    [InlineData("people?role=partner&state=active")]
    public async Task The_words_there_are_narrow_a_list(string list)
    {
        await using var seed = new Seed(app.Logins.Owner);

        Assert.Equal(200, (await new ApiClient(app.Client, await seed.VendorKeyAsync()).GetAsync($"/api/v1/{list}")).Status);
    }
}
