using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Every form that creates, sent twice at once and once more later: one thing is made, and all who sent it land on it.</summary>
public sealed partial class DoubleClickTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    public static TheoryData<string> Forms => ["account", "partner", "site", "sites", "contact", "contract", "renewal", "invitation", "key", "model", "spelling", "price list", "plan", "device", "case", "import"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_sent_twice_creates_once_and_both_land_on_it(string kind)
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var form = await FormAsync(kind);
        var page = await browser.PageAsync(form.Page);
        var before = await seed.ScalarAsync<long>(form.Count);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => PostAsync(browser, form, page)));
        var late = await PostAsync(browser, form, page);

        Assert.Equal(before + form.Made, await seed.ScalarAsync<long>(form.Count));
        Assert.All(answers.Append(late), answer => Assert.Equal(answers[0], answer));
        Assert.Equal(kind == "key" ? HttpStatusCode.OK : HttpStatusCode.Redirect, answers[0].Status);
        Assert.NotNull(answers[0].Landed);
    }

    [Fact]
    public async Task A_contact_removed_by_a_double_click_is_gone_and_nobody_is_told_it_is_not_there()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var (api, account) = (new ApiClient(app.Client, await seed.VendorKeyAsync()), await seed.AccountAsync("Removed twice"));
        var contact = (await api.PostAsync("/api/v1/contacts", new { accountId = account, name = "Gone Twice", email = "gone@twice.example" }))["id"].GetGuid();
        var form = new CreatingForm($"/contacts/{contact}/removal", "removal", "", new() { ["Input.Version"] = "1" }, account);
        var page = await browser.PageAsync(form.Page);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => PostAsync(browser, form, page)));
        var late = await PostAsync(browser, form, page);

        Assert.All(answers.Append(late), answer => Assert.Equal((HttpStatusCode.Redirect, $"/accounts/{account}?tab=contacts"), answer));
    }

    [Fact]
    public async Task Changed_before_it_is_sent_again_it_is_another_form()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var form = await FormAsync("account");
        var page = await browser.PageAsync(form.Page);

        var first = await PostAsync(browser, form, page);
        form.Fields["Input.Name"] += " II";
        var second = await PostAsync(browser, form, page);

        Assert.NotEqual(first.Landed, second.Landed);
    }

    [Fact]
    public async Task What_was_refused_can_be_sent_again()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var form = await FormAsync("site");
        var page = await browser.PageAsync(form.Page);
        var taken = await seed.SiteAsync(form.Account, form.Fields["Input.Name"]);

        var refused = await PostAsync(browser, form, page);
        await seed.ExecuteAsync("delete from site where id = $1", taken);
        var made = await PostAsync(browser, form, page);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Redirect), (refused.Status, made.Status));
    }

    [Fact]
    public async Task Nobody_else_is_answered_with_what_somebody_made()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var form = await FormAsync("key");
        var page = await browser.PageAsync(form.Page);
        var mine = await PostAsync(browser, form, page);
        await seed.ExecuteAsync("update idempotency_key set owner = 'somebody else'");

        var theirs = await PostAsync(browser, form, page);

        Assert.NotEqual(mine.Landed, theirs.Landed);
    }

    /// <param name="Handler">Name of the page's form; null for a target of its own.</param>
    private sealed record CreatingForm(string Page, string? Handler, string Count, Dictionary<string, string> Fields, Guid Account, int Made = 1);

    private async Task<CreatingForm> FormAsync(string kind)
    {
        var account = await seed.AccountAsync($"Clicked twice: {kind}");
        var word = Guid.CreateVersion7().ToString("N")[20..];
        var of = (string table) => $"select count(*) from {table} where account_id = '{account}'";
        return kind switch
        {
            "account" => new("/accounts/new", "account", "select count(*) from account", new() { ["Input.Name"] = word, ["Input.Country"] = "DE", ["Input.Language"] = "de", ["Input.Currency"] = "EUR", ["Input.InventorySource"] = "report" }, account),
            "partner" => new("/partners/new", "partner", "select count(*) from partner", new() { ["Input.Name"] = word, ["Input.Country"] = "DE", ["Input.Language"] = "de" }, account),
            "site" => new($"/sites/new?accountId={account}", "site", of("site"), new() { ["Input.Name"] = word, ["Input.Country"] = "DE" }, account),
            "sites" => new($"/sites/list?accountId={account}", "list", of("site"), new() { ["Input.List"] = "North, DE\nSouth, DE", ["Input.Act"] = "add" }, account, Made: 2),
            "contact" => new($"/contacts/new?accountId={account}", "contact", of("contact"), new() { ["Input.Name"] = word, ["Input.Email"] = "someone@twice.example", ["Input.Language"] = "de" }, account),
            "contract" => new($"/contracts/new?account={account}&plan=poly-plus-enterprise", "draft", of("contract"), Terms(account), account),
            "renewal" => new($"/contracts/{await ContractAsync(account)}", "act", of("contract"), new() { ["act"] = "renew" }, account),
            "invitation" => new("/invitations/new", "invite", "select count(*) from invitation", new() { ["Input.Name"] = "Twice", ["Input.Email"] = $"{word}@twice.example", ["Input.Role"] = Roles.SupportAgent, ["Input.Language"] = "de" }, account),
            "key" => new("/keys", "make", "select count(*) from api_key", new() { ["Input.Name"] = word, ["Input.Scopes"] = Permissions.DevicesRead, ["Input.Days"] = "30" }, account),
            "model" => new("/models/new", "model", "select count(*) from model", new() { ["vendor"] = "Twice", ["name"] = "Twice " + word, ["category"] = "video", ["lifecycle"] = "active" }, account),
            "spelling" => new($"/models/{await seed.ScalarAsync<Guid>("select id from model order by name limit 1")}", "act", "select count(*) from model_alias", new() { ["act"] = "alias", ["spelling"] = "Spelt " + word }, account),
            "price list" => new("/price-lists", "list", "select count(*) from price_list", new() { ["name"] = word, ["currency"] = "SEK", ["validFrom"] = "2031-01-01" }, account),
            "plan" => new("/plans/poly-plus", "act", "select count(*) from plan", new() { ["act"] = "copy", ["code"] = word, ["copyName"] = "Twice" }, account),
            "device" => new("/devices/new", "device", of("device"), new() { ["Input.Account"] = (await seed.ScalarAsync<string>("select number from account where account_id = $1", account))!, ["Input.Serial"] = word, ["Input.ModelName"] = "Edge E220" }, account),
            "case" => new("/cases/new", "open", of("support_case"), new() { ["account"] = (await seed.ScalarAsync<string>("select number from account where account_id = $1", account))!, ["subject"] = word, ["text"] = "Clicked twice.", ["severity"] = "p3" }, account),
            _ => new("/imports/new", null, of("import"), new() { ["account"] = account.ToString(), ["covers"] = "nothing" }, account),
        };
    }

    private static Dictionary<string, string> Terms(Guid account) => new()
    {
        ["act"] = "save", ["planCode"] = "poly-plus-enterprise", ["accountId"] = account.ToString(), ["startsOn"] = "2026-01-01", ["endsOn"] = "2026-12-31", ["currency"] = "EUR", ["channel"] = "direct", ["onSite"] = "charged",
        ["video.selected"] = "true", ["video.counted"] = "1000", ["video.expectedAdditions"] = "0", ["video.advancePercent"] = "0", ["video.unitPrice"] = "24",
    };

    private async Task<Guid> ContractAsync(Guid account)
    {
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = new { planCode = "poly-plus-enterprise", startsOn = "2026-01-01", endsOn = "2026-12-31", categories = new[] { new { category = "video", counted = 1000, unitPrice = 24.00 } } } });
        await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag);
        return draft["id"].GetGuid();
    }

    private static async Task<(HttpStatusCode Status, string? Landed)> PostAsync(HttpClient browser, CreatingForm form, string page)
    {
        var fields = new Dictionary<string, string>(form.Fields) { ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value, ["once"] = Once().Match(page).Groups[1].Value };
        if (form.Handler is not null) fields["_handler"] = form.Handler;
        using var content = form.Handler is null ? File(fields) : (HttpContent)new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(form.Handler is null ? "/imports/file" : form.Page, content, TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, (answer.Headers.Location is { } to ? new Uri(browser.BaseAddress!, to).PathAndQuery : null) ?? (Secret().Match(html) is { Success: true } secret ? secret.Value : null));
    }

    private static MultipartFormDataContent File(Dictionary<string, string> fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent("Serial Number,Model\nTWICE0001,CCX 500\n"u8.ToArray()), "file", "inventory.csv");
        return form;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"once\" value=\"([^\"]+)\"")]
    private static partial Regex Once();

    [GeneratedRegex("(?<=<code class=\"bl-id user-select-all text-wrap text-break\">)[^<]+")]
    private static partial Regex Secret();
}
