using Backline.Server.Demo;
using Backline.Server.Platform;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Demo;

public sealed class DemoLoaderTests(TestDatabaseFixture database) : IClassFixture<TestDatabaseFixture>
{
    [Fact]
    public async Task A_demonstration_that_is_loaded_is_not_announced_again()
    {
        await using var seed = new Seed(database.Logins.Owner);
        await seed.ExecuteAsync("insert into demo_step (name, played_at) values ('begun', now()), ('finished', now())");
        var announced = false;
        var loader = new DemoLoader(database.Logins.App, new DataFolder(Path.GetTempPath()), () =>
        {
            announced = true;
            return Task.CompletedTask;
        });

        Assert.Null(await loader.LoadAsync(TestContext.Current.CancellationToken));
        Assert.False(announced);
    }
}
