using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Platform.Http;

/// <summary>Every hour: gives up the answers whose 48 hours are over. Their keys are free again.</summary>
[DisallowConcurrentExecution]
internal sealed class KeptAnswersJob(IServiceScopeFactory scopes, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateProgrammeScope("kept answers");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync("delete from idempotency_key where created_at < $1", cancellationToken, clock.GetUtcNow() - IdempotencyFilter.Kept);
        await session.SaveAsync(cancellationToken);
    }
}
