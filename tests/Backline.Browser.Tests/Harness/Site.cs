using System.Collections.Concurrent;
using System.Globalization;
using Backline.Server;
using Backline.Server.Platform;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Backline.Browser.Tests.Harness;

/// <summary>The real product on a free port with a copy of the demonstration programme: `IClassFixture&lt;Site&gt;`.</summary>
public sealed class Site(TestPostgres postgres, Chromium chromium) : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("backline-site-");
    private DatabaseLogins logins = null!;
    private readonly ConcurrentDictionary<string, string> signedIn = new(StringComparer.Ordinal);
    private WebApplication? app;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        logins = await Programme.CopyAsync(postgres);
        app = BacklineApp.Build(["--urls=http://127.0.0.1:0", "--Limits:SignIn=0", "--Limits:Mail=0"], logins.App, builder =>
        {
            builder.Services.AddSingleton(new DataFolder(data.FullName));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });
        await app.StartAsync();
        // passkeys belong to a name, not to an address
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await postgres.DropDatabaseAsync(logins);
        data.Delete(recursive: true);
    }

    public Task<Visit> VisitAsync(bool javaScript = true, int width = Visit.Desk, bool dark = false) => Visit.BeginAsync(chromium.Browser, Url, javaScript, width, dark);

    /// <summary>A visit of somebody of the story, by the first part of their address: "katrin.lindqvist". They are signed in, and on no page yet; who comes again comes with the cookies of the first time.</summary>
    public async Task<Visit> VisitAsAsync(string who, bool javaScript = true, int width = Visit.Desk, bool dark = false)
    {
        var visit = await Visit.BeginAsync(chromium.Browser, Url, javaScript, width, dark, signedIn.GetValueOrDefault(who));
        if (signedIn.ContainsKey(who)) return visit;
        await visit.SignInAsync(who);
        await visit.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        signedIn[who] = await visit.Page.Context.StorageStateAsync();
        return visit;
    }

    /// <summary>One value of the site's database, as its owner sees it.</summary>
    public async Task<string> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(logins.Owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }
}
