using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>
/// Plays the steps of the story, each once: a step and the mark that it was played commit together, so that a loading that was cut off goes on
/// where it stopped.
/// </summary>
internal sealed class DemoStage(IServiceProvider services, DemoClock clock)
{
    private readonly HashSet<string> played = [];

    public IServiceProvider Services => services;

    public DemoClock Clock => clock;

    public static Reader Narrator { get; } = Reader.Programme("demo programme");

    /// <summary>Reads the marks of an earlier loading.</summary>
    /// <returns>When that one began; null when nothing was loaded yet.</returns>
    public async Task<DateTimeOffset?> RecallAsync(CancellationToken stop)
    {
        await using var scope = ScopeOf(Narrator);
        var marks = await scope.ServiceProvider.GetRequiredService<Session>().ListAsync("select name, played_at from demo_step order by played_at",
            row => (Name: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), stop);
        played.UnionWith(marks.Select(mark => mark.Name));
        return marks.Where(mark => mark.Name == DemoLoader.Begun).Select(mark => (DateTimeOffset?)mark.At).FirstOrDefault();
    }

    public bool Has(string step) => played.Contains(step);

    public async Task PlayAsync(string step, DateTimeOffset at, Reader who, Func<IServiceProvider, Task> act, CancellationToken stop)
    {
        if (played.Contains(step)) return;
        clock.Now = at;
        await using var scope = ScopeOf(who);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await act(scope.ServiceProvider);
        await session.ExecuteAsync("insert into demo_step (name, played_at) values ($1, $2)", stop, step, TimeProvider.System.GetUtcNow());
        await session.SaveAsync(stop);
        played.Add(step);
    }

    public AsyncServiceScope ScopeOf(Reader who)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(who);
        return scope;
    }
}
