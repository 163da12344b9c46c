using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Cases;

/// <summary>An alarm that sounded now.</summary>
/// <param name="Late">It was due while nobody was there to sound it.</param>
internal sealed record FiredAlarm(string Kind, string Milestone, int Step, DateTimeOffset DueAt, bool Late);

/// <summary>The case whose alarms sounded.</summary>
/// <param name="FrontId">Of the partner whose desk it lies on; null: the vendor's.</param>
internal sealed record AlarmedCase(Guid AccountId, Guid Id, string Number, string Subject, Severity Severity, Guid? AssigneeId, Guid? FrontId);

/// <summary>
/// Sounds what is due: one case at a time, that which is due first, each alarm once and in order, whichever node does it. What is to come follows from
/// the ledger; what sounded is a fact.
/// </summary>
internal sealed partial class CaseAlarmOperations(
    Session session, CaseAlarmMail mail, CaseRecords records, ClockQueries books, EscalationMatrixQueries matrices, IEnumerable<ICaseAlarmObserver> observers, ILogger<CaseAlarmOperations> log)
{
    /// <summary>Beyond it an alarm is late.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>How long a case is left alone whose alarms can't be reckoned.</summary>
    public static readonly TimeSpan Aside = TimeSpan.FromMinutes(10);

    private const string Take =
        """
        select account_id, id, number, subject, severity, assignee_id, case when tier = 'partner' then front_id end from support_case
        where alarm_at <= $1 and alarm_at < '9999-01-01Z' order by alarm_at, id limit 1 for update skip locked
        """;

    private const string Keep =
        """
        insert into case_alarm (account_id, case_id, partner_id, tier, front_id, kind, milestone, occurrence, step, due_at, fired_at, late)
        select c.account_id, c.id, c.partner_id, c.tier, c.front_id, n.kind, n.milestone, n.occurrence, n.step, n.due_at, $3, n.late
        from support_case c, unnest($4::text[], $5::text[], $6::integer[], $7::integer[], $8::timestamptz[], $9::boolean[]) n (kind, milestone, occurrence, step, due_at, late)
        where c.account_id = $1 and c.id = $2
        """;

    /// <returns>What sounded, nothing for a case that is broken; null when nothing is due.</returns>
    public async Task<IReadOnlyList<FiredAlarm>?> FireNextAsync(CancellationToken stop)
    {
        var now = records.Now;
        if (await session.FirstAsync(Take, Case, stop, now) is not { } one) return null;
        try
        {
            return await FireAsync(one, now, stop);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DatabaseUnavailableException or NpgsqlException { IsTransient: true }))
        {
            // whatever is wrong with it, it stood first in the row and would keep all others from their alarms
            LogBroken(e, one.Number, one.Id);
            await session.RollbackAsync();
            await session.ExecuteAsync("update support_case set alarm_at = $3 where account_id = $1 and id = $2", stop, one.AccountId, one.Id, now + Aside);
            return [];
        }
    }

    private async Task<IReadOnlyList<FiredAlarm>> FireAsync(AlarmedCase one, DateTimeOffset now, CancellationToken stop)
    {
        var entries = await records.EntriesAsync(one.AccountId, one.Id, stop);
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        var matrix = await matrices.AtAsync(entries[0].At, stop);
        var fired = await records.FiredAsync(one.AccountId, one.Id, stop);
        List<AlarmRow> open = [.. CaseAlarms.Of(CaseClocks.Of(entries, book), book, matrix).Where(alarm => !fired.Contains(alarm.Key))];
        List<AlarmRow> due = [.. open.Where(alarm => alarm.DueAt <= now).OrderBy(alarm => alarm.DueAt).ThenBy(alarm => alarm.Kind switch { "warning" => 0, "breach" => 1, _ => 2 }).ThenBy(alarm => alarm.Step)];
        var sounding = due.ConvertAll(alarm => new FiredAlarm(alarm.Kind, alarm.Milestone, alarm.Step, alarm.DueAt!.Value, alarm.DueAt < now - Tolerance && CaseAlarms.SoundableAt(alarm, entries, book, matrix) < now - Tolerance));
        await session.ExecuteAsync("update support_case set alarm_at = $3 where account_id = $1 and id = $2", stop, one.AccountId, one.Id, open.Except(due).Min(alarm => alarm.DueAt) ?? CaseClocks.Never);
        if (due.Count == 0) return sounding;
        await session.ExecuteAsync(Keep, stop, one.AccountId, one.Id, now, due.Select(alarm => alarm.Kind).ToArray(), due.Select(alarm => alarm.Milestone).ToArray(), due.Select(alarm => alarm.Occurrence).ToArray(),
            due.Select(alarm => alarm.Step).ToArray(), due.Select(alarm => alarm.DueAt).ToArray(), sounding.Select(alarm => alarm.Late).ToArray());
        // first who is called: others may wait for their hours then
        foreach (var observer in observers) await observer.HearAsync(one, sounding, now, stop);
        await mail.TellAsync(one, sounding, now, stop);
        return sounding;
    }

    private static AlarmedCase Case(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), Words.Parse<Severity>(row.GetString(4)), row.Nullable<Guid>(5), row.Nullable<Guid>(6));

    [LoggerMessage(LogLevel.Error, "The alarms of case {Number} ({Id}) could not be sounded; it is looked at again later")]
    private partial void LogBroken(Exception e, string number, Guid id);
}
