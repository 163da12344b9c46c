using System.Globalization;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Backline.Server.Tests.Access;

public sealed class RateLimitTests(StrictFixture app) : IClassFixture<StrictFixture>
{
    [Fact]
    public async Task A_key_that_asks_too_often_waits_and_another_does_not()
    {
        await using var seed = new Seed(app.Logins.Owner);
        var (busy, calm) = (new ApiClient(app.Client, await seed.VendorKeyAsync()), new ApiClient(app.Client, await seed.VendorKeyAsync()));
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await busy.GetAsync("/api/v1/me")).Status);

        var refused = await busy.GetAsync("/api/v1/me");

        Assert.Equal((429, "too-many-requests"), (refused.Status, refused.Code));
        Assert.Equal(200, (await calm.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down_and_says_for_how_long()
    {
        using var visitor = new Visitor(app.Address);
        for (var i = 0; i < 2; i++) Assert.Equal(422, (await visitor.SignInAsync("nobody@nowhere.example", "wrong wrong wrong")).Status);

        Assert.Equal(429, (await visitor.SignInAsync("nobody@nowhere.example", "wrong wrong wrong")).Status);
        using var answer = await app.Client.PostAsync("/sign-in", null, TestContext.Current.CancellationToken);
        Assert.InRange(int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60);
    }
}

public sealed class StrictFixture(TestPostgres postgres) : AppFixture(postgres)
{
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Limits:Api"] = "3", ["Limits:SignIn"] = "2" });
}
