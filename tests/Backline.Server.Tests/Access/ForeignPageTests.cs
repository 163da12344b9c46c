using Backline.Server.Platform.Access;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Backline.Server.Tests.Access;

/// <summary>The app behind a proxy, by whose name people know it.</summary>
public sealed class NamedApp(TestPostgres postgres) : AppFixture(postgres)
{
    protected override void Configure(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection([new("PublicUrl", "https://support.example.com")]);
}

/// <summary>A cookie changes nothing over the interface for a page of another address; 404 is what a request that came through is told here.</summary>
public sealed class ForeignPageTests(NamedApp app) : IClassFixture<NamedApp>
{
    private static readonly string nothing = $"/api/v1/invitations/{Guid.CreateVersion7()}";

    [Theory]
    [InlineData(null, null, 404)]
    [InlineData("same-origin", null, 404)]
    [InlineData("none", null, 404)]
    [InlineData("same-site", null, 403)]
    [InlineData("cross-site", null, 403)]
    [InlineData(null, "own", 404)]
    [InlineData("same-origin", "own", 404)]
    [InlineData(null, "https://support.example.com", 404)]
    [InlineData(null, "https://support.example.com:8443", 403)]
    [InlineData(null, "http://127.0.0.1:1", 403)]
    [InlineData(null, "https://evil.example", 403)]
    [InlineData("same-origin", "https://evil.example", 403)]
    [InlineData(null, "null", 403)]
    public async Task Only_a_page_of_ours_changes_something_with_the_cookie(string? site, string? origin, int status)
    {
        using var visitor = await VisitorAsync();

        var (answered, body) = await visitor.SendAsync("DELETE", nothing, Headers(site, origin));

        Assert.Equal(status, answered);
        if (status == 403) Assert.Contains("\"code\":\"page-foreign\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/coverage-checks")]
    [InlineData("PUT", "/api/v1/people/0191f3a2-7c1e-7b5a-9d20-4f1f0c9a6e11/role")]
    public async Task Whatever_the_method(string method, string path)
    {
        using var visitor = await VisitorAsync();

        Assert.Equal(403, (await visitor.SendAsync(method, path, Headers("cross-site", null))).Status);
    }

    [Fact]
    public async Task Reading_changes_nothing_and_is_not_asked_where_it_comes_from()
    {
        using var visitor = await VisitorAsync();

        Assert.Equal(200, (await visitor.SendAsync("GET", "/api/v1/me", Headers("cross-site", null))).Status);
    }

    [Fact]
    public async Task A_program_with_a_key_may_ask_from_any_page()
    {
        await using var seed = new Seed(app.Logins.Owner);
        using var request = new HttpRequestMessage(HttpMethod.Delete, nothing);
        request.Headers.Authorization = new("Bearer", await seed.VendorKeyAsync());
        foreach (var (name, value) in Headers("cross-site", "https://tools.example")) request.Headers.Add(name, value);

        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)answer.StatusCode);
    }

    private async Task<Visitor> VisitorAsync()
    {
        await using var seed = new Seed(app.Logins.Owner);
        var email = $"{Guid.CreateVersion7():n}@vendor.example";
        await seed.PersonAsync(email, Roles.ProgrammeAdministrator);
        var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(email, Seed.Password);
        return visitor;
    }

    private (string Name, string Value)[] Headers(string? site, string? origin) =>
    [
        .. site is null ? [] : new[] { ("Sec-Fetch-Site", site) },
        .. origin is null ? [] : new[] { ("Origin", origin == "own" ? app.Address.GetLeftPart(UriPartial.Authority) : origin) },
    ];
}
