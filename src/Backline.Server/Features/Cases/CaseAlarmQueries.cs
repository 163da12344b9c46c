using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <param name="Kind">warning, breach or escalation.</param>
/// <param name="Step">The percentage of a warning, 100 of a breach, the level of an escalation.</param>
/// <param name="DueAt">Null: the clock waits.</param>
/// <param name="FiredAt">Null: to come.</param>
/// <param name="Late">It was due while nobody was there to sound it.</param>
public sealed record AlarmView(string Kind, MilestoneKind Milestone, int Occurrence, int Step, DateTimeOffset? DueAt, DateTimeOffset? FiredAt, bool Late);

/// <summary>Warnings, breaches and levels of escalation of one case.</summary>
internal sealed class CaseAlarmQueries(Session session, AttachmentQueries cases, CaseRecords records, ClockQueries books, EscalationMatrixQueries matrices)
{
    /// <summary>What sounded and what is to come, in order; others than the desk see the levels of escalation that were reached.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<IReadOnlyList<AlarmView>> ListAsync(Guid id, CancellationToken stop)
    {
        var place = await cases.PlaceAsync(id, stop);
        var ofDesk = session.Reader.IsOfDesk(place.Tier);
        var fired = await session.ListAsync(
            $"select kind, milestone, occurrence, step, due_at, fired_at, late from case_alarm where account_id = $1 and case_id = $2 {(ofDesk ? "" : "and kind = 'escalation'")}",
            row => new AlarmView(row.GetString(0), Words.Parse<MilestoneKind>(row.GetString(1)), row.GetInt32(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6)), stop, place.AccountId, id);
        var coming = ofDesk ? await ComingAsync(place.AccountId, id, stop) : [];
        return [.. fired.Concat(coming.ExceptBy(fired.Select(alarm => (alarm.Kind, alarm.Milestone, alarm.Occurrence, alarm.Step)), alarm => (alarm.Kind, alarm.Milestone, alarm.Occurrence, alarm.Step)))
            .OrderBy(alarm => alarm.DueAt ?? DateTimeOffset.MaxValue).ThenBy(alarm => alarm.Kind, StringComparer.Ordinal).ThenBy(alarm => alarm.Step)];
    }

    private async Task<IEnumerable<AlarmView>> ComingAsync(Guid accountId, Guid id, CancellationToken stop)
    {
        var entries = await records.EntriesAsync(accountId, id, stop);
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        // the first clock starts with the case
        var matrix = await matrices.AtAsync(entries[0].At, stop);
        return CaseAlarms.Of(CaseClocks.Of(entries, book), book, matrix).Select(alarm => new AlarmView(alarm.Kind, Words.Parse<MilestoneKind>(alarm.Milestone), alarm.Occurrence, alarm.Step, alarm.DueAt, null, Late: false));
    }
}
