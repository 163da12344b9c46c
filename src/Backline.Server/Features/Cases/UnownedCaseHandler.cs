using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.Cases;

/// <summary>Tells those of the desk of a case of the highest severity that nobody has, whom whoever opened the case can't see.</summary>
internal sealed class UnownedCaseHandler(Session session, DeskNotices desk, TimeProvider time) : IDueHandler
{
    public const string DueKind = "case-unowned";

    public string Kind => DueKind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        if (await session.ScalarAsync<bool>("select exists (select from support_case where id = $1 and assignee_id is null and severity = 'p1' and state in ('open', 'waiting'))", stop, item.SubjectId))
            await desk.TellAsync(item.SubjectId, null, "unowned", "first-response", time.GetUtcNow(), stop);
    }
}
