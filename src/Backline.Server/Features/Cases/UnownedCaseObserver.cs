using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.Cases;

/// <summary>Notes that a case became one of the highest severity while nobody has it; the first time alone, however often it changes.</summary>
internal sealed class UnownedCaseObserver(Session session, WorkSignal signal, TimeProvider time) : ICaseObserver
{
    public async Task SeeAsync(CaseNews news, CancellationToken stop)
    {
        if (news.Case.AssigneeId is not null || !IsGrave(news.Entries) || IsGrave(news.Before)) return;
        var now = time.GetUtcNow();
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) values ($1, $2, $3, $4, $5) on conflict do nothing", stop,
            Guid.CreateVersion7(now), UnownedCaseHandler.DueKind, news.Case.AccountId, news.Case.Id, now);
        session.AfterCommit(signal.Raise);
    }

    private static bool IsGrave(IReadOnlyList<LedgerEntry> entries) => entries.Any(entry => entry is CaseOpened { Severity: Severity.P1 } or SeverityChanged { Severity: Severity.P1 });
}
