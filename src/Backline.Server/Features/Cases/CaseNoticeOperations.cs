using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>What somebody is told of a case.</summary>
/// <param name="Kind">warning, breach, escalation (a level was reached), call (somebody has to answer), requested (somebody has to decide), escalated, update-due (of the escalation), cloud-wish (somebody asks for an incident with a cloud partner), cloud-said (the cloud partner said something), cloud-paper (a paper for it was taken back) or unowned (nobody has it).</param>
internal sealed record CaseNotice(string Kind, string Milestone, int Step, DateTimeOffset At, bool Late);

/// <summary>
/// Keeps what people are to be told until it is time, and then tells all of it in one mail, but for what is over by then. After days without any node everybody
/// gets one mail, not hundreds in a night.
/// </summary>
internal sealed class CaseNoticeOperations(Session session, NoticePatience patience, MailOutbox outbox, PublicAddress address, IStringLocalizer<CaseTexts> texts, TimeProvider time)
{
    private const int MostCases = 100;

    // what there is to be told by others yet: alarms, what they escalate, calls that nobody answered, updates that are due
    private const string MoreToCome =
        """
        select exists (select from support_case where alarm_at <= $1 and alarm_at < '9999-01-01Z') or exists (select from escalation where not told)
            or exists (select from escalation_call where acknowledged_at is null and lapsed_at is null and due_at <= $1)
            or exists (select from escalation where state = 'active' and next_update_at <= $1 and reminded_at is distinct from next_update_at)
            or exists (select from due_item where kind = 'case-unowned' and due_at <= $1)
        """;

    private sealed record Line(Guid CaseId, string Number, string Subject, Severity Severity, CaseNotice Notice, DateTimeOffset? AnswerBy);

    private sealed record Reader(string Email, string Language, string TimeZone, Guid? DeskId);

    public async Task AddAsync(Guid person, Guid caseId, CaseNotice notice, DateTimeOffset dueAt, CancellationToken stop) => await session.ExecuteAsync(
        "insert into alarm_notice (id, person_id, case_id, kind, milestone, step, alarm_at, late, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", stop,
        Guid.CreateVersion7(time.GetUtcNow()), person, caseId, notice.Kind, notice.Milestone, notice.Step, notice.At, notice.Late, dueAt);

    /// <summary>Writes one mail to whoever has waited longest, of all that is due for them.</summary>
    /// <returns>Whether there was somebody.</returns>
    public async Task<bool> TellNextAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (await NextAsync(now, stop) is not { } next) return false;
        if (patience.Waits(await session.ScalarAsync<bool>(MoreToCome, stop, now), now)) return false;
        // a case that is done needs nobody, but for an escalation of it that goes on; a call that was answered needs no answer
        var lines = await session.ListAsync(
            """
            with told as (delete from alarm_notice where person_id = $1 and due_at <= $2 returning case_id, kind, milestone, step, alarm_at, late)
            select t.case_id, c.number, c.subject, c.severity, t.kind, t.milestone, t.step, t.alarm_at, t.late, k.due_at
            from told t join support_case c on c.id = t.case_id left join escalation_call k on t.kind = 'call' and k.account_id = c.account_id and k.case_id = c.id and k.level = t.step
            where k.acknowledged_at is null and (t.kind <> 'unowned' or c.assignee_id is null and c.severity = 'p1') and (c.state in ('open', 'waiting') or t.kind in ('requested', 'escalated', 'update-due')
                and exists (select from escalation e where e.account_id = c.account_id and e.case_id = c.id and e.state in ('requested', 'active')))
            order by c.severity, c.id, t.alarm_at, case t.kind when 'warning' then 0 when 'breach' then 1 when 'escalation' then 2 else 3 end, t.step
            """, row => new Line(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<Severity>(row.GetString(3)),
                new(row.GetString(4), row.GetString(5), row.GetInt32(6), row.GetFieldValue<DateTimeOffset>(7), row.GetBoolean(8)), row.Nullable<DateTimeOffset>(9)), stop, next.Person, now);
        var reader = await session.FirstAsync("select email, language, time_zone, partner_id from person where id = $1 and disabled_at is null and email is not null", row => new Reader(row.GetString(0), row.GetString(1), row.GetString(2), row.Nullable<Guid>(3)), stop, next.Person);
        if (reader is not null && lines.Count > 0) await WriteAsync(reader, lines, now, stop);
        return true;
    }

    // one node writes to one person: two would share what is one mail
    private async Task<(Guid Person, DateTimeOffset At)?> NextAsync(DateTimeOffset now, CancellationToken stop)
    {
        foreach (var due in await session.ListAsync("select person_id, min(due_at) from alarm_notice where due_at <= $1 group by person_id order by 2 limit 20", row => (Person: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1)), stop, now))
        {
            if (await session.ScalarAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", stop, $"alarm notices {due.Person}")) return due;
        }
        return null;
    }

    private async Task WriteAsync(Reader reader, IReadOnlyList<Line> lines, DateTimeOffset now, CancellationToken stop)
    {
        using var _ = new Spoken(reader.Language);
        var cases = lines.GroupBy(line => line.CaseId).ToList();
        var blocks = cases.Take(MostCases).Select(one => texts["alarm.mail.text", $"{one.First().Number}: {one.First().Subject}", string.Join('\n', one.Select(line => Said(line, reader, now))), address.Of($"/cases/{one.Key}")].Value.Trim());
        if (cases.Count > MostCases) blocks = blocks.Append(texts["alarm.mail.more", cases.Count - MostCases].Value);
        var first = cases[0].Last();
        var subject = cases.Count == 1 ? texts["alarm.mail.subject", first.Number, first.Severity.ToString(), Said(first, reader, now)] : texts["alarm.mail.subject.many", cases.Count, first.Number];
        await outbox.AddAsync(new(reader.Email, reader.Language, subject, string.Join("\n\n", blocks)) { DeskId = reader.DeskId }, stop);
    }

    private string Said(Line told, Reader reader, DateTimeOffset now)
    {
        var notice = told.Notice;
        var milestone = texts["milestone." + notice.Milestone].Value;
        var at = Moment(notice.At, reader);
        var line = notice.Kind switch
        {
            "warning" => texts["alarm.warning", milestone, notice.Step, at].Value,
            "breach" => texts["alarm.breach", milestone, at].Value,
            "call" when told.AnswerBy is { } until => texts[until > now ? "alarm.call" : "alarm.call.over", notice.Step, Moment(until, reader)].Value,
            "requested" => texts["alarm.requested", at].Value,
            "escalated" => texts["alarm.escalated", at].Value,
            "cloud-wish" or "cloud-said" or "cloud-paper" or "unowned" => texts["alarm." + notice.Kind, at].Value,
            "update-due" => texts["alarm.update-due", at].Value,
            _ => texts["alarm.escalation", notice.Step, at].Value,
        };
        return notice.Late ? texts["alarm.late", line] : line;
    }

    private static string Moment(DateTimeOffset at, Reader reader) => Formats.PlainMoment(at, NoticeHours.Zone(reader.TimeZone));
}
