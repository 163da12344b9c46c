using System.Net;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

public class AppTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_app_says_that_it_lives()
    {
        using var answer = await app.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
