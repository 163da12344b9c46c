using Backline.Domain.Escalations;

namespace Backline.Server.Features.Cases;

/// <summary>
/// Tells those of the desk what sounded: whoever works on the case of all of it, those who answer for the service of breaches, and of warnings while nobody works
/// on it. Whom a level of escalation calls, the roster says.
/// </summary>
internal sealed class CaseAlarmMail(DeskRecipients recipients, CaseNoticeOperations notices, NoticeHours hours)
{
    public async Task TellAsync(AlarmedCase one, IReadOnlyList<FiredAlarm> alarms, DateTimeOffset now, CancellationToken stop)
    {
        var desk = await recipients.ListAsync(one.FrontId, one.AssigneeId is { } assignee ? [assignee] : [], stop);
        var readers = await hours.ReadersAsync(desk.Select(person => person.Id), now, stop);
        var called = await hours.IsCalledAsync(one.Id, now, stop);
        var worker = desk.Find(person => person.IsNamed);
        foreach (var alarm in alarms)
        {
            var told = desk.Where(person => person == worker || IsTold(person, alarm, worker is null)).Select(person => readers[person.Id]).ToList();
            var inHands = called || told.Exists(reader => reader.OnCall);
            foreach (var reader in told)
                await notices.AddAsync(reader.Person.Id, one.Id, new(alarm.Kind, alarm.Milestone, alarm.Step, alarm.DueAt, alarm.Late), NoticeRules.DueAt(reader, one.Severity, inHands, now), stop);
        }
    }

    private static bool IsTold(DeskRecipient person, FiredAlarm alarm, bool nobodyWorks) => person.Answers && (alarm.Kind == "breach" || alarm.Kind == "warning" && nobodyWorks);
}
