using System.Text.Json;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>
/// Tells those of the desk what sounded: whoever works on the case of all of it, those who answer for the service of breaches, and of warnings while nobody works
/// on it. Whom a level of escalation calls, the roster says.
/// </summary>
internal sealed class CaseAlarmMail(Session session, CaseNoticeOperations notices)
{
    private sealed record Recipient(Guid Id, string TimeZone, string Role, WeekSaid? Week, bool OnCall);

    public async Task TellAsync(AlarmedCase one, IReadOnlyList<FiredAlarm> alarms, DateTimeOffset now, CancellationToken stop)
    {
        var desk = await DeskAsync(one, now, stop);
        var worker = desk.FirstOrDefault(person => person.Id == one.AssigneeId);
        foreach (var person in desk)
        {
            var dueAt = CaseNoticeOperations.DueAt(one.Severity, person.OnCall, person.TimeZone, person.Week, now);
            foreach (var alarm in alarms.Where(alarm => person == worker || IsTold(person, alarm, worker is null)))
                await notices.AddAsync(person.Id, one.Id, new(alarm.Kind, alarm.Milestone, alarm.Step, alarm.DueAt, alarm.Late), dueAt, stop);
        }
    }

    // the desk's people who answer for the service, and whoever works on the case
    private Task<List<Recipient>> DeskAsync(AlarmedCase one, DateTimeOffset now, CancellationToken stop) => session.ListAsync(
        """
        select p.id, p.time_zone, p.role, d.week::text, exists (select from desk_duty y where y.person_id = p.id and y.on_call
            and ($3 at time zone p.time_zone)::date between coalesce(y.from_day, '-infinity'::date) and coalesce(y.until_day, 'infinity'::date))
        from person p left join desk_profile d on d.person_id = p.id
        where p.disabled_at is null and p.email is not null and p.account_id is null and p.partner_id is not distinct from $1 and (p.id = $2 or p.role in ('service-manager', 'partner'))
        order by p.id limit 50
        """, row => new Recipient(row.GetGuid(0), row.GetString(1), row.GetString(2), row.Text(3) is { } week ? JsonSerializer.Deserialize<WeekSaid>(week, BacklineJson.Options) : null, row.GetBoolean(4)),
        stop, Parameters.OrNull(one.FrontId), Parameters.OrNull(one.AssigneeId), now);

    private static bool IsTold(Recipient person, FiredAlarm alarm, bool nobodyWorks) =>
        person.Role is Roles.ServiceManager or Roles.Partner && (alarm.Kind == "breach" || alarm.Kind == "warning" && nobodyWorks);
}
