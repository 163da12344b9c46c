using Backline.Domain.Common;
using Backline.Domain.Incidents;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Incidents;

/// <summary>A major incident that may concern the reader's accounts, in its public words alone.</summary>
/// <param name="OfVendor">The vendor knows of it; else the partner whose desk serves the reader.</param>
/// <param name="NextWordAt">When the desk says more; null: that was not promised.</param>
/// <param name="Said">What was said last to all its cases; null: nothing yet.</param>
/// <param name="CaseId">A customer's own case about it, the newest that the reader sees: where they told of it, else one that the desk linked. Null: none.</param>
/// <param name="Accounts">Of a partner's customers, the first three it may concern; of how many, says AccountsCount.</param>
public sealed record NearIncident(
    Guid Id, string Number, bool OfVendor, string Text, IncidentState State, DateTimeOffset Since, DateTimeOffset? NextWordAt, string? Said, DateTimeOffset? SaidAt, IReadOnlyList<string> Accounts, int AccountsCount, Guid? CaseId = null, string? CaseNumber = null)
{
    /// <summary>What a case about it begins with.</summary>
    internal string Subject => Text.Split('\n', 2)[0] is { Length: > 120 } line ? line[..119] + "…" : Text.Split('\n', 2)[0];
}

/// <param name="IncidentId">One of those known to the reader.</param>
public sealed record IncidentReport(Guid? IncidentId);

/// <summary>What the customer, or the partner for its customers, is told of incidents before a case is opened, and what they say of them.</summary>
internal sealed class KnownIncidents(Session session, TimeProvider time)
{
    private sealed record Reported(Guid AccountId, Guid? PartnerId, string Number, bool AtVendor);

    /// <summary>The newest first: a case of the account is linked, or it has the model or the cloud partner that the incident names. The desk has its own list.</summary>
    public async Task<IReadOnlyList<NearIncident>> ListAsync(CancellationToken stop)
    {
        if (session.Reader.IsVendor) return [];
        var known = await session.ListAsync("select id, number, of_vendor, public_text, state, declared_at, next_word_at, said, said_at, accounts, accounts_count from known_incidents()",
            row => new NearIncident(row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), Words.Parse<IncidentState>(row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5), row.Nullable<DateTimeOffset>(6),
                row.Text(7), row.Nullable<DateTimeOffset>(8), session.Reader.Side == Side.Partner ? row.GetFieldValue<string[]>(9) : [], session.Reader.Side == Side.Partner ? (int)row.GetInt64(10) : 1), stop);
        if (known.Count == 0 || session.Reader is not { Side: Side.Customer, AccountId: { } account }) return known;
        var own = await OwnCasesAsync(account, known, stop);
        return [.. known.Select(one => own.TryGetValue(one.Id, out var its) ? one with { CaseId = its.CaseId, CaseNumber = its.Number } : one)];
    }

    private async Task<Dictionary<Guid, (Guid Id, Guid CaseId, string Number)>> OwnCasesAsync(Guid account, IEnumerable<NearIncident> known, CancellationToken stop) => (await session.ListAsync(
        $"""
        select distinct on (t.incident_id) t.incident_id, c.id, c.number
        from (select account_id, incident_id, case_id, true as told from major_incident_report union all select account_id, incident_id, case_id, false from major_incident_case) t
        join support_case c on c.account_id = t.account_id and c.id = t.case_id
        where t.account_id = $1 and t.incident_id = any ($2) and {CaseQueries.SeenBy("c", "$3", "$4")} order by t.incident_id, t.told desc, c.opened_at desc
        """, row => (Id: row.GetGuid(0), CaseId: row.GetGuid(1), Number: row.GetString(2)), stop, account, known.Select(one => one.Id).ToArray(), Parameters.OrNull(session.Reader.PersonId), session.Reader.Name)).ToDictionary(row => row.Id);

    /// <summary>Whoever asks says that the case is of a known incident. The desk finds it among the likely cases, first, and links it.</summary>
    /// <exception cref="NotFoundException"/>
    /// <exception cref="RefusedException"><c>incident.other-desk</c></exception>
    public async Task ReportAsync(Guid caseId, IncidentReport input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.IncidentId is null, "/incidentId", "input.required").ThrowIfAny();
        var one = await session.FirstAsync($"select c.account_id, c.partner_id, c.number, c.tier from support_case c where c.id = $1 and {CaseQueries.SeenBy("c", "$2", "$3")}",
            row => new Reported(row.GetGuid(0), row.Nullable<Guid>(1), row.GetString(2), row.GetString(3) == "vendor"), stop, caseId, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name) ?? throw new NotFoundException("case", caseId);
        var known = (await ListAsync(stop)).FirstOrDefault(incident => incident.Id == input.IncidentId) ?? throw new NotFoundException("incident", input.IncidentId!, "/incidentId");
        MajorIncident.WhyNotReport(known.Number, known.OfVendor, one.AtVendor).ThrowIfRefused();
        var added = await session.ExecuteAsync(
            """
            insert into major_incident_report (account_id, partner_id, incident_id, case_id, tier, front_id, said_at, said_by)
            select account_id, partner_id, $3, id, tier, front_id, $4, $5 from support_case where account_id = $1 and id = $2 on conflict do nothing
            """, stop, one.AccountId, caseId, known.Id, time.GetUtcNow(), session.Reader.Name);
        if (added > 0) session.Audit(new Act(one.AccountId, one.PartnerId, "case.incident-reported", "case", caseId, one.Number, After: new { incident = known.Number }));
    }
}
