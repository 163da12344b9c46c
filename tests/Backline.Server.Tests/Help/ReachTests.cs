using System.Net;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Backline.Server.Tests.Help;

public sealed class ReachableApp(TestPostgres postgres) : AppFixture(postgres)
{
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection([new("Reach:Phone", "+44 20 7946 0123"), new("Reach:Mail", "help@vendor.example")]);
}

public class ReachTests(ReachableApp app, AppFixture unreachable) : IClassFixture<ReachableApp>, IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/help")]
    public async Task Who_cannot_sign_in_finds_a_number_and_an_address(string path)
    {
        var page = WebUtility.HtmlDecode(await app.Client.GetStringAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains("href=\"tel:+442079460123\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"mailto:help@vendor.example\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_promised_that_nobody_entered()
    {
        var page = await unreachable.Client.GetStringAsync("/sign-in", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("tel:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("at any hour", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/help#contact\"", page, StringComparison.Ordinal);
    }
}
