using Backline.Server.Platform;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>The real product on a free loopback port with a database of its own: `IClassFixture&lt;AppFixture&gt;`. Derive to change what
/// the app is made of.</summary>
public class AppFixture(TestPostgres postgres) : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("backline-app-");
    private WebApplication? app;

    public DatabaseLogins Logins { get; private set; } = null!;

    /// <summary>Nobody signed in; follows no redirect, keeps no cookie.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => app!.Services;

    public async ValueTask InitializeAsync()
    {
        Logins = await postgres.CreateDatabaseAsync();
        app = BacklineApp.Build(["--urls=http://127.0.0.1:0"], Logins.App, builder =>
        {
            builder.Services.AddSingleton(new DataFolder(data.FullName));
            builder.Services.AddSingleton(new CostlyAnswers(new NothingTakesLong()));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            Configure(builder);
        });
        await app.StartAsync();
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = CreateClient();
        await StartedAsync();
    }

    /// <summary>A client with a cookie jar of its own.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>Somebody does something to an account, and the audit log keeps it.</summary>
    public async Task ActAsync(Guid account, Guid? partner, string actor, object before, object after)
    {
        await using var scope = Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope(actor);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Audit(new Act(account, partner, "account.changed", "account", account, "MA-1", before, after));
        await session.SaveAsync(TestContext.Current.CancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            Client.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await postgres.DropDatabaseAsync(Logins);
        data.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>Once the app runs: load what the class needs.</summary>
    protected virtual ValueTask StartedAsync() => ValueTask.CompletedTask;

    /// <summary>On a busy machine every question is a costly one, and its answer would be kept from one test to the next.</summary>
    private sealed class NothingTakesLong : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
