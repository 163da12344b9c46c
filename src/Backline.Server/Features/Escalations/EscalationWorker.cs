using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>Tells of what began, and looks after what nobody answers; any number of nodes may do so at once.</summary>
internal sealed partial class EscalationWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<EscalationWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // whatever it was, the next look may go well
                LogAway(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task WorkAsync(CancellationToken stop)
    {
        while (await OnceAsync(services => services.GetRequiredService<EscalationMail>().TellNextAsync(stop), stop))
        {
            // until everybody knows
        }
        while (await OnceAsync(services => services.GetRequiredService<EscalationMail>().RemindNextAsync(stop), stop))
        {
            // until everybody is reminded
        }
        while (await OnceAsync(services => services.GetRequiredService<EscalationCallOperations>().LapseNextAsync(stop), stop))
        {
            // until nobody is silent
        }
    }

    private async Task<bool> OnceAsync(Func<IServiceProvider, Task<bool>> work, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("escalations");
        if (!await work(scope.ServiceProvider)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Escalations could not be looked after; trying again")]
    private partial void LogAway(Exception e);
}
