using Backline.Domain.Common;
using Backline.Server.Platform.Http;

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

/// <summary>A joint call that is still to come.</summary>
internal sealed record ComingCall(Guid IncidentId, string Title, DateTimeOffset StartsAt);

/// <summary>A joint call as it stands at a case.</summary>
/// <param name="IncidentId">With the cloud partner; a page of it have those who may see it.</param>
/// <param name="State">planned, held or cancelled.</param>
/// <param name="Notes">Its record, once it was held.</param>
/// <param name="Participants">To a customer behind a partner the vendor's people are the partner's name.</param>
public sealed record CaseCallView(Guid Id, Guid IncidentId, string Title, DateTimeOffset StartsAt, int Minutes, string Place, string State, int? HeldMinutes, string? Notes, IReadOnlyList<CallParticipant> Participants)
{
    internal int Sequence { get; init; }
}
