using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Jobs;

/// <summary>One row of due_item.</summary>
public sealed record DueItem(Guid Id, string Kind, Guid? AccountId, Guid SubjectId, int Attempts);

/// <summary>Does what is due of one kind, in the transaction that takes it from the list.</summary>
public interface IDueHandler
{
    string Kind { get; }

    /// <summary>False: this machine lacks what it takes; the items wait for one that has it.</summary>
    bool Ready { get; }

    Task HandleAsync(DueItem item, CancellationToken stop);
}

/// <summary>Takes what is due, one at a time, skipping what another node holds. What fails is tried again later, less and less often.</summary>
internal sealed partial class DueWorker(IServiceScopeFactory scopes, WorkSignal signal, TimeProvider clock, ILogger<DueWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly Reader Worker = Reader.Programme("worker");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (!await TakenAsync(stoppingToken)) await signal.WaitAsync(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the app stops; what was begun is rolled back and taken again
        }
    }

    private async Task<bool> TakenAsync(CancellationToken stop)
    {
        try
        {
            return await TakeAsync(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // whatever it was, the next look may go well: a worker that ends takes the whole program with it
            LogAway(log, e);
            return false;
        }
    }

    private async Task<bool> TakeAsync(CancellationToken stop)
    {
        await using var scope = Scope();
        var handlers = scope.ServiceProvider.GetServices<IDueHandler>().Where(h => h.Ready).ToDictionary(h => h.Kind);
        if (handlers.Count == 0) return false;
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var item = await session.FirstAsync(
            "select id, kind, account_id, subject_id, attempts from due_item where due_at <= $1 and kind = any ($2) order by due_at, id limit 1 for update skip locked",
            row => new DueItem(row.GetGuid(0), row.GetString(1), row.Nullable<Guid>(2), row.GetGuid(3), row.GetInt32(4)), stop, clock.GetUtcNow(), handlers.Keys.ToArray());
        if (item is null) return false;
        try
        {
            await handlers[item.Kind].HandleAsync(item, stop);
            await session.ExecuteAsync("delete from due_item where id = $1", stop, item.Id);
            await session.SaveAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, e, item.Kind, item.SubjectId);
            await session.RollbackAsync();
            await PostponeAsync(item, e.Message, stop);
        }
        return true;
    }

    private async Task PostponeAsync(DueItem item, string error, CancellationToken stop)
    {
        await using var scope = Scope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync("update due_item set attempts = attempts + 1, last_error = $2, due_at = $3 where id = $1", stop,
            item.Id, error, clock.GetUtcNow().AddMinutes(Math.Pow(2, Math.Min(item.Attempts, 8))));
        await session.SaveAsync(stop);
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Worker);
        return scope;
    }

    [LoggerMessage(LogLevel.Warning, "The list of what is due could not be read; trying again")]
    private static partial void LogAway(ILogger logger, Exception e);

    [LoggerMessage(LogLevel.Error, "{Kind} of {Subject} failed; it will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception e, string kind, Guid subject);
}
