using Backline.Server.Platform.Access;

namespace Backline.Server.Platform.Database;

/// <summary>Data that comes with the program: taken in at the start, as often as one likes, never over what an operator changed.</summary>
public interface IShippedData
{
    Task LoadAsync(Session session, CancellationToken stop);
}

/// <summary>Takes in everything shipped before the server answers, in one unit of work.</summary>
public sealed class ShippedData(IServiceScopeFactory scopes) : IHostedService
{
    private const long LockKey = 0x7368697070656421;

    public async Task LoadAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("shipped data"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        // two nodes may start at once
        await session.ExecuteAsync("select pg_advisory_xact_lock($1)", stop, LockKey);
        foreach (var shipped in scope.ServiceProvider.GetServices<IShippedData>()) await shipped.LoadAsync(session, stop);
        await session.SaveAsync(stop);
    }

    public Task StartAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
