using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>Tells those of the desk a case lies on what it wants of them, with their alarms and in their hours.</summary>
internal sealed class DeskNotices(Session session, CaseNoticeOperations notices, NoticeHours hours, TimeProvider time)
{
    private sealed record Place(Severity Severity, Guid? FrontId);

    /// <param name="worker">Who looks after it. Null, or nobody of that desk: those are told who answer for the service, and those on duty.</param>
    /// <param name="kind">Of <see cref="CaseNotice"/>, as is the milestone.</param>
    public async Task TellAsync(Guid caseId, Guid? worker, string kind, string milestone, DateTimeOffset at, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var place = await session.FirstAsync("select severity, case when tier = 'partner' then front_id end from support_case where id = $1", row => new Place(Words.Parse<Severity>(row.GetString(0)), row.Nullable<Guid>(1)), stop, caseId) ?? throw new NotFoundException("case", caseId);
        var readers = (await hours.ReadersAsync(await PeopleAsync(place.FrontId, worker, now, stop), now, stop)).Values;
        var inHands = readers.Any(reader => reader.OnCall);
        foreach (var reader in readers)
            await notices.AddAsync(reader.Person.Id, caseId, new(kind, milestone, 0, at, Late: false), NoticeRules.DueAt(reader, place.Severity, inHands, now), stop);
    }

    private Task<List<Guid>> PeopleAsync(Guid? partner, Guid? worker, DateTimeOffset now, CancellationToken stop) => session.ListAsync(
        """
        with duty as (select y.person_id from desk_duty y join person p on p.id = y.person_id
            where duty_holds(y.from_day, y.until_day, p.time_zone, $2)),
        desk as (select p.id, p.role from person p where p.disabled_at is null and p.email is not null and p.account_id is null and p.partner_id is not distinct from $3)
        select p.id from desk p
        where case when exists (select from desk where id = $1) then p.id = $1 else p.role = any ($4) or p.id in (select person_id from duty) end order by p.id limit 50
        """, row => row.GetGuid(0), stop, Parameters.OrNull(worker), now, Parameters.OrNull(partner), new[] { Roles.ServiceManager, Roles.Partner });
}
