using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Notices silence, tells of wishes, and asks at cloud partners; any number of nodes may do so at once.</summary>
internal sealed partial class CloudIncidentWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CloudIncidentWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await NoticeNextAsync(stoppingToken) || await TellNextAsync(stoppingToken) || await AskNextAsync(stoppingToken))
                {
                    // until nothing is due
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

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> NoticeNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("cloud-incidents");
        if (await scope.ServiceProvider.GetRequiredService<CloudSilenceOperations>().NoticeNextAsync(stop) is null) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> TellNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("cloud-incidents");
        if (!await scope.ServiceProvider.GetRequiredService<CloudNotices>().TellNextWishAsync(stop)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> AskNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("cloud-incidents");
        if (!await scope.ServiceProvider.GetRequiredService<CloudLinkOperations>().AskNextAsync(stop)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Incidents with cloud partners could not be looked through; trying again")]
    private partial void LogAway(Exception e);
}
