using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Who may be invited to a joint call, and who may want to be.</summary>
internal sealed class CloudCallPeople(Session session, CloudIncidentRecords records)
{
    /// <summary>Who may want to be in a call, and can be invited: those who asked in its cases, those who work on them, and whoever plans it.</summary>
    public async Task<IReadOnlyList<CallParticipant>> LikelyAsync(Guid incidentId, CancellationToken stop)
    {
        var (incident, likely) = (await records.LoadAsync(incidentId, version: null, stop), await ConcernedAsync(incidentId, stop));
        var guests = await GuestsAsync(incident, likely, stop);
        return [.. likely.Where(person => incident.WhyNotInvite(guests[person.Email!.ToLowerInvariant()], person.Email) is null)];
    }

    private async Task<IReadOnlyList<CallParticipant>> ConcernedAsync(Guid incidentId, CancellationToken stop) => [.. (await session.ListAsync(
        """
        with linked as (select c.* from cloud_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id where l.incident_id = $1)
        select name, email from (
            select p.name, p.email, 1 as place from linked c join person p on p.id = c.opened_by_id and p.disabled_at is null
            union all select k.name, k.email, 2 from linked c join contact k on k.account_id = c.account_id and k.id = c.contact_id
            union all select p.name, p.email, 3 from linked c join person p on p.id = c.assignee_id and p.disabled_at is null
            union all select name, email, 4 from person where id = $2) likely
        where email <> '' order by place, name limit 20
        """, row => new CallParticipant(row.GetString(0), row.GetString(1)), stop, incidentId, Parameters.OrNull(session.Reader.PersonId))).DistinctBy(person => person.Email, StringComparer.OrdinalIgnoreCase)];

    /// <exception cref="InvalidInputException"><c>cloud-call.of-others</c>: of another customer or partner; <c>cloud-call.partner-decides</c>: of a customer whose partner has not asked.</exception>
    public async Task RefuseAsync(CloudIncident incident, CloudCallInput call, CancellationToken stop)
    {
        var (guests, errors) = (await GuestsAsync(incident, call.Participants!, stop), new InputErrors());
        for (var i = 0; i < call.Participants!.Count; i++)
            if (call.Participants[i].Email is { } email && incident.WhyNotInvite(guests[email.ToLowerInvariant()], email) is { } refusal) errors.Refuse(true, $"/participants/{i}/email", refusal.Code, refusal.Args);
        errors.ThrowIfAny();
    }

    // known by the address, as a person or a contact; an address that nobody has is of the house that it belongs to
    private async Task<Dictionary<string, CloudCallGuest>> GuestsAsync(CloudIncident incident, IReadOnlyList<CallParticipant> people, CancellationToken stop) => (await session.ListAsync(
        """
        with asked as (select distinct lower(email) as email, split_part(lower(email), '@', 2) as house from unnest($1::text[]) as one(email)),
        known as (
            select lower(p.email) as email, case when p.account_id = $2 then 'customer' when p.account_id is not null then 'others' when p.partner_id is null then 'vendor' when p.partner_id = $3 then 'partner' else 'others' end as guest
                from person p where p.disabled_at is null
            union all select lower(k.email), 'customer' from contact k where k.account_id = $2 and k.email <> '')
        select a.email, coalesce((select k.guest from known k where k.email = a.email order by k.guest = 'customer' desc limit 1),
            (select k.guest from known k where k.guest <> 'others' and split_part(k.email, '@', 2) = a.house order by k.guest = 'customer' limit 1), 'elsewhere') from asked a
        """, row => (Email: row.GetString(0), Guest: Words.Parse<CloudCallGuest>(row.GetString(1))), stop,
        people.Select(person => person.Email).OfType<string>().ToArray(), incident.AccountId, Parameters.OrNull(incident.FrontId ?? incident.PartnerId))).ToDictionary(one => one.Email, one => one.Guest);
}
