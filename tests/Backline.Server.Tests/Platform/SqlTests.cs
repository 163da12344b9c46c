using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Platform;

public class SqlTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task An_array_given_alone_is_one_argument()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();

        Assert.True(await session.ScalarAsync<bool>("select 'b' = any ($1)", TestContext.Current.CancellationToken, new[] { "a", "b" }));
        Assert.Equal(2, await session.ScalarAsync<int>("select cardinality($1::bytea[])", TestContext.Current.CancellationToken, new byte[][] { [1], [2] }));
        Assert.Equal("ab", await session.ScalarAsync<string>("select $1 || $2", TestContext.Current.CancellationToken, "a", "b"));
    }
}
