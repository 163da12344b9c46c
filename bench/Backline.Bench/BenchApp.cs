using Backline.Server;
using Backline.Server.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Bench;

/// <summary>The real product on a free loopback port, over the database of a bench.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo data;

    private BenchApp(WebApplication app, DirectoryInfo data)
    {
        this.app = app;
        this.data = data;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public static async Task<BenchApp> StartAsync(BenchDatabase database, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("backline-bench-app-");
        // no limit: all requests come with one key
        var built = BacklineApp.Build(["--urls=http://127.0.0.1:0", "--Limits:Api=0"], database.Logins.App, builder =>
        {
            builder.Services.AddSingleton(new DataFolder(folder.FullName));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });
        await built.StartAsync(stop);
        return new(built, folder);
    }

    /// <summary>A client that signs in with an API key.</summary>
    public HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        data.Delete(recursive: true);
    }
}
