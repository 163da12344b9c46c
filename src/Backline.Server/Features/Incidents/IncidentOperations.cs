using System.Globalization;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Incidents;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Incidents;

/// <summary>What happens to a major incident, and with it to all its cases at once: each case is told in its own thread, in one unit of work or not at all.</summary>
internal sealed class IncidentOperations(Session session, CaseOperations cases, TimeProvider time)
{
    private sealed record Linked(Guid AccountId, Guid? PartnerId, Guid Id, string Number, string Tier, Guid? FrontId, string State);

    private DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    // the programme itself has the vendor's desk
    private Guid? Desk => session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null;

    /// <exception cref="InvalidInputException"/>
    public async Task<Guid> OpenAsync(IncidentInput input, CancellationToken stop)
    {
        input.Check();
        await CheckAsync(input, stop);
        var number = await session.ScalarAsync<long>("select nextval('major_incident_number_seq')", stop);
        var incident = MajorIncident.Open(Desk, $"MI-{Now.Year.ToString(CultureInfo.InvariantCulture)}-{number.ToString("000000", CultureInfo.InvariantCulture)}", input.Title!.Trim(), Tidy(input.PublicText!), input.ModelId, input.CloudPartnerId, session.Reader.Name, Now);
        incident.SayNext(Moment(input.NextWordAt), Now);
        (await session.OpenAsync(stop)).Add(incident);
        await KeepAsync(incident, "opened", incident.Title, 0, stop);
        if ((input.CaseIds ?? []).Cast<Guid?>().Prepend(input.CaseId).OfType<Guid>().Distinct().ToArray() is { Length: > 0 } seen) await LinkAsync(incident, seen, stop);
        return incident.Id;
    }

    public async Task DescribeAsync(Guid id, long version, IncidentInput input, CancellationToken stop)
    {
        input.Check();
        await CheckAsync(input, stop);
        await ActAsync(id, version, "described", input.Title!.Trim(), incident => Describe(incident, input), stop);
    }

    public Task DeclareAsync(Guid id, long version, CancellationToken stop) => ActAsync(id, version, "declared", "", incident => incident.Declare(Now), stop);

    /// <summary>A workaround restores service: each open case is told, and its clock of the workaround stops (CA-3).</summary>
    public async Task MitigateAsync(Guid id, long version, IncidentText input, CancellationToken stop)
    {
        var text = input.Checked();
        var incident = await LoadAsync(id, version, stop);
        incident.Mitigate(text, Now);
        var open = (await LinkedAsync(incident, stop)).Where(one => one.State is "open" or "waiting").ToList();
        await KeepAsync(incident, "mitigated", text, open.Count, stop);
        foreach (var one in open) await cases.TellAsync(one.Id, await VersionAsync(one, stop), ClockMark.WorkedAround, new(text), stop);
    }

    /// <summary>It is over: the chosen cases are resolved with it, the others that are open are told.</summary>
    public async Task ResolveAsync(Guid id, long version, IncidentResolution input, CancellationToken stop)
    {
        var (text, outcome) = input.Checked();
        var incident = await LoadAsync(id, version, stop);
        incident.Resolve(Now);
        var open = (await LinkedAsync(incident, stop)).Where(one => one.State is "open" or "waiting").ToList();
        await KeepAsync(incident, "resolved", text, open.Count, stop);
        foreach (var one in open)
        {
            if (input.CaseIds is null || input.CaseIds.Contains(one.Id)) await cases.ResolveAsync(one.Id, await VersionAsync(one, stop), new(outcome, text), stop);
            else await cases.WriteAsync(one.Id, new(text), stop);
        }
    }

    public async Task DismissAsync(Guid id, long version, IncidentText input, CancellationToken stop)
    {
        var text = input.Checked();
        await ActAsync(id, version, "dismissed", text, incident => incident.Dismiss(text, Now), stop);
    }

    /// <summary>What happened, and what is learnt; whoever asked does not read it.</summary>
    public async Task ReviewAsync(Guid id, long version, IncidentText input, CancellationToken stop)
    {
        var text = input.Checked();
        await ActAsync(id, version, "reviewed", "", incident => incident.Review(text), stop);
    }

    /// <summary>One message to all: in each linked case that is not closed, to whoever asked there.</summary>
    /// <exception cref="RefusedException"><c>incident.over</c>, <c>incident.not-declared</c>, <c>incident.no-cases</c></exception>
    public async Task TellAsync(Guid id, IncidentMessage input, CancellationToken stop)
    {
        var text = input.Checked();
        var incident = await LoadAsync(id, version: null, stop);
        incident.WhyNotTell().ThrowIfRefused();
        incident.SayNext(Moment(input.NextWordAt), Now);
        var told = (await LinkedAsync(incident, stop)).Where(one => one.State != "closed").ToList();
        if (told.Count == 0) throw new RefusedException(new("incident.no-cases", incident.Number));
        await KeepAsync(incident, "told", text, told.Count, stop);
        foreach (var one in told) await cases.WriteAsync(one.Id, new(text), stop);
    }

    /// <summary>Cases of the same cause: of one that is declared, they are told what the others were told before.</summary>
    /// <exception cref="RefusedException"><c>incident.over</c></exception>
    /// <exception cref="InvalidInputException">A case is none of the desk's.</exception>
    public async Task LinkAsync(Guid id, IncidentCases input, CancellationToken stop)
    {
        input.Check();
        var incident = await LoadAsync(id, version: null, stop);
        incident.WhyNotChange().ThrowIfRefused();
        await LinkAsync(incident, [.. input.CaseIds!.Distinct()], stop);
    }

    public async Task UnlinkAsync(Guid id, Guid caseId, CancellationToken stop)
    {
        var incident = await LoadAsync(id, version: null, stop);
        incident.WhyNotChange().ThrowIfRefused();
        var number = await session.ScalarAsync<string>("select number from support_case where id = $1", stop, caseId);
        if (await session.ExecuteAsync("delete from major_incident_case where incident_id = $1 and case_id = $2", stop, id, caseId) == 0) throw new NotFoundException("case", caseId);
        await KeepAsync(incident, "unlinked", number ?? "", 1, stop);
    }

    private async Task LinkAsync(MajorIncident incident, Guid[] ids, CancellationToken stop)
    {
        var found = await CasesAsync("id = any ($1) and tier = $2 and ($2 = 'vendor' or front_id = $3)", stop, ids, Desk is null ? "vendor" : "partner", Parameters.OrNull(Desk));
        if (ids.FirstOrDefault(id => found.TrueForAll(one => one.Id != id)) is var missing && missing != Guid.Empty) throw new NotFoundException("case", missing, "/caseIds");
        var linked = new List<Linked>();
        foreach (var one in found)
            if (await session.ExecuteAsync(
                """
                insert into major_incident_case (account_id, partner_id, incident_id, case_id, tier, front_id, number, public_text, state, linked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                on conflict do nothing
                """, stop, one.AccountId, Parameters.OrNull(one.PartnerId), incident.Id, one.Id, one.Tier, Parameters.OrNull(one.FrontId), incident.Number, incident.PublicText, incident.State.Word(), Now) > 0) linked.Add(one);
        await KeepAsync(incident, "linked", string.Join(", ", found.Select(one => one.Number).Take(50)), found.Count, stop);
        if (incident.State is IncidentState.Declared or IncidentState.Mitigated) await CatchUpAsync(incident, linked, stop);
    }

    // what the others were told before, each once, also when it was unlinked in between
    private async Task CatchUpAsync(MajorIncident incident, IReadOnlyList<Linked> linked, CancellationToken stop)
    {
        var newest = await session.ScalarAsync<string>("select body from major_incident_event where incident_id = $1 and kind = 'told' order by seq desc limit 1", stop, incident.Id);
        foreach (var one in linked)
        {
            if (newest is not null && one.State != "closed" && !await KnowsAsync(one, newest, stop)) await cases.WriteAsync(one.Id, new(newest), stop);
            if (incident.Workaround is { } how && one.State is ("open" or "waiting") && !await KnowsAsync(one, how, stop)) await cases.TellAsync(one.Id, await VersionAsync(one, stop), ClockMark.WorkedAround, new(how), stop);
        }
    }

    private Task<bool> KnowsAsync(Linked one, string text, CancellationToken stop) => session.ScalarAsync<bool>(
        "select exists (select from case_message where account_id = $1 and case_id = $2 and visibility = 'public' and direction = 'outbound' and body = $3)", stop, one.AccountId, one.Id, text);

    private async Task ActAsync(Guid id, long version, string kind, string text, Action<MajorIncident> act, CancellationToken stop)
    {
        var incident = await LoadAsync(id, version, stop);
        act(incident);
        await KeepAsync(incident, kind, text, 0, stop);
    }

    // what whoever asked sees of it follows
    private async Task KeepAsync(MajorIncident incident, string kind, string text, int reached, CancellationToken stop)
    {
        await (await session.OpenAsync(stop)).SaveChangesAsync(stop);
        await session.ExecuteAsync("insert into major_incident_event (incident_id, desk_id, at, kind, author, body, cases) values ($1, $2, $3, $4, $5, $6, $7)", stop, incident.Id, Parameters.OrNull(incident.DeskId), Now, kind, session.Reader.Name, text, reached);
        await session.ExecuteAsync(
            """
            update major_incident_case set public_text = $2, state = $3, said = last.body, said_at = last.at
            from (select 1) one left join lateral (select body, at from major_incident_event where incident_id = $1 and kind in ('told', 'mitigated', 'resolved') order by seq desc limit 1) last on true
            where incident_id = $1 and (public_text, state, said, said_at) is distinct from ($2, $3, last.body, last.at)
            """, stop, incident.Id, incident.PublicText, incident.State.Word());
        session.Audit(Act.OnDesk(incident.DeskId, "incident." + kind, "incident", incident.Id, incident.Number, after: new { state = incident.State.Word(), cases = reached }));
    }

    private async Task<MajorIncident> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var incident = await db.Set<MajorIncident>().SingleOrDefaultAsync(one => one.Id == id, stop) ?? throw new NotFoundException("incident", id);
        return version is null || version == incident.Version ? incident : throw new StaleVersionException();
    }

    private async Task CheckAsync(IncidentInput input, CancellationToken stop)
    {
        if (input.ModelId is { } model && !await session.ScalarAsync<bool>("select exists (select from model where id = $1)", stop, model)) throw new NotFoundException("model", model, "/modelId");
        if (input.CloudPartnerId is { } partner && !await session.ScalarAsync<bool>("select exists (select from cloud_partner where id = $1)", stop, partner)) throw new NotFoundException("cloud-partner", partner, "/cloudPartnerId");
    }

    // in one order, so that two who act on many at once don't wait for each other in a circle
    private Task<List<Linked>> LinkedAsync(MajorIncident incident, CancellationToken stop) => CasesAsync("id in (select case_id from major_incident_case where incident_id = $1)", stop, incident.Id);

    private Task<List<Linked>> CasesAsync(string where, CancellationToken stop, params object?[] args) => session.ListAsync($"select account_id, partner_id, id, number, tier, front_id, state from support_case where {where} order by id",
        row => new Linked(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.Nullable<Guid>(5), row.GetString(6)), stop, args);

    private Task<long> VersionAsync(Linked one, CancellationToken stop) => session.ScalarAsync<long>("select version from support_case where account_id = $1 and id = $2", stop, one.AccountId, one.Id);

    private void Describe(MajorIncident incident, IncidentInput input)
    {
        incident.Describe(input.Title!.Trim(), Tidy(input.PublicText!), input.ModelId, input.CloudPartnerId);
        incident.SayNext(Moment(input.NextWordAt), Now);
    }

    // in the microseconds that are kept
    private static DateTimeOffset? Moment(DateTimeOffset? given) => given is { } at ? at.ToUniversalTime().AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)) : null;

    private static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();
}
