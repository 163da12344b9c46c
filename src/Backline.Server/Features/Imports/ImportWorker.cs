namespace Backline.Server.Features.Imports;

/// <summary>Wakes this node's worker when a file was handed in here; others find it by looking.</summary>
public sealed class ImportSignal : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    public void Wake()
    {
        try
        {
            waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            // it is awake already
        }
    }

    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken stop) => waiting.WaitAsync(longest, stop);

    public void Dispose() => waiting.Dispose();
}

/// <summary>One import at a time on each node, oldest first. What a stopped node left is taken up again at the next look.</summary>
internal sealed partial class ImportWorker(ImportRunner runner, ImportSignal signal, ILogger<ImportWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                if (await runner.NextAsync(stoppingToken) is { } next)
                {
                    await runner.RunAsync(next, stoppingToken);
                    worked = true;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(log, e);
            }
            if (!worked) await signal.WaitAsync(Pause, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting imports could not be looked for; trying again")]
    private static partial void LogAway(ILogger logger, Exception e);
}
