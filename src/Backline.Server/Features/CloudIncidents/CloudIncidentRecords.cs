using System.Globalization;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>A case an incident is about.</summary>
/// <param name="HandedFromId">The case at the partner's desk behind it.</param>
internal sealed record LinkedCase(Guid AccountId, Guid? PartnerId, Guid Id, string Number, string Tier, Guid? FrontId, string State, Guid? HandedFromId, Guid? AssigneeId, string? Assignee);

/// <summary>Loads incidents and keeps what happened to them.</summary>
internal sealed class CloudIncidentRecords(Session session, CloudPaperQueries papers, TimeProvider time)
{
    public static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CloudIncidentState[] numbered = [.. CloudIncident.WithPartner, CloudIncidentState.Resolved, CloudIncidentState.Withdrawn];

    /// <summary>In the microseconds that are kept.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <exception cref="NotFoundException"/>
    /// <exception cref="StaleVersionException"/>
    public async Task<CloudIncident> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        // the parts of a page of a case ask side by side
        var incident = await session.InTurnAsync(async () => await (await session.OpenAsync(stop)).Set<CloudIncident>().SingleOrDefaultAsync(one => one.Id == id, stop), stop) ?? throw new NotFoundException("cloud-incident", id);
        return version is null || version == incident.Version ? incident : throw new StaleVersionException();
    }

    /// <summary>
    /// The incident and those that are one with it at the cloud partner and not over, itself first; of other accounts as well, so only the vendor asks. What
    /// happens to one happens to all: one unit of work at a time.
    /// </summary>
    /// <exception cref="NotFoundException"/>
    /// <exception cref="StaleVersionException"/>
    /// <exception cref="RefusedException"><c>cloud-incident.not-your-desk</c></exception>
    public async Task<IReadOnlyList<CloudIncident>> LoadTogetherAsync(Guid id, long? version, CancellationToken stop)
    {
        var one = await session.ScalarAsync<Guid?>("select shared_id from cloud_incident where id = $1", stop, id);
        if (one is { } number) await session.OneAtATimeAsync("cloud-incidents together", number, stop);
        var incident = await LoadAsync(id, version, stop);
        WhyNotWork(incident).ThrowIfRefused();
        if (incident.SharedId is not { } shared) return [incident];
        var db = await session.OpenAsync(stop);
        var others = await db.Set<CloudIncident>().Where(one => one.SharedId == shared && one.Id != incident.Id && one.EndedAt == null).OrderBy(one => one.Id).ToListAsync(stop);
        return [incident, .. others];
    }

    public async Task<CloudIncident> AddAsync(LinkedCase about, Guid cloudPartnerId, string findings, CancellationToken stop)
    {
        var number = await session.ScalarAsync<long>("select nextval('cloud_incident_number_seq')", stop);
        var incident = CloudIncident.Consider(about.AccountId, about.PartnerId, $"CI-{Now.Year.ToString(CultureInfo.InvariantCulture)}-{number.ToString("000000", CultureInfo.InvariantCulture)}", cloudPartnerId, findings, Now, about.FrontId);
        var db = await session.OpenAsync(stop);
        db.Add(incident).Property(CloudIncidentMapping.AlarmAt).CurrentValue = Never;
        await db.SaveChangesAsync(stop);
        return incident;
    }

    /// <summary>Keeps it with what happened, and shows the number where it is to be seen.</summary>
    /// <param name="author">Whose words or deed it was, where it was not the reader's.</param>
    public async Task KeepAsync(CloudIncident incident, string kind, string text, bool isInternal, CancellationToken stop, object? details = null, string? author = null)
    {
        var db = await session.OpenAsync(stop);
        // it sounds once: what is due by now has sounded
        db.Entry(incident).Property(CloudIncidentMapping.AlarmAt).CurrentValue = incident.NextContactAt is { } next && next > Now ? next : Never;
        await db.SaveChangesAsync(stop);
        await session.ExecuteAsync("insert into cloud_incident_event (account_id, partner_id, incident_id, front_id, at, kind, internal, author, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", stop,
            incident.AccountId, Parameters.OrNull(incident.PartnerId), incident.Id, Parameters.OrNull(incident.FrontId), Now, kind, isInternal, author ?? session.Reader.Name, text);
        await ShowNumberAsync(incident, stop);
        session.Audit(isInternal ? Act.OnProgramme("cloud-incident." + kind, "cloud-incident", incident.Id, incident.Number, after: details)
            : incident.FrontId is { } front && session.Reader.Side != Side.Customer
            ? Act.OnPartner(front, "cloud-incident." + kind, "cloud-incident", incident.Id, incident.Number, after: details)
            : new(incident.AccountId, incident.PartnerId, "cloud-incident." + kind, "cloud-incident", incident.Id, incident.Number, After: details));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<LinkedCase> CaseAsync(Guid id, CancellationToken stop) => (await CasesAsync(
        $"c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})", stop, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name)).FirstOrDefault() ?? throw new NotFoundException("case", id, "/caseId");

    /// <summary>Whether a case may have an incident with the partner.</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.at-partner-desk</c>, <c>cloud-incident.case-closed</c>, <c>cloud-incident.exists</c></exception>
    public async Task RefuseCaseAsync(LinkedCase about, CloudPartnerView partner, CancellationToken stop)
    {
        Refusal? refusal = about.Tier != "vendor" ? new("cloud-incident.at-partner-desk", about.Number)
            : about.State == "closed" ? new("cloud-incident.case-closed", about.Number)
            : await session.ScalarAsync<bool>(
                """
                select exists (select from cloud_incident_case l join cloud_incident i on i.account_id = l.account_id and i.id = l.incident_id
                    where l.case_id = $1 and i.cloud_partner_id = $2 and i.ended_at is null)
                """, stop, about.Id, partner.Id) ? new("cloud-incident.exists", about.Number, partner.Name) : null;
        refusal.ThrowIfRefused();
    }

    /// <summary>The cases it is about, the oldest first.</summary>
    public Task<List<LinkedCase>> LinkedAsync(CloudIncident incident, CancellationToken stop) =>
        CasesAsync("c.account_id = $1 and c.id in (select l.case_id from cloud_incident_case l where l.account_id = $1 and l.incident_id = $2)", stop, incident.AccountId, incident.Id);

    public Task<int> LinkAsync(CloudIncident incident, LinkedCase one, CancellationToken stop) => session.ExecuteAsync(
        "insert into cloud_incident_case (account_id, partner_id, incident_id, case_id, front_id, linked_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing", stop,
        incident.AccountId, Parameters.OrNull(incident.PartnerId), incident.Id, one.Id, Parameters.OrNull(incident.FrontId), Now);

    /// <summary>What the conditions are decided by, today at the customer's (EC-1 to EC-3).</summary>
    public async Task<CloudQuestion> QuestionAsync(CloudIncident incident, CloudPartnerView partner, CancellationToken stop)
    {
        var zone = await session.ScalarAsync<string>("select time_zone from account where account_id = $1", stop, incident.AccountId) ?? "UTC";
        var held = await papers.OfAsync(incident.AccountId, partner.Id, stop);
        return new(new(partner.Id, partner.Name, partner.Approval, partner.NeedsAuthority, partner.PermitsFollowing), [.. held.Select(paper => paper.ToPaper())],
            incident.AskedBy, incident.FrontId is not null, incident.AsSpecified, incident.Findings, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(Now, zone).DateTime));
    }

    /// <summary>From now on this person of the desk looks after it.</summary>
    public async Task OwnAsync(CloudIncident incident, Guid? person, string? name, CancellationToken stop)
    {
        incident.Own(person);
        (await session.OpenAsync(stop)).Entry(incident).Property(CloudIncidentMapping.Owner).CurrentValue = person is null ? null : name;
    }

    /// <summary>When the partner is to be heard of again: as asked, else after its usual time.</summary>
    /// <exception cref="InvalidInputException">What was asked for is past.</exception>
    public DateTimeOffset NextContact(DateTimeOffset? asked, CloudPartnerView partner)
    {
        if (asked is not { } given) return Now.AddMinutes(partner.ContactMinutes);
        if (HandPromise.IsFar(given, Now)) throw new InvalidInputException(new InputError("/nextContactAt", "cloud-incident.contact-far", HandPromise.Furthest.Days));
        return given > Now ? given.ToUniversalTime() : throw new InvalidInputException(new InputError("/nextContactAt", "cloud-incident.contact-past"));
    }

    public Refusal? WhyNotWork(CloudIncident incident) => session.Reader.IsVendor && session.Reader.May(Permissions.CasesWork) ? null : new("cloud-incident.not-your-desk", incident.Number);

    // also at the case of the partner's desk, where the customer reads it (EC-2)
    private async Task ShowNumberAsync(CloudIncident incident, CancellationToken stop)
    {
        if (incident is not { ExternalNumber: { } number, OpenedAt: { } opened } || !numbered.Contains(incident.State)) return;
        foreach (var one in await LinkedAsync(incident, stop))
            foreach (var shown in new[] { one.Id, one.HandedFromId }.OfType<Guid>())
                await session.ExecuteAsync(
                    """
                    insert into cloud_incident_number (account_id, partner_id, incident_id, case_id, front_id, cloud_partner_id, external_number, external_url, state, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    on conflict (account_id, case_id, incident_id) do update set external_number = excluded.external_number, external_url = excluded.external_url, state = excluded.state
                    """, stop, incident.AccountId, Parameters.OrNull(incident.PartnerId), incident.Id, shown, Parameters.OrNull(incident.FrontId), incident.CloudPartnerId, number,
                    Parameters.OrNull(incident.ExternalUrl?.ToString()), incident.State.Word(), opened);
    }

    private Task<List<LinkedCase>> CasesAsync(string where, CancellationToken stop, params object?[] args) => session.ListAsync(
        $"select c.account_id, c.partner_id, c.id, c.number, c.tier, c.front_id, c.state, c.handed_from_id, c.assignee_id, c.assignee from support_case c where {where} order by c.id",
        row => new LinkedCase(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.Nullable<Guid>(5), row.GetString(6), row.Nullable<Guid>(7), row.Nullable<Guid>(8), row.Text(9)), stop, args);
}
