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

/// <summary>A call with customer and cloud partner together, as it is planned (EC-5).</summary>
/// <param name="Minutes">5 to 1440.</param>
/// <param name="Place">A number to dial, or an address.</param>
/// <param name="Participants">Those with a mail address are invited.</param>
public sealed record CloudCallInput(string? Title, DateTimeOffset? StartsAt, int Minutes = 30, string? Place = null, IReadOnlyList<CallParticipant>? Participants = null)
{
    private const int MostParticipants = 50;

    /// <exception cref="InvalidInputException"/>
    public CloudCallInput Checked()
    {
        var errors = new InputErrors().Text(Title, "/title").Refuse(StartsAt is null, "/startsAt", "input.required").Moment(StartsAt, "/startsAt").Refuse(Minutes is < 5 or > 1440, "/minutes", "cloud-call.minutes", 5, 1440)
            .OptionalText(Place, "/place", 500).Refuse(Participants is null or { Count: 0 }, "/participants", "input.required").Refuse(Participants?.Count > MostParticipants, "/participants", "cloud-call.participants", MostParticipants);
        for (var i = 0; i < Math.Min(Participants?.Count ?? 0, MostParticipants); i++)
            errors.Text(Participants![i].Name, $"/participants/{i}/name", 120).Refuse(Participants[i].Email is { } mail && !EmailAddress.IsValid(mail), $"/participants/{i}/email", "cloud-call.no-mail", Participants[i].Email ?? "");
        errors.ThrowIfAny();
        // whoever is named twice is invited once, under the name that was given; several people may be behind one address
        var invited = Participants!.Where(person => person.Email is not null).GroupBy(person => person.Email!, StringComparer.OrdinalIgnoreCase).Select(same => same.First() with { Name = Named(same) });
        return this with { Participants = [.. invited, .. Participants!.Where(person => person.Email is null)], Title = Title!.Trim(), StartsAt = StartsAt!.Value.ToUniversalTime(), Place = Place?.Trim() ?? "" };
    }

    private static string Named(IGrouping<string, CallParticipant> same) =>
        string.Join(", ", same.Select(person => person.Name.Trim()).Where(name => name != same.Key.Split('@')[0]).Distinct(StringComparer.OrdinalIgnoreCase)) is { Length: > 0 } names ? names : same.First().Name;
}

/// <param name="Minutes">How long it took.</param>
/// <param name="Text">What was said and agreed.</param>
public sealed record CloudCallMinutes(int Minutes, string? Text);

/// <param name="Notes">The minutes.</param>
/// <param name="NotMailed">Addresses of participants that send mail back, and get none until they write; read by the vendor alone.</param>
public sealed record CloudCallView(
    Guid Id, Guid IncidentId, string Title, DateTimeOffset StartsAt, int Minutes, string Place, IReadOnlyList<CallParticipant> Participants, string State, int Sequence, int? HeldMinutes, string? Notes, long Version, IReadOnlyList<string> NotMailed)
{
    internal bool IsMailed(CallParticipant person) => person.Email is { } email && !NotMailed.Contains(email, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A joint call as it stands at a case.</summary>
/// <param name="IncidentId">With the cloud partner; a page of it have those who may see it.</param>
/// <param name="State">planned, held or cancelled.</param>
/// <param name="Notes">Its record, once it was held.</param>
public sealed record CaseCallView(Guid Id, Guid IncidentId, string Title, DateTimeOffset StartsAt, int Minutes, string Place, string State, int? HeldMinutes, string? Notes);

/// <summary>Joint calls: planned, moved, held or cancelled. Each change goes to everybody who is invited as an update of the same entry in their calendar.</summary>
internal sealed class CloudCallOperations(Session session, CloudIncidentRecords records, CloudCallMail mail, Ui.Formats formats, IStringLocalizer<CloudIncidentTexts> texts)
{
    private string Columns => "id, incident_id, title, starts_at, minutes, place, participants::text, state, sequence, held_minutes, notes, version, " + (session.Reader.IsVendor
        ? "array(select distinct b.address from jsonb_array_elements(participants) person join mail_bounce b on b.address = lower(person->>'email') order by b.address)" : "'{}'::text[]");

    public Task<List<CloudCallView>> ListAsync(Guid incidentId, CancellationToken stop) => session.ListAsync($"select {Columns} from cloud_call where incident_id = $1 order by starts_at desc, id limit 200", Row, stop, incidentId);

    /// <summary>The joint calls about a case, the latest first. A customer behind a partner reads those that its people were invited to (EC-5).</summary>
    public Task<List<CaseCallView>> OfCaseAsync(Guid caseId, CancellationToken stop)
    {
        const string Shown = "k.id, k.incident_id, k.title, k.starts_at, k.minutes, k.place, k.state, k.held_minutes, k.notes";
        return session.ListAsync(
            $"""
            select * from (select {Shown} from cloud_call k join cloud_incident_case l on l.account_id = k.account_id and l.incident_id = k.incident_id where l.case_id in ($1, (select handed_to_id from support_case where id = $1))
                {(session.Reader.Side == Side.Customer ? $"union select {Shown} from calls_for_customer($1) k" : "")}) k
            where exists (select from support_case c where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})) order by k.starts_at desc, k.id limit 50
            """, row => new CaseCallView(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetString(5), row.GetString(6), row.Nullable<int>(7), row.Text(8)), stop,
            caseId, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
    }

    /// <summary>Who may want to be in a call: those who asked in its cases, those who work on them, and whoever plans it.</summary>
    public async Task<IReadOnlyList<CallParticipant>> LikelyAsync(Guid incidentId, CancellationToken stop) => [.. (await session.ListAsync(
        """
        with linked as (select c.* from cloud_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id where l.incident_id = $1)
        select name, email from (
            select p.name, p.email, 1 as place from linked c join person p on p.id = c.opened_by_id and p.disabled_at is null
            union all select k.name, k.email, 2 from linked c join contact k on k.account_id = c.account_id and k.id = c.contact_id
            union all select p.name, p.email, 3 from linked c join person p on p.id = c.assignee_id and p.disabled_at is null
            union all select name, email, 4 from person where id = $2) likely
        where email <> '' order by place, name limit 20
        """, row => new CallParticipant(row.GetString(0), row.GetString(1)), stop, incidentId, Parameters.OrNull(session.Reader.PersonId))).DistinctBy(person => person.Email, StringComparer.OrdinalIgnoreCase)];

    /// <exception cref="NotFoundException"/>
    public async Task<CloudCallView> GetAsync(Guid incidentId, Guid id, CancellationToken stop) =>
        await session.FirstAsync($"select {Columns} from cloud_call where incident_id = $1 and id = $2", Row, stop, incidentId, id) ?? throw new NotFoundException("call", id);

    /// <exception cref="RefusedException"><c>cloud-call.past</c>, <c>cloud-call.planned</c>, <c>cloud-incident.over</c>, <c>cloud-incident.not-your-desk</c></exception>
    /// <exception cref="InvalidInputException"><c>cloud-call.of-others</c>: somebody of another customer or partner is invited.</exception>
    public async Task<Guid> PlanAsync(Guid incidentId, CloudCallInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        var incident = await LoadAsync(incidentId, stop);
        (incident.WhyNotNote() ?? WhyNotAt(tidy)).ThrowIfRefused();
        await RefuseOthersAsync(incident, tidy, stop);
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
        (WhyNotPlanned(before) ?? WhyNotAt(tidy)).ThrowIfRefused();
        await RefuseOthersAsync(incident, tidy, stop);
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
        await ChangeAsync(incident, before, version, "state = 'cancelled', sequence = sequence + 1", stop);
        await records.KeepAsync(incident, "call-cancelled", before.Title, isInternal: false, stop);
        await mail.InviteAsync(incident, await GetAsync(incidentId, id, stop), [], stop);
    }

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

    // a call names the case, which is nobody's business but theirs
    private async Task RefuseOthersAsync(CloudIncident incident, CloudCallInput call, CancellationToken stop)
    {
        var others = await session.ListAsync(
            "select lower(email) from person where lower(email) = any ($1) and disabled_at is null and (account_id is not null and account_id <> $2 or account_id is null and partner_id is not null and partner_id is distinct from $3)", row => row.GetString(0), stop,
            call.Participants!.Select(person => person.Email?.ToLowerInvariant()).OfType<string>().ToArray(), incident.AccountId, Parameters.OrNull(incident.FrontId ?? incident.PartnerId));
        var errors = new InputErrors();
        for (var i = 0; i < call.Participants!.Count; i++)
            errors.Refuse(call.Participants[i].Email is { } mail && others.Contains(mail.ToLowerInvariant()), $"/participants/{i}/email", "cloud-call.of-others", call.Participants[i].Email ?? "");
        errors.ThrowIfAny();
    }

    private Refusal? WhyNotAt(CloudCallInput input) => input.StartsAt <= records.Now ? new("cloud-call.past") : null;

    private Refusal? WhyNotBegun(CloudCallView call) => call.StartsAt > records.Now ? new("cloud-call.not-begun", call.Title, formats.MomentInside(call.StartsAt)) : null;

    private static Refusal? WhyNotPlanned(CloudCallView call) => call.State == "planned" ? null : new("cloud-call.over", call.Title);

    private string Said(CloudCallInput call) => CloudCallLine.Of(call, texts["call.minutes", call.Minutes]);

    private static NpgsqlParameter People(CloudCallInput call) => new() { Value = JsonSerializer.Serialize(call.Participants, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static CloudCallView Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetString(5), JsonSerializer.Deserialize<List<CallParticipant>>(row.GetString(6), BacklineJson.Options) ?? [], row.GetString(7),
        row.GetInt32(8), row.Nullable<int>(9), row.Text(10), row.GetInt64(11), row.GetFieldValue<string[]>(12));
}
