using Backline.Server;
using Backline.Server.Demo;
using Backline.Server.Platform;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Backline.Browser.Tests.Harness.Chromium))]

namespace Backline.Browser.Tests.Harness;

/// <summary>The demonstration programme, loaded once for the whole run; each class of stories works on a copy of it.</summary>
internal static class Programme
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static DatabaseLogins? loaded;

    public static async Task<DatabaseLogins> CopyAsync(TestPostgres postgres)
    {
        await Turn.WaitAsync();
        try
        {
            loaded ??= await LoadAsync(postgres);
            return await postgres.CopyDatabaseAsync(loaded);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task<DatabaseLogins> LoadAsync(TestPostgres postgres)
    {
        var logins = await postgres.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("backline-demo-");
        await new DemoLoader(logins.App, new DataFolder(folder.FullName), ServeCommand.DefaultUrls).LoadAsync(CancellationToken.None);
        folder.Delete(recursive: true);
        return logins;
    }
}

/// <summary>The machine's own Chromium, started once.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        var program = Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("The browser tests need Chromium: sudo apt-get install chromium");
        // as root it has no sandbox; a small /dev/shm, as containers have, makes pages crash
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"] });
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
