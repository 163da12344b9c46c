using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Platform.Audit;

/// <summary>Every night: anchors the chains, and says in the log of the server, which is outside the database, where the programme's chain stands.</summary>
[DisallowConcurrentExecution]
internal sealed partial class AuditAnchorJob(IServiceScopeFactory scopes, ILogger<AuditAnchorJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateProgrammeScope("audit anchor");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var anchors = scope.ServiceProvider.GetRequiredService<AuditAnchors>();
        await anchors.SetAsync(cancellationToken);
        await session.SaveAsync(cancellationToken);
        if (await anchors.HeadAsync(cancellationToken) is { } head) LogHead(log, head);
    }

    [LoggerMessage(LogLevel.Information, "The audit log is anchored: {Head}")]
    private static partial void LogHead(ILogger logger, string head);
}
