using Backline.Server.Platform;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Demo;

/// <summary>
/// Loads the demonstration programme once, through the operations of the product, with a clock that walks through the year before today.
/// Cut off halfway, the next start goes on where it stopped.
/// </summary>
/// <param name="urls">Where the server is going to listen: the mails of the demonstration lead there.</param>
/// <param name="begins">Called when there is something to load.</param>
internal sealed class DemoLoader(string connectionString, DataFolder folder, string urls, Func<Task>? begins = null)
{
    public const string Begun = "begun";
    private const string Finished = "finished";
    private const long LockKey = 0x6261636b64656d6f;

    /// <returns>How long it took; null when it was loaded already.</returns>
    /// <exception cref="DatabaseUnavailableException">The database holds somebody's own programme.</exception>
    public async Task<TimeSpan?> LoadAsync(CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var clock = new DemoClock();
        await using var app = Build(clock);
        // two nodes may start at once
        await using var turn = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(stop);
        await using (var wait = new NpgsqlCommand($"select pg_advisory_lock({LockKey})", turn)) await wait.ExecuteNonQueryAsync(stop);
        var stage = new DemoStage(app.Services, clock);
        var earlier = await stage.RecallAsync(stop);
        if (stage.Has(Finished)) return null;
        if (earlier is null) await RefuseOwnProgrammeAsync(stage, stop);
        if (begins is not null) await begins();
        foreach (var shipped in app.Services.GetServices<IHostedService>().OfType<ShippedData>()) await shipped.LoadAsync(stop);
        await stage.PlayAsync(Begun, clock.Now, DemoStage.Narrator, _ => Task.CompletedTask, stop);
        await new DemoYear(stage, DemoData.Read(), new(earlier ?? clock.Now)).PlayAsync(stop);
        await stage.PlayAsync(Finished, TimeProvider.System.GetUtcNow(), DemoStage.Narrator, _ => Task.CompletedTask, stop);
        return TimeProvider.System.GetElapsedTime(began);
    }

    internal WebApplication Build(TimeProvider clock) => BacklineApp.Build([$"--urls={urls}"], connectionString, builder =>
    {
        builder.Services.AddSingleton(folder).AddSingleton(clock);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
    });

    private static async Task RefuseOwnProgrammeAsync(DemoStage stage, CancellationToken stop)
    {
        await using var scope = stage.ScopeOf(DemoStage.Narrator);
        if (await scope.ServiceProvider.GetRequiredService<Session>().ScalarAsync<bool>("select exists (select from account) or exists (select from person)", stop))
            throw new DatabaseUnavailableException("This database holds a programme of its own; the demonstration is not loaded beside it.", "Start without --demo, or with another folder: --data DIR.");
    }
}
