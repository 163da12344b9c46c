using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>The cause of a case may lie with a cloud partner. Sent by the customer, or the partner who fronts the service, it is asked for with that (EC-2).</summary>
/// <param name="Findings">What was found out so far; the vendor's, and needed before it is requested there.</param>
/// <param name="AsSpecified">What the cloud partner delivers was seen to run as specified (EC-3).</param>
public sealed record NewCloudIncident(Guid? CaseId, Guid? CloudPartnerId, string? Findings = null, bool AsSpecified = false)
{
    public const int LongestText = 20_000;

    public void Check() => new InputErrors().Refuse(CaseId is null, "/caseId", "input.required").Refuse(CloudPartnerId is null, "/cloudPartnerId", "input.required").OptionalText(Findings, "/findings", LongestText, lines: true).ThrowIfAny();
}

public sealed record CloudFindings(string? Findings, bool AsSpecified = false)
{
    public void Check() => new InputErrors().OptionalText(Findings, "/findings", NewCloudIncident.LongestText, lines: true).ThrowIfAny();
}

/// <param name="By">customer or partner: told by the vendor, who was asked by mouth. Left out: whoever sends it.</param>
public sealed record CloudAsking(string? By = null)
{
    public void Check() => new InputErrors().Word(By, "/by", Words.All<CloudRequester>()).ThrowIfAny();
}

/// <param name="NextContactAt">When the cloud partner is asked again if it says nothing; left out: as agreed with it.</param>
public sealed record CloudRequest(DateTimeOffset? NextContactAt = null)
{
    public void Check() => new InputErrors().Moment(NextContactAt, "/nextContactAt").ThrowIfAny();
}

/// <summary>It exists at the cloud partner.</summary>
/// <param name="ExternalNumber">As the cloud partner writes it.</param>
/// <param name="Severity">In the words of the cloud partner's scale.</param>
/// <param name="Text">Said in each linked case; left out: nothing.</param>
/// <param name="Wait">The linked cases wait for the cloud partner from now on.</param>
/// <param name="AsIs">It is their number although it has not the shape of their numbers.</param>
public sealed record CloudOpening(string? ExternalNumber, string? Url = null, string? Severity = null, DateTimeOffset? NextContactAt = null, string? Text = null, bool Wait = false, bool AsIs = false)
{
    public void Check() => CloudNumber.Check(ExternalNumber, Url).OptionalText(Severity, "/severity", 60).OptionalText(Text, "/text", NewCloudIncident.LongestText, lines: true).Moment(NextContactAt, "/nextContactAt").ThrowIfAny();
}

/// <summary>The number as it should have been written down.</summary>
/// <param name="Url">Its address there; left out: none is known.</param>
/// <param name="AsIs">It is their number although it has not the shape of their numbers.</param>
public sealed record CloudNumber(string? ExternalNumber, string? Url = null, bool AsIs = false)
{
    public void Check() => Check(ExternalNumber, Url).ThrowIfAny();

    internal static InputErrors Check(string? number, string? url) => new InputErrors().Text(number, "/externalNumber", 100).OptionalText(url, "/url", 1000)
        .Refuse(!string.IsNullOrWhiteSpace(url) && !CloudPartnerOperations.IsAddress(url), "/url", "cloud-partner.no-address");
}

/// <param name="State">working, waits-for-us or waits-for-customer.</param>
/// <param name="Text">Said in each linked case; left out: nothing.</param>
public sealed record CloudMove(string? State, DateTimeOffset? NextContactAt = null, string? Text = null)
{
    public static IReadOnlyList<string> States { get; } = [CloudIncidentState.Working.Word(), CloudIncidentState.WaitsForUs.Word(), CloudIncidentState.WaitsForCustomer.Word()];

    public void Check() => new InputErrors().Text(State, "/state").Word(State, "/state", States).OptionalText(Text, "/text", NewCloudIncident.LongestText, lines: true).Moment(NextContactAt, "/nextContactAt").ThrowIfAny();
}

/// <param name="Text">How, as it is told in each linked case (EC-7).</param>
/// <param name="Restores">It restores service: that counts as restoration (CA-3).</param>
public sealed record CloudWorkaround(string? Text, bool Restores = true, DateTimeOffset? NextContactAt = null)
{
    public void Check() => new InputErrors().Text(Text, "/text", NewCloudIncident.LongestText, lines: true).Moment(NextContactAt, "/nextContactAt").ThrowIfAny();
}

/// <param name="Text">Why none can be opened.</param>
/// <param name="Letters">What is said in the cases in place of the letter that is made, by language; a language that is left out gets that letter.</param>
public sealed record CloudReferral(string? Text = null, IReadOnlyDictionary<string, string>? Letters = null)
{
    public void Check()
    {
        var errors = new InputErrors().Text(Text, "/text", NewCloudIncident.LongestText, lines: true);
        foreach (var (language, letter) in Letters ?? new Dictionary<string, string>()) errors.Word(language, "/letters", [.. Ui.Languages.All.Select(one => one.Code)]).Text(letter, "/letters/" + language, NewCloudIncident.LongestText, lines: true);
        errors.ThrowIfAny();
    }
}

/// <summary>What is said when none can be opened, to those who read one language.</summary>
/// <param name="Cases">In which it is said.</param>
public sealed record CloudLetterView(string Language, string Text, IReadOnlyList<string> Cases)
{
    internal IReadOnlyList<Guid> To { get; init; } = [];
}

/// <param name="Text">Of a resolution: said in each linked case, or left out. Of a withdrawal: why.</param>
public sealed record CloudEnding(string? Text = null)
{
    public void Check(bool needed)
    {
        var errors = new InputErrors();
        (needed ? errors.Text(Text, "/text", NewCloudIncident.LongestText, lines: true) : errors.OptionalText(Text, "/text", NewCloudIncident.LongestText, lines: true)).ThrowIfAny();
    }
}

/// <summary>Somebody spoke with the cloud partner, or tried.</summary>
/// <param name="Heard">It answered. False: nobody did, and its silence goes on.</param>
/// <param name="Internal">Only the vendor's people read it.</param>
public sealed record CloudContact(string? Text, bool Heard = true, DateTimeOffset? NextContactAt = null, bool Internal = false)
{
    public void Check() => new InputErrors().Text(Text, "/text", NewCloudIncident.LongestText, lines: true).Moment(NextContactAt, "/nextContactAt").ThrowIfAny();
}

/// <param name="CaseId">Another case of the same cause. Of another account: it gets an incident of its own with the same number at the cloud partner.</param>
/// <param name="Findings">Of another account's case: what was found out there, for nothing of the first is shown to it.</param>
/// <param name="AskedBy">Of another account's case: who asked, customer or partner.</param>
public sealed record CloudCaseLink(Guid? CaseId, string? Findings = null, bool AsSpecified = false, string? AskedBy = null)
{
    public void Check() => new InputErrors().Refuse(CaseId is null, "/caseId", "input.required").OptionalText(Findings, "/findings", NewCloudIncident.LongestText, lines: true).Word(AskedBy, "/askedBy", Words.All<CloudRequester>()).ThrowIfAny();
}

/// <param name="PersonId">Who looks after it; null: nobody.</param>
public sealed record CloudOwner([property: System.Text.Json.Serialization.JsonRequired] Guid? PersonId);
