using Backline.Domain.Coverage;
using Backline.Server.Features.Coverage;

namespace Backline.Server.Features.Cases;

public sealed record CaseCoverNote(string Code, IReadOnlyList<string> Rules, string Text);

/// <summary>What was said of coverage as the case was opened (CO-6): it stays as it was.</summary>
/// <param name="Outcome">covered, covered-with-charge, needs-quote, not-covered or ambiguous.</param>
/// <param name="Remedies">What can be had, or done, where it is not covered.</param>
public sealed record CaseCover(bool Covered, string Outcome, Guid? ContractId, string? Contract, string? Plan, string? Category, IReadOnlyList<CaseCoverNote> Reasons, IReadOnlyList<CaseCoverNote> Remedies)
{
    internal static CaseCover Of(OpeningCover cover) => new(
        cover.Said.Covered, cover.Said.Outcome, cover.Said.Contract?.Id, cover.Said.Contract?.Number, cover.Said.Plan, cover.Said.Category, Notes(cover.Said.Reasons), Notes(cover.Said.Remedies));

    // who turned to the partner is not sent there, and the case is open
    private static IReadOnlyList<CaseCoverNote> Notes(IEnumerable<CoverageNoteAnswer> notes) => [.. notes.Where(note => note.Code is not (CoverageNote.AskPartner or OpeningCoverQueries.OpenAnyway)).Select(note => new CaseCoverNote(note.Code, note.Rules, note.Text))];
}
