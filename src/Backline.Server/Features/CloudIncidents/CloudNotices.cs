using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Tells those of the desk what an incident with a cloud partner wants of them, with their alarms and in their hours.</summary>
internal sealed class CloudNotices(Session session, CloudIncidentRecords records, CaseNoticeOperations notices, NoticeHours hours)
{
    /// <summary>Somebody asks for one. Whichever node does it, each wish is told once.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> TellNextWishAsync(CancellationToken stop)
    {
        if (await session.ScalarAsync<Guid?>("select id from cloud_incident where wish_untold order by id limit 1 for update skip locked", stop) is not { } id) return false;
        await session.ExecuteAsync("update cloud_incident set wish_untold = false where id = $1", stop, id);
        var incident = await records.LoadAsync(id, version: null, stop);
        if (incident.EndedAt is null) await TellAsync(incident, "cloud-wish", incident.AskedAt ?? records.Now, stop);
        return true;
    }

    /// <summary>The cloud partner's program said something, which stays with the desk until somebody passes it on.</summary>
    public Task TellSaidAsync(CloudIncident incident, CancellationToken stop) => TellAsync(incident, "cloud-said", records.Now, stop);

    private async Task TellAsync(CloudIncident incident, string kind, DateTimeOffset at, CancellationToken stop)
    {
        foreach (var one in await records.LinkedAsync(incident, stop)) await TellAsync(one, incident.OwnerId ?? one.AssigneeId, kind, at, stop);
    }

    private async Task TellAsync(LinkedCase one, Guid? worker, string kind, DateTimeOffset at, CancellationToken stop)
    {
        var severity = Words.Parse<Severity>(await session.ScalarAsync<string>("select severity from support_case where account_id = $1 and id = $2", stop, one.AccountId, one.Id));
        var readers = (await hours.ReadersAsync(await PeopleAsync(worker, stop), records.Now, stop)).Values;
        var inHands = readers.Any(reader => reader.OnCall);
        foreach (var reader in readers)
            await notices.AddAsync(reader.Person.Id, one.Id, new(kind, "resolution", 0, at, Late: false), NoticeRules.DueAt(reader, severity, inHands, records.Now), stop);
    }

    // whoever looks after it or works on the case; nobody does: those who answer for the service, and those on duty
    private Task<List<Guid>> PeopleAsync(Guid? worker, CancellationToken stop) => session.ListAsync(
        """
        with duty as (select y.person_id from desk_duty y join person p on p.id = y.person_id
            where duty_holds(y.from_day, y.until_day, p.time_zone, $2)),
        desk as (select p.id, p.role from person p where p.disabled_at is null and p.email is not null and p.account_id is null and p.partner_id is null)
        select p.id from desk p
        where case when exists (select from desk where id = $1) then p.id = $1 else p.role = 'service-manager' or p.id in (select person_id from duty) end order by p.id limit 50
        """, row => row.GetGuid(0), stop, Parameters.OrNull(worker), records.Now);
}
