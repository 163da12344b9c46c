using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Incidents;

/// <summary>One cause behind many cases.</summary>
/// <param name="PublicText">What whoever asked reads of it, in each linked case.</param>
/// <param name="NextWordAt">When the desk says more: those it may concern read it on their home.</param>
/// <param name="CaseId">The case it was seen at first; of an opening alone.</param>
/// <param name="CaseIds">Others that have the same cause; of an opening alone.</param>
public sealed record IncidentInput(string? Title, string? PublicText, Guid? ModelId = null, Guid? CloudPartnerId = null, Guid? CaseId = null, DateTimeOffset? NextWordAt = null, IReadOnlyList<Guid>? CaseIds = null)
{
    public const int LongestText = 20_000;

    public void Check() => new InputErrors().Text(Title, "/title").Text(PublicText, "/publicText", 2000, lines: true).Refuse(CaseIds?.Count > IncidentCases.Most, "/caseIds", "incident.too-many-cases", IncidentCases.Most).Moment(NextWordAt, "/nextWordAt").ThrowIfAny();
}

/// <param name="Text">Said in each linked case, to whoever asked.</param>
public sealed record IncidentText(string? Text)
{
    public string Checked()
    {
        new InputErrors().Text(Text, "/text", IncidentInput.LongestText, lines: true).ThrowIfAny();
        return Text!.ReplaceLineEndings("\n").Trim();
    }
}

/// <param name="NextWordAt">When the desk says more; left out: it does not say.</param>
public sealed record IncidentMessage(string? Text, DateTimeOffset? NextWordAt = null)
{
    public string Checked()
    {
        new InputErrors().Moment(NextWordAt, "/nextWordAt").ThrowIfAny();
        return new IncidentText(Text).Checked();
    }
}

/// <param name="Outcome">Of the cases that are resolved with it: fixed (the default), worked-around, answered, not-reproducible or withdrawn.</param>
/// <param name="CaseIds">Which cases are resolved with it; left out: all that are open; empty: none, and each is told.</param>
public sealed record IncidentResolution(string? Text, string? Outcome = null, IReadOnlyList<Guid>? CaseIds = null)
{
    public (string Text, string Outcome) Checked()
    {
        new InputErrors().Text(Text, "/text", IncidentInput.LongestText, lines: true).Word(Outcome, "/outcome", [.. Words.All<CaseOutcome>().Where(word => word != CaseOutcome.Duplicate.Word())]).ThrowIfAny();
        return (Text!.ReplaceLineEndings("\n").Trim(), string.IsNullOrEmpty(Outcome) ? CaseOutcome.Fixed.Word() : Outcome);
    }
}

/// <param name="CaseIds">Cases of the same desk, also of other accounts: at most 500.</param>
public sealed record IncidentCases(IReadOnlyList<Guid>? CaseIds)
{
    public const int Most = 500;

    public void Check() => new InputErrors().Refuse(CaseIds is null or { Count: 0 }, "/caseIds", "incident.choose-cases").Refuse(CaseIds?.Count > Most, "/caseIds", "incident.too-many-cases", Most).ThrowIfAny();
}
