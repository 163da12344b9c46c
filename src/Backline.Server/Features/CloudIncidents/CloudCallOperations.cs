using System.Text.Json;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.Extensions.Localization;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Joint calls: planned, moved, held or cancelled. Each change goes to everybody who is invited as an update of the same entry in their calendar.</summary>
internal sealed class CloudCallOperations(Session session, CloudIncidentRecords records, CloudCallPeople people, CloudCallMail mail, Ui.Formats formats, IStringLocalizer<CloudIncidentTexts> texts)
{
    private string Columns => "id, incident_id, title, starts_at, minutes, place, participants::text, state, sequence, held_minutes, notes, version, " + (session.Reader.IsVendor
        ? "array(select distinct b.address from jsonb_array_elements(participants) person join mail_bounce b on b.address = lower(person->>'email') order by b.address)" : "'{}'::text[]");

    public Task<List<CloudCallView>> ListAsync(Guid incidentId, CancellationToken stop) => session.ListAsync($"select {Columns} from cloud_call where incident_id = $1 order by starts_at desc, id limit 200", Row, stop, incidentId);

    /// <summary>The joint calls about a case, the latest first. A customer behind a partner reads those that its people were invited to (EC-5).</summary>
    /// <param name="only">This one; null: all of them.</param>
    public Task<List<CaseCallView>> OfCaseAsync(Guid caseId, CancellationToken stop, Guid? only = null)
    {
        const string Shown = "k.id, k.incident_id, k.title, k.starts_at, k.minutes, k.place, k.state, k.held_minutes, k.notes, k.participants, k.sequence";
        return session.ListAsync(
            $"""
            select k.id, k.incident_id, k.title, k.starts_at, k.minutes, k.place, k.state, k.held_minutes, k.notes, k.participants::text, k.sequence from (select {Shown} from cloud_call k join cloud_incident_case l on l.account_id = k.account_id and l.incident_id = k.incident_id where l.case_id in ($1, (select handed_to_id from support_case where id = $1))
                {(session.Reader.Side == Side.Customer ? $"union select {Shown} from calls_for_customer($1) k" : "")}) k
            where ($5::uuid is null or k.id = $5) and exists (select from support_case c where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})) order by k.starts_at desc, k.id limit 50
            """, row => new CaseCallView(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetString(5), row.GetString(6), row.Nullable<int>(7), row.Text(8), Read(row.GetString(9))) { Sequence = row.GetInt32(10) }, stop,
            caseId, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name, Parameters.OrNull(only));
    }

    /// <summary>For a calendar, as it stands now, by the case it is about.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<string> InvitationOfCaseAsync(Guid caseId, Guid id, CancellationToken stop)
    {
        var call = (await OfCaseAsync(caseId, stop, id)).FirstOrDefault() ?? throw new NotFoundException("call", id);
        // the incident itself is the business of the partner who fronts the service, and not of its customer
        return await session.ScalarAsync<bool>("select exists (select from cloud_incident where id = $1)", stop, call.IncidentId) ? await InvitationAsync(call.IncidentId, id, stop) : await mail.OfCaseAsync(caseId, call, stop);
    }

    /// <exception cref="NotFoundException"/>
    public async Task<CloudCallView> GetAsync(Guid incidentId, Guid id, CancellationToken stop) =>
        await session.FirstAsync($"select {Columns} from cloud_call where incident_id = $1 and id = $2", Row, stop, incidentId, id) ?? throw new NotFoundException("call", id);

    /// <exception cref="RefusedException"><c>cloud-call.past</c>, <c>cloud-call.planned</c>, <c>cloud-incident.over</c>, <c>cloud-incident.not-your-desk</c></exception>
    /// <exception cref="InvalidInputException"><c>cloud-call.of-others</c>: somebody of another customer or partner is invited; <c>cloud-call.partner-decides</c>: of a customer whose partner has not asked.</exception>
    public async Task<Guid> PlanAsync(Guid incidentId, CloudCallInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        var incident = await LoadAsync(incidentId, stop);
        (incident.WhyNotNote() ?? WhyNotAt(tidy)).ThrowIfRefused();
        await people.RefuseAsync(incident, tidy, stop);
        await RefuseTwiceAsync(incident, tidy, stop);
        var id = Guid.CreateVersion7(records.Now);
        await session.ExecuteAsync(
            "insert into cloud_call (account_id, partner_id, id, incident_id, front_id, title, starts_at, minutes, place, participants, state, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned', $11)", stop,
            incident.AccountId, Parameters.OrNull(incident.PartnerId), id, incident.Id, Parameters.OrNull(incident.FrontId), tidy.Title, tidy.StartsAt, tidy.Minutes, tidy.Place, People(tidy), session.Reader.Name);
        await records.KeepAsync(incident, "call", Said(tidy), isInternal: false, stop);
        await mail.InviteAsync(incident, await GetAsync(incidentId, id, stop), [], stop);
        return id;
    }

    // whoever is asked to dial in twice at one time believes one of the two a mistake
    private async Task RefuseTwiceAsync(CloudIncident incident, CloudCallInput input, CancellationToken stop)
    {
        var same = await session.FirstAsync(
            "select title, starts_at from cloud_call where account_id = $1 and incident_id = $2 and state = 'planned' and starts_at < $3 and starts_at + make_interval(mins => minutes) > $4 order by starts_at limit 1",
            row => (Title: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), stop, incident.AccountId, incident.Id, input.StartsAt!.Value.AddMinutes(input.Minutes), input.StartsAt);
        if (same.Title is not null) throw new RefusedException(new("cloud-call.planned", same.Title, formats.MomentInside(same.At)));
    }

    /// <summary>At another time, place or with others; whoever is invited no more is told that it is off for them.</summary>
    /// <exception cref="RefusedException"><c>cloud-call.past</c>, <c>cloud-call.over</c></exception>
    public async Task MoveAsync(Guid incidentId, Guid id, long version, CloudCallInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        var incident = await LoadAsync(incidentId, stop);
        var before = await GetAsync(incidentId, id, stop);
        (incident.WhyNotNote() ?? WhyNotPlanned(before) ?? WhyNotAt(tidy)).ThrowIfRefused();
        await people.RefuseAsync(incident, tidy, stop);
        await ChangeAsync(incident, before, version, "title = $4, starts_at = $5, minutes = $6, place = $7, participants = $8, sequence = sequence + 1", stop, tidy.Title, tidy.StartsAt, tidy.Minutes, tidy.Place, People(tidy));
        await records.KeepAsync(incident, "call-moved", Said(tidy), isInternal: false, stop);
        await mail.InviteAsync(incident, await GetAsync(incidentId, id, stop), [.. before.Participants.Where(person => before.IsMailed(person) && tidy.Participants!.All(kept => kept.Email != person.Email))], stop);
    }

    /// <exception cref="RefusedException"><c>cloud-call.over</c></exception>
    public async Task CancelAsync(Guid incidentId, Guid id, long version, CancellationToken stop)
    {
        var incident = await LoadAsync(incidentId, stop);
        var before = await GetAsync(incidentId, id, stop);
        WhyNotPlanned(before).ThrowIfRefused();
        await CancelAsync(incident, before, version, by: null, stop);
    }

    /// <summary>What is over has no calls to come: everybody who was invited is told that they are off.</summary>
    /// <param name="by">Whose deed it was, where it was not the reader's.</param>
    public async Task CallOffAsync(CloudIncident incident, CancellationToken stop, string? by = null)
    {
        foreach (var call in (await ListAsync(incident.Id, stop)).Where(call => call.State == "planned" && call.StartsAt > records.Now)) await CancelAsync(incident, call, call.Version, by, stop);
    }

    /// <summary>Calls that would be called off with the end of the incident, or of those that are one with it at the cloud partner.</summary>
    public Task<List<ComingCall>> ComingAsync(Guid incidentId, CancellationToken stop) => session.ListAsync(
        """
        select k.incident_id, k.title, k.starts_at from cloud_call k join cloud_incident i on i.account_id = k.account_id and i.id = k.incident_id
        where (i.id = $1 or i.shared_id = (select shared_id from cloud_incident where id = $1) and i.ended_at is null) and k.state = 'planned' and k.starts_at > $2 order by k.starts_at, k.id limit 50
        """, row => new ComingCall(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), stop, incidentId, records.Now);

    /// <summary>What was said, and how long it took: of a call that has begun. Everybody who was invited gets it.</summary>
    /// <exception cref="RefusedException"><c>cloud-call.over</c>, <c>cloud-call.not-begun</c></exception>
    public async Task HoldAsync(Guid incidentId, Guid id, long version, CloudCallMinutes input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.Minutes is < 1 or > 1440, "/minutes", "cloud-call.minutes", 1, 1440).Text(input.Text, "/text", NewCloudIncident.LongestText, lines: true).ThrowIfAny();
        var incident = await LoadAsync(incidentId, stop);
        var before = await GetAsync(incidentId, id, stop);
        (WhyNotPlanned(before) ?? WhyNotBegun(before)).ThrowIfRefused();
        var text = input.Text!.ReplaceLineEndings("\n").Trim();
        await ChangeAsync(incident, before, version, "state = 'held', held_minutes = $4, notes = $5", stop, input.Minutes, text);
        await records.KeepAsync(incident, "call-held", $"{before.Title}\n{text}", isInternal: false, stop);
        await mail.TellMinutesAsync(incident, await GetAsync(incidentId, id, stop), stop);
    }

    /// <summary>For a calendar, as it stands now.</summary>
    public async Task<string> InvitationAsync(Guid incidentId, Guid id, CancellationToken stop)
    {
        var incident = await records.LoadAsync(incidentId, version: null, stop);
        return await mail.InvitationAsync(incident, await GetAsync(incidentId, id, stop), stop);
    }

    private async Task CancelAsync(CloudIncident incident, CloudCallView before, long version, string? by, CancellationToken stop)
    {
        await ChangeAsync(incident, before, version, "state = 'cancelled', sequence = sequence + 1", stop);
        await records.KeepAsync(incident, "call-cancelled", before.Title, isInternal: false, stop, author: by);
        await mail.InviteAsync(incident, await GetAsync(incident.Id, before.Id, stop), [], stop);
    }

    private async Task ChangeAsync(CloudIncident incident, CloudCallView before, long version, string what, CancellationToken stop, params object?[] args)
    {
        if (before.Version != version || await session.ExecuteAsync($"update cloud_call set {what}, version = version + 1 where account_id = $1 and id = $2 and version = $3", stop, [incident.AccountId, before.Id, version, .. args]) == 0) throw new StaleVersionException();
    }

    private async Task<CloudIncident> LoadAsync(Guid id, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version: null, stop);
        (session.Reader.IsVendor && session.Reader.May(Permissions.CasesWork) ? null : new Refusal("cloud-incident.not-your-desk", incident.Number)).ThrowIfRefused();
        return incident;
    }

    private Refusal? WhyNotAt(CloudCallInput input) => input.StartsAt <= records.Now ? new("cloud-call.past") : null;

    private Refusal? WhyNotBegun(CloudCallView call) => call.StartsAt > records.Now ? new("cloud-call.not-begun", call.Title, formats.MomentInside(call.StartsAt)) : null;

    private static Refusal? WhyNotPlanned(CloudCallView call) => call.State == "planned" ? null : new("cloud-call.over", call.Title);

    private string Said(CloudCallInput call) => CloudCallLine.Of(call, texts["call.minutes", call.Minutes]);

    private static NpgsqlParameter People(CloudCallInput call) => new() { Value = JsonSerializer.Serialize(call.Participants, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static List<CallParticipant> Read(string people) => JsonSerializer.Deserialize<List<CallParticipant>>(people, BacklineJson.Options) ?? [];

    private static CloudCallView Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetString(5), Read(row.GetString(6)), row.GetString(7),
        row.GetInt32(8), row.Nullable<int>(9), row.Text(10), row.GetInt64(11), row.GetFieldValue<string[]>(12));
}
