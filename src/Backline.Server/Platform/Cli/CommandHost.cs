using System.CommandLine;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Cli;

/// <summary>The product's services on the command's database, whether or not a server runs beside it. Opens the database, migrates it, and lets
/// go of it at the end.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly PrivatePostgres? postgres;
    private readonly Lazy<WebApplication> app;

    private CommandHost(DatabaseLogins logins, PrivatePostgres? postgres, DataFolder data)
    {
        this.postgres = postgres;
        Logins = logins;
        Data = data;
        app = new(() => BacklineApp.Build([], logins.App, Configure));
    }

    public DatabaseLogins Logins { get; }

    public DataFolder Data { get; }

    public IServiceProvider Services => app.Value.Services;

    /// <summary>For commands that ask or change what there is: a folder without a database is a folder mistyped.</summary>
    /// <exception cref="DatabaseUnavailableException">With what to do about it.</exception>
    public static Task<CommandHost> OpenAsync(ParseResult parsed, CancellationToken stop)
    {
        var data = parsed.DataFolder();
        return DatabaseChoice.IsConfigured || PrivatePostgres.IsMade(data.Path)
            ? OpenOrMakeAsync(parsed, stop)
            : throw new DatabaseUnavailableException($"There is no Backline database in {data.Path}.", "Name its folder with --data, or make one: backline serve, or backline database migrate.");
    }

    /// <exception cref="DatabaseUnavailableException">With what to do about it.</exception>
    public static async Task<CommandHost> OpenOrMakeAsync(ParseResult parsed, CancellationToken stop)
    {
        var host = await OpenWithoutMigratingAsync(parsed, stop);
        try
        {
            foreach (var name in await Migrator.ApplyAsync(host.Logins, stop))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"Migrated {name}");
            }

            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public static async Task<CommandHost> OpenWithoutMigratingAsync(ParseResult parsed, CancellationToken stop)
    {
        var data = parsed.DataFolder();
        if (DatabaseChoice.Configured() is { } configured)
        {
            return new(configured, null, data);
        }

        var started = await PrivatePostgres.StartAsync(new(data.Path), stop);
        if (started.Moved is { } moved)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(moved);
        }

        if (started.Created)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Made a new database in {started.Folder}.");
        }

        return new(started.Logins, started, data);
    }

    /// <summary>A scope for one unit of work.</summary>
    public AsyncServiceScope CreateScope() => Services.CreateAsyncScope();

    public async ValueTask DisposeAsync()
    {
        if (app.IsValueCreated)
        {
            await app.Value.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Data);
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
    }
}
