using Backline.Domain.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>
/// Tells those of the desk what sounded: whoever works on the case of all of it, those who answer for the service of breaches, and of warnings while nobody works
/// on it. Whom a level of escalation calls, the roster says.
/// </summary>
internal sealed class CaseAlarmMail(Session session, CaseNoticeOperations notices, NoticeHours hours)
{
    private sealed record Recipient(Guid Id, string Role);

    public async Task TellAsync(AlarmedCase one, IReadOnlyList<FiredAlarm> alarms, DateTimeOffset now, CancellationToken stop)
    {
        var desk = await DeskAsync(one, stop);
        var readers = await hours.ReadersAsync(desk.Select(person => person.Id), now, stop);
        var called = await hours.IsCalledAsync(one.Id, now, stop);
        var worker = desk.FirstOrDefault(person => person.Id == one.AssigneeId);
        foreach (var alarm in alarms)
        {
            var told = desk.Where(person => person == worker || IsTold(person, alarm, worker is null)).Select(person => readers[person.Id]).ToList();
            var inHands = called || told.Exists(reader => reader.OnCall);
            foreach (var reader in told)
                await notices.AddAsync(reader.Person.Id, one.Id, new(alarm.Kind, alarm.Milestone, alarm.Step, alarm.DueAt, alarm.Late), NoticeRules.DueAt(reader, one.Severity, inHands, now), stop);
        }
    }

    // the desk's people who answer for the service, and whoever works on the case
    private Task<List<Recipient>> DeskAsync(AlarmedCase one, CancellationToken stop) => session.ListAsync(
        """
        select id, role from person
        where disabled_at is null and email is not null and account_id is null and partner_id is not distinct from $1 and (id = $2 or role in ('service-manager', 'partner'))
        order by id limit 50
        """, row => new Recipient(row.GetGuid(0), row.GetString(1)), stop, Parameters.OrNull(one.FrontId), Parameters.OrNull(one.AssigneeId));

    private static bool IsTold(Recipient person, FiredAlarm alarm, bool nobodyWorks) =>
        person.Role is Roles.ServiceManager or Roles.Partner && (alarm.Kind == "breach" || alarm.Kind == "warning" && nobodyWorks);
}
