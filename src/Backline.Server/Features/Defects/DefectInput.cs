using Backline.Domain.Defects;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Defects;

/// <summary>A defect of software, or a wish for a feature.</summary>
/// <param name="Kind">defect or feature-request; it stays what it is.</param>
/// <param name="PublicText">What whoever reported it reads of it, at the case.</param>
/// <param name="Description">For the vendor's people.</param>
/// <param name="FoundIn">The version of the software in which it was seen.</param>
/// <param name="CaseId">The case that reported it; of an opening alone.</param>
public sealed record DefectInput(string? Kind, string? Title, string? PublicText, string? Description = null, Guid? ModelId = null, string? FoundIn = null, Guid? CaseId = null)
{
    public const int LongestText = 20_000;

    public void Check() => new InputErrors().Text(Kind, "/kind").Word(Kind, "/kind", Words.All<DefectKind>()).Text(Title, "/title").Text(PublicText, "/publicText", 2000, lines: true).OptionalText(Description, "/description", LongestText, lines: true)
        .OptionalText(FoundIn, "/foundIn", 60).ThrowIfAny();
}

/// <param name="State">accepted or in-progress.</param>
public sealed record DefectMove(string? State)
{
    public static IReadOnlyList<string> States { get; } = [DefectState.Accepted.Word(), DefectState.InProgress.Word()];

    public void Check() => new InputErrors().Text(State, "/state").Word(State, "/state", States).ThrowIfAny();
}

/// <param name="Release">The version that brings it.</param>
/// <param name="Text">Of a release: said in each case that reported it; left out: the usual words.</param>
public sealed record DefectRelease(string? Release, string? Text = null)
{
    public void Check() => new InputErrors().Text(Release, "/release", 60).OptionalText(Text, "/text", DefectInput.LongestText, lines: true).ThrowIfAny();
}

/// <param name="Text">Why there will be none: said in each case that reported it.</param>
public sealed record DefectRefusal(string? Text)
{
    public void Check() => new InputErrors().Text(Text, "/text", DefectInput.LongestText, lines: true).ThrowIfAny();
}

/// <param name="CaseId">A case of the vendor's desk that reports it.</param>
public sealed record DefectCase(Guid? CaseId)
{
    public void Check() => new InputErrors().Refuse(CaseId is null, "/caseId", "input.required").ThrowIfAny();
}
