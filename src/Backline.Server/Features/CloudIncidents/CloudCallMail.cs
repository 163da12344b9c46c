using Backline.Domain.CloudIncidents;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What those who are invited to a joint call get: the invitation, each change of it, and what was said; each in their language, by the clock on their wall and under the name of whoever serves them.</summary>
internal sealed class CloudCallMail(Session session, CloudIncidentRecords records, MailOutbox outbox, MailSettings mail, PublicAddress address, IStringLocalizer<CloudIncidentTexts> texts)
{
    private const int MostCases = 10;

    /// <summary>What a mail says beside the call: under whose name, who planned it, and for which cases.</summary>
    /// <param name="Zone">By whose clock those read it who can't sign in.</param>
    /// <param name="Customers">The cases at the partner's desk, which its customer sees instead; null: the partner fronts none.</param>
    /// <param name="Named">Those who take part as the partner's customer reads it: without the vendor's people.</param>
    private sealed record Frame(string? Brand, string Planner, string Cases, Guid? OwnCase, string? Customers, string Zone, IReadOnlyList<CallParticipant> Named);

    /// <summary>Somebody who can sign in.</summary>
    private sealed record Known(string Language, string Zone, Guid? AccountId, Guid? PartnerId);

    /// <summary>In a mail to one person.</summary>
    private sealed record Letter(CloudCallView Call, string When, string Cases, string Inviter, bool OfCustomer);

    /// <param name="dropped">Who is invited no more.</param>
    public async Task InviteAsync(CloudIncident incident, CloudCallView call, IReadOnlyList<CallParticipant> dropped, CancellationToken stop)
    {
        var frame = await FrameAsync(incident, call, stop);
        foreach (var person in call.Participants) await WriteAsync(incident, frame, call, person, Invited, stop);
        var off = call with { State = "cancelled", Participants = dropped };
        foreach (var person in dropped) await WriteAsync(incident, frame, off, person, Invited, stop);

        (string Key, string Text, string? Calendar) Invited(Letter to)
        {
            var key = to.Call.State == "cancelled" ? "call.mail.cancelled" : to.Call.Sequence > 0 ? "call.mail.moved" : "call.mail.planned";
            return (key, texts[key + ".text", to.Call.Title, to.When, to.Call.Minutes, to.Call.Place.Length == 0 ? "–" : to.Call.Place, to.Cases, to.Inviter], Invitation(incident, to.Call, frame, to.OfCustomer));
        }
    }

    /// <summary>What was said and agreed.</summary>
    public async Task TellMinutesAsync(CloudIncident incident, CloudCallView call, CancellationToken stop)
    {
        var frame = await FrameAsync(incident, call, stop);
        foreach (var person in call.Participants) await WriteAsync(incident, frame, call, person, to => ("call.mail.minutes", texts["call.mail.minutes.text", to.Call.Title, to.When, to.Call.HeldMinutes ?? 0, to.Call.Notes ?? ""], null), stop);
    }

    /// <summary>For a calendar, as it stands now.</summary>
    public async Task<string> InvitationAsync(CloudIncident incident, CloudCallView call, CancellationToken stop) => Invitation(incident, call, await FrameAsync(incident, call, stop), ofCustomer: false);

    /// <summary>The same for whom a partner serves, by the case they know.</summary>
    public async Task<string> OfCaseAsync(Guid caseId, CaseCallView call, CancellationToken stop)
    {
        var (number, brand, theirs) = await session.FirstAsync(
            """
            select c.number, coalesce(f.brand_name, f.name), (select n.external_number from cloud_incident_number n where n.case_id = c.id and n.incident_id = $2)
            from support_case c left join partner f on f.id = c.front_id where c.id = $1
            """, row => (row.GetString(0), row.Text(1) ?? mail.FromName, row.Text(2)), stop, caseId, call.IncidentId);
        return Calendar(new(call.Id, call.Title, call.StartsAt, call.Minutes, call.Place, call.Participants, call.Sequence, call.State == "cancelled", mail.From, brand, ""), number, brand, theirs);
    }

    private async Task WriteAsync(CloudIncident incident, Frame frame, CloudCallView call, CallParticipant person, Func<Letter, (string Key, string Text, string? Calendar)> say, CancellationToken stop)
    {
        if (person.Email is not { } email || !call.IsMailed(person)) return;
        var known = await session.FirstAsync("select language, time_zone, account_id, partner_id from person where lower(email) = lower($1) and disabled_at is null", row => new Known(row.GetString(0), row.GetString(1), row.Nullable<Guid>(2), row.Nullable<Guid>(3)), stop, email);
        // of somebody from elsewhere, such as the cloud partner, neither the language nor the clock on the wall is known
        var words = known?.Language ?? "en";
        using var _ = Spoken.InMail(words);
        var when = known is null && frame.Zone != "UTC" ? $"{Moment(call.StartsAt, frame.Zone)}, {Moment(call.StartsAt, "UTC")}" : Moment(call.StartsAt, known?.Zone ?? frame.Zone);
        // whoever is served by a partner knows the case at the partner's desk, whose mail it is
        var ofCustomer = incident.FrontId is not null && known is not { AccountId: null };
        var cases = ofCustomer ? frame.Customers! : frame.Cases;
        var (key, text, calendar) = say(new(call, when, cases, Inviter(frame, ofCustomer), ofCustomer));
        var subject = texts[key + ".subject", call.Title].Value;
        await outbox.AddAsync(new(email, words, cases.Length == 0 ? subject : $"[{cases}] {subject}", Seen(incident, known, frame) is { } path ? $"{text}\n\n{address.Of(path)}" : text,
            AccountId: incident.AccountId, Sender: ofCustomer ? frame.Brand : null, Calendar: calendar) { DeskId = ofCustomer ? incident.FrontId : null }, stop);
    }

    private static string Moment(DateTimeOffset moment, string zone) => Formats.PlainMoment(moment, NoticeHours.Zone(zone));

    // where they read more of it when they sign in; null: nowhere
    private static string? Seen(CloudIncident incident, Known? who, Frame frame) => who switch
    {
        null => null,
        { AccountId: { } account } when account != incident.AccountId => null,
        { AccountId: not null } when incident.FrontId is not null => frame.OwnCase is { } own ? $"/cases/{own}" : null,
        { AccountId: null, PartnerId: { } partner } when partner != (incident.FrontId ?? incident.PartnerId) => null,
        _ => $"/cloud-incidents/{incident.Id}",
    };

    // under a brand it is the partner who invites its customer (PO-2)
    private static string Inviter(Frame frame, bool ofCustomer) => ofCustomer && frame.Brand is { } brand ? brand : frame.Planner;

    private async Task<Frame> FrameAsync(CloudIncident incident, CloudCallView call, CancellationToken stop)
    {
        var brand = incident.FrontId is not { } front ? null : await session.ScalarAsync<string>("select coalesce(brand_name, name) from partner where id = $1", stop, front);
        var planner = await session.ScalarAsync<string>("select created_by from cloud_call where id = $1", stop, call.Id) ?? "";
        var cases = await records.LinkedAsync(incident, stop);
        var customers = incident.FrontId is null ? null : string.Join(", ", await session.ListAsync("select number_for_customer(id) from unnest($1::uuid[]) as one(id) where number_for_customer(id) is not null", row => row.GetString(0), stop, cases.Take(MostCases).Select(one => one.Id).ToArray()));
        return new(brand, planner, string.Join(", ", cases.Select(one => one.Number).Take(MostCases)), cases.Select(one => one.HandedFromId).FirstOrDefault(own => own is not null), customers,
            await session.ScalarAsync<string>("select time_zone from account where account_id = $1", stop, incident.AccountId) ?? "UTC", incident.FrontId is null ? call.Participants : await NamedAsync(call, stop));
    }

    // whom a partner serves learns of no people behind it (PO-2)
    private async Task<IReadOnlyList<CallParticipant>> NamedAsync(CloudCallView call, CancellationToken stop)
    {
        if (!session.Reader.IsVendor) return call.Participants;
        var own = await session.ListAsync("select place from unnest($1::text[], $2::text[]) with ordinality as one(called, email, place) where is_of_vendor(called, nullif(email, ''))", row => (int)row.GetInt64(0) - 1, stop,
            call.Participants.Select(person => person.Name).ToArray(), call.Participants.Select(person => person.Email ?? "").ToArray());
        return [.. call.Participants.Where((_, place) => !own.Contains(place))];
    }

    private string Invitation(CloudIncident incident, CloudCallView call, Frame frame, bool ofCustomer) => Calendar(
        new(call.Id, call.Title, call.StartsAt, call.Minutes, call.Place, ofCustomer ? frame.Named : call.Participants, call.Sequence, call.State == "cancelled", mail.From, ofCustomer && frame.Brand is { } brand ? brand : mail.FromName, ""),
        ofCustomer ? frame.Customers! : frame.Cases, Inviter(frame, ofCustomer), ofCustomer ? null : incident.Number, incident.ExternalNumber);

    private string Calendar(CallFacts call, string cases, string inviter, params string?[] numbers) =>
        CloudCallInvitation.Of(call with { Text = $"{texts["call.invitation.text", cases, inviter].Value}\n{string.Join(" / ", numbers.OfType<string>())}".Trim() }, records.Now);
}
