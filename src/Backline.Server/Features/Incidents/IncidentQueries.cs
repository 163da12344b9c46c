using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Incidents;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Incidents;

public sealed record IncidentRow(Guid Id, string Number, string Title, IncidentState State, int Cases, int Accounts, DateTimeOffset OpenedAt, long Version);

public sealed record IncidentCaseView(Guid Id, string Number, string Subject, Severity Severity, string State, Guid AccountId, string Account, DateTimeOffset OpenedAt);

/// <param name="Why">What it shares: model, site, software, cloud-partner or words.</param>
/// <param name="Reported">Whoever asked says that it is of this incident.</param>
public sealed record RelatedCase(Guid Id, string Number, string Subject, Severity Severity, Guid AccountId, string Account, DateTimeOffset OpenedAt, IReadOnlyList<string> Why, bool Reported);

/// <param name="Kind">opened, described, declared, mitigated, resolved, dismissed, linked, unlinked, told or reviewed.</param>
/// <param name="Cases">How many cases it reached.</param>
public sealed record IncidentEventView(DateTimeOffset At, string Kind, string Author, string Text, int Cases)
{
    internal long Seq { get; init; }
}

public sealed record IncidentView(
    Guid Id, string Number, string Title, string PublicText, IncidentState State, string? Workaround, string? Reason, string? Note, Guid? ModelId, string? Model, Guid? CloudPartnerId, string? CloudPartner, string OpenedBy,
    DateTimeOffset OpenedAt, DateTimeOffset? DeclaredAt, DateTimeOffset? MitigatedAt, DateTimeOffset? EndedAt, DateTimeOffset? NextWordAt, IReadOnlyList<IncidentCaseView> Cases, long Version) : IVersioned;

/// <summary>What whoever asked sees of an incident, at the case.</summary>
/// <param name="IncidentId">For those of the desk; null for others.</param>
/// <param name="Text">What was known when it was declared.</param>
/// <param name="Said">What was said last to all its cases: a message, the workaround or the end; null: nothing yet.</param>
public sealed record KnownIncident(Guid? IncidentId, string Number, string Text, IncidentState State, string? Said, DateTimeOffset? SaidAt);

/// <summary>Reads of major incidents.</summary>
internal sealed class IncidentQueries(Session session, CaseQueries cases, TimeProvider time)
{
    private const int MostCases = 500;
    private static readonly string[] shared = ["model", "site", "software", "cloud-partner", "words"];

    /// <summary>Cases opened that long around are looked at.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromHours(24);

    /// <summary>Of the reader's desk, the newest first.</summary>
    /// <param name="state">active (neither resolved nor dismissed), or a state; null: all.</param>
    public async Task<Page<IncidentRow>> ListAsync(string? state, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(state, "state", ["active", .. Words.All<IncidentState>()]).ThrowIfAny();
        var place = Cursor.At(cursor, 1);
        var where = Of(session.Reader).AddIf(state == "active", "i.ended_at is null").AddIf(!string.IsNullOrEmpty(state) && state != "active", "i.state = {0}", state)
            .AddIf(place.Values is not null, $"i.id {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetGuid());
        var rows = await session.ListAsync(
            $"""
            select i.id, i.number, i.title, i.state, (select count(*) from major_incident_case l where l.incident_id = i.id), (select count(distinct l.account_id) from major_incident_case l where l.incident_id = i.id), i.opened_at, i.version
            from major_incident i {where.Where} order by i.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}
            """, row => new IncidentRow(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<IncidentState>(row.GetString(3)), (int)row.GetInt64(4), (int)row.GetInt64(5), row.GetFieldValue<DateTimeOffset>(6), row.GetInt64(7)), stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<IncidentView> GetAsync(Guid id, CancellationToken stop)
    {
        var found = await session.FirstAsync(
            """
            select i.id, i.number, i.title, i.public_text, i.state, i.workaround, i.reason, i.note, i.model_id, m.name, i.cloud_partner_id, p.name, i.opened_by, i.opened_at, i.declared_at, i.mitigated_at, i.ended_at, i.version, i.next_word_at
            from major_incident i left join model m on m.id = i.model_id left join cloud_partner p on p.id = i.cloud_partner_id where i.id = $1
            """, Row, stop, id) ?? throw new NotFoundException("incident", id);
        return found with { Cases = await CasesAsync("join major_incident_case l on c.account_id = l.account_id and c.id = l.case_id where l.incident_id = $1", id, stop) };
    }

    /// <summary>Cases that somebody chose, to begin an incident from.</summary>
    public Task<List<IncidentCaseView>> ChosenAsync(IEnumerable<Guid> ids, CancellationToken stop) => CasesAsync("where c.id = any ($1)", ids.ToArray(), stop);

    private Task<List<IncidentCaseView>> CasesAsync(string which, object of, CancellationToken stop) => session.ListAsync(
        $"select c.id, c.number, c.subject, c.severity, c.state, c.account_id, coalesce(a.name, c.account_name), c.opened_at from support_case c left join account a on a.account_id = c.account_id {which} order by c.id limit $2",
        row => new IncidentCaseView(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<Severity>(row.GetString(3)), row.GetString(4), row.GetGuid(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7)), stop, of, MostCases);

    /// <summary>What happened, the newest first.</summary>
    public async Task<Page<IncidentEventView>> EventsAsync(Guid id, string? cursor, int limit, CancellationToken stop)
    {
        await GetAsync(id, stop);
        var place = Cursor.At(cursor, 1);
        var where = new Conditions().Add("incident_id = {0}", id).AddIf(place.Values is not null, $"seq {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetInt64());
        var rows = await session.ListAsync($"select at, kind, author, body, cases, seq from major_incident_event {where.Where} order by seq {place.Way(descending: true)} limit {where.Arg(limit + 1)}",
            row => new IncidentEventView(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4)) { Seq = row.GetInt64(5) }, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Seq));
    }

    /// <summary>Open cases of the desk that may have the same cause, the likeliest first: those whose asker says so, then of the same model, site, software or cloud partner, or of the same words, opened within a day.</summary>
    public async Task<IReadOnlyList<RelatedCase>> RelatedAsync(Guid id, CancellationToken stop)
    {
        var incident = await GetAsync(id, stop);
        // one or two letters begin half of all words, but two syllables of Korean are a word
        var words = string.Join(" | ", (SearchWords.Of(incident.Title)?.Split(" & ") ?? []).Where(word => word.Count(char.IsLetterOrDigit) > 2 || word.Any(letter => letter >= '\u1100')));
        var from = incident.Cases.Select(one => one.OpenedAt).Append(incident.OpenedAt).Min() - Near;
        var partner = session.Reader.Side == Side.Partner;
        var rows = await session.ListAsync(
            """
            with linked as (select c.model_id, c.site_id, d.software_version from major_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id left join device d on d.account_id = c.account_id and d.id = c.device_id where l.incident_id = $1),
            near as (
                select c.*, words_of(lower(c.subject)) as own_words from support_case c where c.state in ('open', 'waiting') and c.opened_at between $2 and $3 and c.tier = $4 and ($4 = 'vendor' or c.front_id = $5)
                    and not exists (select from major_incident_case l where l.account_id = c.account_id and l.case_id = c.id and l.incident_id = $1) order by c.id desc limit 2000),
            -- what every second case says tells nothing of the cause
            rare as (select word from unnest($9::text[]) word where (select count(*) from near n where n.own_words @@ to_tsquery('simple', word)) * 2 <= (select count(*) from near)),
            judged as (
                select n.*, n.model_id in (select model_id from linked union select $6) as like_model, n.site_id in (select site_id from linked) as like_site,
                    d.software_version <> '' and d.software_version in (select software_version from linked) as like_software,
                    exists (select from cloud_incident_case k join cloud_incident i on i.account_id = k.account_id and i.id = k.incident_id where k.account_id = n.account_id and k.case_id = n.id and i.cloud_partner_id = $7) as like_cloud,
                    $8 <> '' and n.own_words @@ to_tsquery('simple', nullif($8, '')) as like_words,
                    exists (select from major_incident_report r where r.account_id = n.account_id and r.case_id = n.id and r.incident_id = $1) as reported,
                    exists (select from rare where n.own_words @@ to_tsquery('simple', rare.word)) as like_rare
                from near n left join device d on d.account_id = n.account_id and d.id = n.device_id)
            select j.id, j.number, j.subject, j.severity, j.account_id, coalesce(a.name, j.account_name), j.opened_at, coalesce(like_model, false), coalesce(like_site, false), coalesce(like_software, false), coalesce(like_cloud, false), coalesce(like_words, false), reported
            from judged j left join account a on a.account_id = j.account_id
            where reported or coalesce(like_model, false) or coalesce(like_site, false) or coalesce(like_software, false) or coalesce(like_cloud, false) or coalesce(like_words, false)
            order by reported desc, coalesce(like_cloud, false)::int * 3 + coalesce(like_software, false)::int * 3 + coalesce(like_site, false)::int * 2 + coalesce(like_model, false)::int * 2 + like_rare::int * 2 desc, j.id desc limit 50
            """, row => new RelatedCase(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<Severity>(row.GetString(3)), row.GetGuid(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6),
                [.. shared.Where((_, place) => row.GetBoolean(7 + place))], row.GetBoolean(7 + shared.Length)), stop,
            id, from, incident.EndedAt ?? time.GetUtcNow(), partner ? "partner" : "vendor", Parameters.OrNull(session.Reader.PartnerId), Parameters.OrNull(incident.ModelId), Parameters.OrNull(incident.CloudPartnerId), words, words.Split(" | ", StringSplitOptions.RemoveEmptyEntries));
        return rows;
    }

    /// <summary>The incidents a case belongs to, as its reader sees them; a candidate is the desk's thought, and nobody else's.</summary>
    /// <exception cref="NotFoundException">The reader does not see the case.</exception>
    public async Task<IReadOnlyList<KnownIncident>> OfCaseAsync(Guid caseId, CancellationToken stop)
    {
        var reader = session.Reader;
        if (!await cases.IsSeenAsync(caseId, stop)) throw new NotFoundException("case", caseId);
        return await session.ListAsync(
            $"""
            select case when $6 and (l.tier = 'vendor') = $2 then l.incident_id end, l.number, l.public_text, l.state, l.said, l.said_at from major_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
            where l.case_id = $1 and ($3 or {CaseQueries.SeenBy("c", "$4", "$5")}) and (($6 and (l.tier = 'vendor') = $2) or l.state in ('declared', 'mitigated', 'resolved')) order by l.incident_id desc
            """, row => new KnownIncident(row.Nullable<Guid>(0), row.GetString(1), row.GetString(2), Words.Parse<IncidentState>(row.GetString(3)), row.Text(4), row.Nullable<DateTimeOffset>(5)), stop,
            caseId, reader.IsVendor, reader.IsVendor, Parameters.OrNull(reader.PersonId), reader.Name, reader.Side != Side.Customer);
    }

    /// <exception cref="NotFoundException"/>
    public async Task<long> VersionAsync(Guid id, CancellationToken stop) => await session.ScalarAsync<long>("select version from major_incident where id = $1", stop, id) is > 0 and var version ? version : throw new NotFoundException("incident", id);

    private static Conditions Of(Reader reader) => reader.Side == Side.Partner ? new Conditions().Add("i.desk_id = {0}", reader.PartnerId) : reader.IsProgramme ? new() : new Conditions().Add("i.desk_id is null");

    private static IncidentView Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), Words.Parse<IncidentState>(row.GetString(4)), row.Text(5), row.Text(6), row.Text(7), row.Nullable<Guid>(8), row.Text(9), row.Nullable<Guid>(10), row.Text(11), row.GetString(12),
        row.GetFieldValue<DateTimeOffset>(13), row.Nullable<DateTimeOffset>(14), row.Nullable<DateTimeOffset>(15), row.Nullable<DateTimeOffset>(16), row.Nullable<DateTimeOffset>(18), [], row.GetInt64(17));
}
