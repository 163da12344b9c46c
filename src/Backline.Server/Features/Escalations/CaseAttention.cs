using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>A level of the matrix, as it stands for a case.</summary>
/// <param name="DueAt">When it is reached; null: the case waits.</param>
/// <param name="ReachedAt">Null: to come.</param>
/// <param name="People">Who is called, or would be as things are now; for those of the desk.</param>
/// <param name="Call">Null: nobody was called for it yet.</param>
/// <param name="IfUnanswered">It is reached then because nobody answers the level before; otherwise by age.</param>
/// <param name="IsUnstaffed">It is to come, and nobody of the desk has its duty.</param>
public sealed record LadderStep(int Level, EscalationDuty Duty, DateTimeOffset? DueAt, DateTimeOffset? ReachedAt, IReadOnlyList<string> People, CallView? Call, bool IfUnanswered, bool IsUnstaffed);

/// <summary>What a page shows of the escalation of its case in several places, read once.</summary>
internal sealed class CaseAttention(EscalationQueries escalations, EscalationCallOperations calls, EscalationRecords records, CaseAlarmQueries alarms, DeskPeopleQueries people, Session session)
{
    private readonly Dictionary<Guid, Task<IReadOnlyList<EscalationView>>> read = [];
    private readonly Dictionary<Guid, Task<IReadOnlyList<CallView>>> called = [];

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<EscalationView>> EscalationsAsync(Guid caseId, CancellationToken stop) => read.TryGetValue(caseId, out var known) ? known : read[caseId] = escalations.OfCaseAsync(caseId, stop);

    /// <summary>By level; of those of the desk alone.</summary>
    public Task<IReadOnlyList<CallView>> CallsAsync(Guid caseId, CancellationToken stop) => called.TryGetValue(caseId, out var known) ? known : called[caseId] = calls.ListAsync(caseId, stop);

    /// <summary>The one that waits for an answer; null: none does, or the case is done.</summary>
    public async Task<CallView?> OpenCallAsync(Guid caseId, CancellationToken stop) =>
        (await CallsAsync(caseId, stop)).LastOrDefault(one => one is { AcknowledgedAt: null, WithdrawnAt: null }) is { } call && (await records.CaseAsync(caseId, stop)).State is CaseState.Open or CaseState.Waiting ? call : null;

    /// <summary>Whether the reader is of the desk that has the case.</summary>
    public async Task<bool> IsOfDeskAsync(Guid caseId, CancellationToken stop) => session.Reader.IsOfEscalationDesk((await records.CaseAsync(caseId, stop)).Place.Tier);

    /// <summary>By level. One that silence called before the case was old enough for it stands with its call.</summary>
    public async Task<IReadOnlyList<LadderStep>> LadderAsync(Guid caseId, CancellationToken stop)
    {
        var levels = (await alarms.ListAsync(caseId, stop)).Where(alarm => alarm.Kind == "escalation").OrderBy(alarm => alarm.Step).ToList();
        // silence reaches levels as well: who was called for them the desk alone sees, that they were reached everybody does
        var reached = await IsOfDeskAsync(caseId, stop) ? 0 : (await EscalationsAsync(caseId, stop)).Max(one => (int?)one.Level) ?? 0;
        levels = [.. levels.Concat(Enumerable.Range(1, reached).Except(levels.Select(level => level.Step)).Select(step => new AlarmView("escalation", MilestoneKind.Resolution, 1, step, null, null, Late: false))).OrderBy(level => level.Step)];
        if (levels.Count == 0) return [];
        var known = (await CallsAsync(caseId, stop)).ToDictionary(call => call.Level);
        var of = (await records.CaseAsync(caseId, stop)).Place;
        var works = session.Reader.WorksOnEscalations(of.Tier);
        var roster = works ? await people.RosterAsync(of.Tier == CaseTier.Partner ? of.FrontId : null, stop) : [];
        return [.. levels.Select(level =>
        {
            var (duty, call) = (EscalationMatrix.DutyOf(level.Step), known.GetValueOrDefault(level.Step));
            IReadOnlyList<string> named = call?.People ?? [.. DutyRoster.Called(roster, duty, records.Now).Select(person => person.Name)];
            // whoever is asked now has time until then, unless the case is old enough before
            var silent = level.FiredAt is null && call is null && known.GetValueOrDefault(level.Step - 1) is { AcknowledgedAt: null, LapsedAt: null, WithdrawnAt: null } before && !(level.DueAt < before.DueAt) ? before.DueAt : (DateTimeOffset?)null;
            return new LadderStep(level.Step, duty, silent ?? level.DueAt, level.FiredAt is { } fired ? level.DueAt ?? fired : call?.CalledAt, named, call, silent is not null, works && call is null && named.Count == 0);
        })];
    }
}
