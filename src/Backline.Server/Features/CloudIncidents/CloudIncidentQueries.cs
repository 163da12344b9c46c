using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.CloudIncidents;

/// <param name="State">active (neither resolved, referred nor withdrawn), silent, or a state.</param>
public sealed record CloudIncidentFilter(string? State = null, Guid? AccountId = null, Guid? CloudPartnerId = null, Guid? CaseId = null);

public sealed record CloudIncidentRow(
    Guid Id, string Number, Guid AccountId, string Account, Guid CloudPartnerId, string CloudPartner, CloudIncidentState State, string? ExternalNumber, string? Owner, DateTimeOffset ConsideredAt, DateTimeOffset? NextContactAt,
    DateTimeOffset? SilentAt, long Version);

/// <param name="Text">What is missing, and what mends it, in words.</param>
/// <param name="Mend">Where it is mended: papers, asking, findings or partner.</param>
public sealed record MissingCondition(string Code, string Text, string Mend);

public sealed record CloudCaseView(Guid Id, string Number, string Subject, string State);

/// <summary>How a program that opens and follows an incident fares.</summary>
public sealed record CloudLinkView(DateTimeOffset? NextAt, int Attempts, string? LastError, DateTimeOffset? LastAnswerAt);

/// <summary>One incident as its reader sees it.</summary>
/// <param name="Findings">From the request on; before it they are the vendor's.</param>
/// <param name="NumberFits">Whether the number has the shape this cloud partner's numbers have; null: none is known.</param>
/// <param name="Missing">What keeps it from being requested at the cloud partner (EC-1 to EC-3).</param>
/// <param name="Connector">Whether a program can open and follow it there; for the vendor alone.</param>
/// <param name="Link">How the program that follows it fares; for the vendor alone.</param>
/// <param name="Together">How many incidents of other accounts are one with it; for the vendor alone.</param>
public sealed record CloudIncidentView(
    Guid Id, string Number, Guid AccountId, string Account, Guid CloudPartnerId, string CloudPartner, CloudIncidentState State, bool Fronted, string? Findings, CloudRequester? AskedBy, DateTimeOffset? AskedAt, bool AsSpecified,
    string? ExternalNumber, string? ExternalUrl, bool? NumberFits, string? ExternalSeverity, string? Workaround, string? Reason, Guid? OwnerId, string? Owner, DateTimeOffset ConsideredAt, DateTimeOffset? RequestedAt,
    DateTimeOffset? OpenedAt, DateTimeOffset? LastContactAt, DateTimeOffset? NextContactAt, DateTimeOffset? SilentAt, DateTimeOffset? EndedAt, bool PermitsFollowing, IReadOnlyList<MissingCondition> Missing,
    IReadOnlyList<CloudPaperView> Papers, IReadOnlyList<CloudCaseView> Cases, int? Together, bool? Connector, CloudLinkView? Link, long Version) : IVersioned
{
    /// <summary>Whether the customer may hear of it.</summary>
    internal bool IsLetAcross { get; init; }
}

/// <param name="Kind">considered, asked, noted, owner, program, requested, opened, renumbered, moved, said, contact, silent, workaround, resolved, referred, withdrawn, linked, or of a joint call: call (planned), call-moved, call-cancelled or call-held.</param>
public sealed record CloudEventView(DateTimeOffset At, string Kind, bool Internal, string Author, string Text)
{
    internal long Seq { get; init; }
}

/// <summary>A cloud partner that looks into a case.</summary>
/// <param name="Id">Of the incident.</param>
internal sealed record InvolvedPartner(Guid Id, string Name);

/// <summary>The number of an incident at the cloud partner, as it stands at a case.</summary>
public sealed record CloudNumberView(string CloudPartner, string ExternalNumber, string? ExternalUrl, CloudIncidentState State, DateTimeOffset OpenedAt);

/// <summary>The same, in a list of many cases.</summary>
internal sealed record CaseNumberView(Guid CaseId, string Case, string Subject, string CloudPartner, string ExternalNumber, CloudIncidentState State, DateTimeOffset OpenedAt);

/// <summary>A case whose cloud partner says nothing.</summary>
public sealed record SilentCloudPartner(Guid CaseId, Guid AccountId, Guid IncidentId, string CloudPartner, DateTimeOffset Since);

/// <summary>Reads of incidents with cloud partners.</summary>
internal sealed class CloudIncidentQueries(Session session, CloudPartnerQueries partners, CloudPaperQueries papers, CloudIncidentRecords records, ProblemTexts texts)
{
    private const string RowColumns = "i.id, i.number, i.account_id, a.name, i.cloud_partner_id, coalesce(p.name, ''), i.state, i.external_number, shown_name(i.owner), i.considered_at, i.next_contact_at, i.silent_at, i.version";
    private const string From = "from cloud_incident i join account a on a.account_id = i.account_id left join cloud_partner p on p.id = i.cloud_partner_id";

    /// <summary>The newest first.</summary>
    public async Task<Page<CloudIncidentRow>> ListAsync(CloudIncidentFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.State, "state", ["active", "silent", .. Words.All<CloudIncidentState>()]).ThrowIfAny();
        var (place, reader) = (Cursor.At(cursor, 1), session.Reader);
        var where = new Conditions().AddIf(reader.Side == Side.Partner, "i.served_id = {0}", reader.PartnerId).AddIf(reader.Listed(filter.AccountId) is not null, "i.account_id = {0}", reader.Listed(filter.AccountId))
            .AddIf(filter.CloudPartnerId is not null, "i.cloud_partner_id = {0}", filter.CloudPartnerId)
            .AddIf(filter.CaseId is not null, "(i.account_id, i.id) in (select l.account_id, l.incident_id from cloud_incident_case l where l.case_id = {0})", filter.CaseId)
            .AddIf(filter.State == "active", "i.ended_at is null").AddIf(filter.State == "silent", "i.silent_at is not null")
            .AddIf(!string.IsNullOrEmpty(filter.State) && filter.State is not ("active" or "silent"), "i.state = {0}", filter.State)
            .AddIf(place.Values is not null, $"i.id {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetGuid());
        var rows = await session.ListAsync($"select {RowColumns} {From} {where.Where} order by i.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<CloudIncidentView> GetAsync(Guid id, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version: null, stop);
        var (account, owner, together) = await session.FirstAsync(
            "select a.name, shown_name(i.owner), (select count(*) from cloud_incident o where o.shared_id = i.shared_id and o.id <> i.id) from cloud_incident i join account a on a.account_id = i.account_id where i.id = $1",
            row => (row.GetString(0), row.Text(1), row.GetInt64(2)), stop, id);
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        var missing = incident.State == CloudIncidentState.Considered ? CloudConditions.Missing(await records.QuestionAsync(incident, partner, stop)) : [];
        var cases = await session.ListAsync(
            $"""
            select c.id, c.number, c.subject, c.state from cloud_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
            where l.account_id = $1 and l.incident_id = $2 and ($3 or {CaseQueries.SeenBy("c", "$4", "$5")}) order by c.id limit 200
            """, row => new CloudCaseView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3)), stop, incident.AccountId, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
        var vendor = session.Reader.IsVendor;
        return new(
            incident.Id, incident.Number, incident.AccountId, account, partner.Id, partner.Name, incident.State, incident.FrontId is not null, vendor || incident.RequestedAt is not null || incident.State == CloudIncidentState.Referred ? incident.Findings : null,
            incident.AskedBy, incident.AskedAt, incident.AsSpecified, incident.ExternalNumber, incident.ExternalUrl?.ToString(), incident.ExternalNumber is { } number ? CloudPartnerOperations.Fits(partner.NumberPattern, number) : null,
            incident.ExternalSeverity, incident.Workaround, incident.Reason, vendor ? incident.OwnerId : null, owner, incident.ConsideredAt, incident.RequestedAt, incident.OpenedAt, incident.LastContactAt, incident.NextContactAt,
            incident.SilentAt, incident.EndedAt, partner.PermitsFollowing, [.. missing.Select(refusal => new MissingCondition(refusal.Code, Said(refusal), MendOf(refusal.Code)))],
            await papers.OfAsync(incident.AccountId, partner.Id, stop), cases, vendor ? (int)together : null, partner.Connector, vendor ? await LinkAsync(incident, stop) : null, incident.Version) { IsLetAcross = incident.IsLetAcross };
    }

    /// <exception cref="NotFoundException"/>
    public async Task<long> VersionAsync(Guid id, CancellationToken stop) =>
        await session.ScalarAsync<long>("select version from cloud_incident where id = $1", stop, id) is > 0 and var version ? version : throw new NotFoundException("cloud-incident", id);

    /// <summary>What happened, the newest first.</summary>
    public async Task<Page<CloudEventView>> EventsAsync(Guid id, string? cursor, int limit, CancellationToken stop)
    {
        var account = await session.FirstAsync("select account_id from cloud_incident where id = $1", row => row.Nullable<Guid>(0), stop, id) ?? throw new NotFoundException("cloud-incident", id);
        var place = Cursor.At(cursor, 1);
        var where = new Conditions().Add("account_id = {0}", account).Add("incident_id = {0}", id).AddIf(place.Values is not null, $"seq {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetInt64());
        var rows = await session.ListAsync($"select at, kind, internal, shown_name(author), body, seq from cloud_incident_event {where.Where} order by seq {place.Way(descending: true)} limit {where.Arg(limit + 1)}",
            row => new CloudEventView(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), row.GetString(4)) { Seq = row.GetInt64(5) }, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Seq));
    }

    /// <summary>Whose incidents about a case are not over.</summary>
    public async Task<IReadOnlyList<InvolvedPartner>> InvolvedAsync(Guid caseId, CancellationToken stop) => await session.ListAsync(
        """
        select i.id, p.name from cloud_incident_case l join cloud_incident i on i.account_id = l.account_id and i.id = l.incident_id join cloud_partner p on p.id = i.cloud_partner_id
        where l.case_id = $1 and i.ended_at is null order by i.id limit 5
        """, row => new InvolvedPartner(row.GetGuid(0), row.GetString(1)), stop, caseId);

    /// <summary>The incidents a case is about, the newest first.</summary>
    public async Task<IReadOnlyList<CloudIncidentView>> OfCaseAsync(Guid caseId, CancellationToken stop)
    {
        var ids = await session.ListAsync("select incident_id from cloud_incident_case where case_id = $1 order by incident_id desc limit 10", row => row.GetGuid(0), stop, caseId);
        var views = new List<CloudIncidentView>();
        foreach (var id in ids) views.Add(await GetAsync(id, stop));
        return views;
    }

    /// <summary>The numbers at cloud partners that stand at a case, also where the incident itself is the partner's business (EC-2).</summary>
    public Task<List<CloudNumberView>> NumbersAsync(Guid caseId, CancellationToken stop) => session.ListAsync(
        $"""
        select coalesce(p.name, ''), n.external_number, n.external_url, n.state, n.opened_at from cloud_incident_number n left join cloud_partner p on p.id = n.cloud_partner_id
        where n.case_id = $1 and exists (select from support_case c where c.id = n.case_id and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})) order by n.opened_at desc limit 50
        """, row => new CloudNumberView(row.GetString(0), row.GetString(1), row.Text(2), Words.Parse<CloudIncidentState>(row.GetString(3)), row.GetFieldValue<DateTimeOffset>(4)), stop,
        caseId, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);

    /// <summary>The numbers at the cases of a customer whom a partner fronts: the incidents themselves are the partner's business (EC-2). The newest first.</summary>
    public Task<List<CaseNumberView>> FrontedNumbersAsync(CancellationToken stop) => session.ListAsync(
        $"""
        select n.case_id, c.number, c.subject, coalesce(p.name, ''), n.external_number, n.state, n.opened_at from cloud_incident_number n
            join support_case c on c.account_id = n.account_id and c.id = n.case_id left join cloud_partner p on p.id = n.cloud_partner_id
        where n.account_id = $1 and n.front_id is not null and {CaseQueries.SeenBy("c", "$2", "$3")} order by n.opened_at desc, n.case_id limit 200
        """, row => new CaseNumberView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Words.Parse<CloudIncidentState>(row.GetString(5)), row.GetFieldValue<DateTimeOffset>(6)), stop,
        Parameters.OrNull(session.Reader.AccountId), Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);

    /// <summary>The open cases whose cloud partner was due to say something before then and has not: one of the reasons to escalate.</summary>
    public Task<List<SilentCloudPartner>> SilentAsync(DateTimeOffset before, CancellationToken stop) => session.ListAsync(
        """
        select l.case_id, i.account_id, i.id, p.name, i.silent_at from cloud_incident i join cloud_incident_case l on l.account_id = i.account_id and l.incident_id = i.id
            join cloud_partner p on p.id = i.cloud_partner_id join support_case c on c.account_id = l.account_id and c.id = l.case_id
        where i.silent_at is not null and i.silent_at <= $1 and i.ended_at is null and c.state in ('open', 'waiting') order by i.silent_at, l.case_id limit 1000
        """, row => new SilentCloudPartner(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)), stop, before.ToUniversalTime());

    /// <summary>Those whose cloud partner is silent past its own clock, the longest first.</summary>
    /// <param name="managerId">Of the accounts this success manager looks after; null: of all.</param>
    public Task<List<CloudIncidentRow>> SilentAsync(Guid? managerId, int most, CancellationToken stop) => session.ListAsync(
        $"select {RowColumns} {From} where i.silent_at is not null and i.ended_at is null and ($1::uuid is null or a.success_manager_id = $1) order by i.silent_at, i.id limit $2", Row, stop, Parameters.OrNull(managerId), most);

    private Task<CloudLinkView?> LinkAsync(CloudIncident incident, CancellationToken stop) => session.FirstAsync(
        "select due_at, attempts, last_error, last_answer_at from cloud_link where incident_id = $1",
        row => new CloudLinkView(row.GetFieldValue<DateTimeOffset>(0) is var due && due.Year < 9999 ? due : null, row.GetInt32(1), row.Text(2), row.Nullable<DateTimeOffset>(3)), stop, incident.Id);

    // to the customer, whose papers they are and who turns to one that is not approved, in the second person
    private string Said(Refusal refusal) => session.Reader.Side == Side.Customer && MendOf(refusal.Code) is "papers" or "partner" ? texts["own." + refusal.Code, refusal.Args] : texts.Of(refusal);

    private static string MendOf(string code) => code switch
    {
        "cloud-incident.partner-not-approved" => "partner",
        "cloud-incident.not-asked" or "cloud-incident.not-asked-by-partner" => "asking",
        "cloud-incident.not-as-specified" or "cloud-incident.findings-missing" => "findings",
        _ => "papers",
    };

    private static CloudIncidentRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetGuid(4), row.GetString(5), Words.Parse<CloudIncidentState>(row.GetString(6)), row.Text(7), row.Text(8), row.GetFieldValue<DateTimeOffset>(9),
        row.Nullable<DateTimeOffset>(10), row.Nullable<DateTimeOffset>(11), row.GetInt64(12));
}
