using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>Sounds alarms as they get due; any number of nodes may do so at once. What nobody sounded while all were down is made up for, in order.</summary>
internal sealed partial class CaseAlarmWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CaseAlarmWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await FireNextAsync(stoppingToken))
                {
                    // until nothing is due
                }
                while (await TellNextAsync(stoppingToken))
                {
                    // until everybody knows
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // whatever it was, the next look may go well
                LogAway(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Whether there was a case.</returns>
    internal async Task<bool> FireNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("alarms");
        var fired = await scope.ServiceProvider.GetRequiredService<CaseAlarmOperations>().FireNextAsync(stop);
        if (fired is null) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    /// <returns>Whether somebody was told.</returns>
    internal async Task<bool> TellNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("alarms");
        if (!await scope.ServiceProvider.GetRequiredService<CaseNoticeOperations>().TellNextAsync(stop)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Alarms of cases could not be sounded; trying again")]
    private partial void LogAway(Exception e);
}
