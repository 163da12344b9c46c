using System.Net;
using System.Text;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

public sealed class AppTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private static readonly System.Net.Http.Headers.MediaTypeHeaderValue Utf7 = new("application/json") { CharSet = "utf-7" };
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_app_says_that_it_lives(string path) => Assert.Equal(HttpStatusCode.OK, (await AskAsync(null, HttpMethod.Get, path)).Status);

    [Theory]
    [InlineData("/accounts?q=%00")]
    [InlineData("/models?q=%00")]
    [InlineData("/contracts?q=%00")]
    [InlineData("/people?q=%00")]
    [InlineData("/audit?account=%00")]
    [InlineData("/search?q=%00")]
    [InlineData("/coverage?q=%00")]
    [InlineData("/api/v1/accounts?q=%00")]
    [InlineData("/api/v1/sites?q=%00")]
    [InlineData("/api/v1/audit-entries?account=%00")]
    public async Task What_no_database_can_keep_is_refused_not_stumbled_over(string path) =>
        Assert.InRange((int)(await AskAsync(await seed.VendorKeyAsync(), HttpMethod.Get, path)).Status, 200, 499);

    [Theory]
    [InlineData("/api/v1/plans/%2500")]
    [InlineData("/plans/%2500")]
    public async Task A_path_that_names_nothing_is_not_found(string path)
    {
        var (status, text) = await AskAsync(await seed.VendorKeyAsync(), HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task An_address_without_a_normal_form_is_nobodys()
    {
        using var visitor = new Identity.Visitor(app.Client.BaseAddress!);

        Assert.InRange((await visitor.SignInAsync("who\uFFFE@example.com", Seed.Password)).Status, 200, 499);
    }

    [Fact]
    public async Task A_body_in_an_encoding_nobody_reads_is_a_wrong_media_type()
    {
        using var body = new StringContent("{}", Encoding.ASCII, Utf7);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await AskAsync(await seed.VendorKeyAsync(), HttpMethod.Post, "/api/v1/sites", body)).Status);
    }

    [Theory]
    [InlineData("/api/v1/me")]
    [InlineData("/devices")]
    public async Task Head_answers_as_get_does_without_the_body(string path)
    {
        var (status, text) = await AskAsync(await seed.VendorKeyAsync(), HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.OK, ""), (status, text));
    }

    [Fact]
    public async Task The_error_page_by_itself_is_no_error() => Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(null, HttpMethod.Get, "/error")).Status);

    [Fact]
    public async Task A_page_asked_for_what_can_not_be_is_not_titled_as_our_fault()
    {
        var (status, text) = await AskAsync(await seed.VendorKeyAsync(), HttpMethod.Get, "/baselines?month=0000-00");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.DoesNotContain("Something went wrong on our side", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_says_what_to_do()
    {
        using var form = new FormUrlEncodedContent([new("x", "1")]);

        var (status, text) = await AskAsync(null, HttpMethod.Post, "/sign-in", form);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("load the page again", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_without_a_brand_reads_why_a_page_is_closed()
    {
        const string Email = "plain@partner.example";
        await seed.PersonAsync(Email, Roles.Partner, partnerId: await seed.PartnerAsync("Plain Partner"));
        using var visitor = new Identity.Visitor(app.Client.BaseAddress!);
        await visitor.SignInAsync(Email, Seed.Password);

        var (status, text, _) = await visitor.GetAsync("/partners");

        Assert.Equal(403, status);
        Assert.Contains("<main", text, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(string? key, HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
