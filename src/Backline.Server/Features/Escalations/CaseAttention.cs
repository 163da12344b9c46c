namespace Backline.Server.Features.Escalations;

/// <summary>What a page shows of the escalation of its case in several places, read once.</summary>
internal sealed class CaseAttention(EscalationQueries escalations, EscalationCallOperations calls)
{
    private readonly Dictionary<Guid, Task<IReadOnlyList<EscalationView>>> read = [];
    private readonly Dictionary<Guid, Task<IReadOnlyList<CallView>>> called = [];

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<EscalationView>> EscalationsAsync(Guid caseId, CancellationToken stop) => read.TryGetValue(caseId, out var known) ? known : read[caseId] = escalations.OfCaseAsync(caseId, stop);

    /// <summary>By level; of those of the desk alone.</summary>
    public Task<IReadOnlyList<CallView>> CallsAsync(Guid caseId, CancellationToken stop) => called.TryGetValue(caseId, out var known) ? known : called[caseId] = calls.ListAsync(caseId, stop);
}
