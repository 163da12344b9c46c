using Backline.Server.Demo;
using Backline.Server.Platform;
using Backline.Server.Platform.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Demo;

public sealed class DemoLoaderTests(TestDatabaseFixture database) : IClassFixture<TestDatabaseFixture>
{
    [Fact]
    public async Task A_demonstration_that_is_loaded_is_not_announced_again()
    {
        await using var seed = new Seed(database.Logins.Owner);
        await seed.ExecuteAsync("insert into demo_step (name, played_at) values ('begun', now()), ('finished', now())");
        var announced = false;
        var loader = new DemoLoader(database.Logins.App, new DataFolder(Path.GetTempPath()), ServeCommand.DefaultUrls, () =>
        {
            announced = true;
            return Task.CompletedTask;
        });

        Assert.Null(await loader.LoadAsync(TestContext.Current.CancellationToken));
        Assert.False(announced);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8622/quotes/1", "serve", "--demo", "--urls", "http://127.0.0.1:8622")]
    [InlineData("http://localhost:8622/quotes/1", "serve", "--demo", "--urls", "http://0.0.0.0:8622;http://127.0.0.1:8623")]
    public async Task The_mails_of_the_demonstration_lead_to_where_the_command_listens(string link, params string[] args)
    {
        await using var app = ServeCommand.Demo(BacklineCommand.Create().Parse(args), database.Logins, new DataFolder(Path.GetTempPath())).Build(TimeProvider.System);

        Assert.Equal(link, app.Services.GetRequiredService<PublicAddress>().Of("/quotes/1"));
    }
}
