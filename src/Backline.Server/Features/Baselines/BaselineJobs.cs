using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Features.Baselines;

/// <summary>
/// Every morning: checks the current month of every account in whose zone its 15th has come. So a check that could not be made (no node up, no report) is
/// made the next morning, and half a month is left to react before the next one.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class MonthlyCheckJob(MonthlyChecks checks, TimeProvider clock) : IJob
{
    public const int FromDay = 15;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var month = Month.From(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        await checks.RunAsync(new(month, FromDay: FromDay), Reader.Programme("monthly check"), null, cancellationToken);
    }
}

/// <summary>Every morning: asks again for reports that have not come.</summary>
[DisallowConcurrentExecution]
internal sealed class ChaseJob(IServiceScopeFactory scopes) : IJob
{
    private const int Batch = 100;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        for (var asked = Batch; asked == Batch;)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("report chase"));
            asked = await scope.ServiceProvider.GetRequiredService<ReportChase>().AskAgainAsync(Batch, cancellationToken);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(cancellationToken);
        }
    }
}
