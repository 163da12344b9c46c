using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>Files that were uploaded a day ago and that no message took are removed.</summary>
internal sealed class UnusedFilesJob(IServiceScopeFactory scopes, TimeProvider clock) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RemoveAsync(cancellationToken);

    /// <returns>How many.</returns>
    public async Task<int> RemoveAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("case-files");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var removed = await session.ExecuteAsync("delete from case_file where message_id is null and uploaded_at < $1", stop, clock.GetUtcNow() - Kept);
        await session.SaveAsync(stop);
        return removed;
    }
}
