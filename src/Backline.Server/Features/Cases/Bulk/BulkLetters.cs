using Backline.Domain.Common;
using Backline.Server.Features.Cases.Templates;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Bulk;

/// <summary>What one of many cases would be sent.</summary>
/// <param name="Draft">Null: nothing can be.</param>
/// <param name="Refusal">Why it can't be sent as it is; null: it can.</param>
/// <param name="NoVisit">It arranges a visit, and the contract of the case includes none.</param>
internal sealed record BulkLetter(CaseView Case, ReplyDraft? Draft, string? Refusal, bool NoVisit);

/// <summary>Makes the letters of a template for many cases, to be read before they are sent.</summary>
internal sealed class BulkLetters(CaseDetails details, ReplyDrafts drafts, EntitlementQueries entitlements, ProblemTexts texts)
{
    /// <returns>Those of cases the reader sees; null: there is no such template.</returns>
    public async Task<IReadOnlyList<BulkLetter>?> OfAsync(IEnumerable<Guid> cases, string template, CancellationToken stop)
    {
        var letters = new List<BulkLetter>();
        foreach (var id in cases)
        {
            CaseView one;
            try
            {
                one = await details.GetAsync(id, stop);
            }
            catch (NotFoundException)
            {
                continue;
            }
            try
            {
                var draft = await drafts.OfAsync(id, template, stop);
                var noVisit = template == EntitlementQueries.VisitTemplate && await entitlements.OfAsync(one, stop) is { OnSite: false };
                letters.Add(new(one, draft, draft.Gaps is [var gap, ..] ? texts["template.unfilled", $"{{{gap}}}"] : null, noVisit));
            }
            catch (RefusedException e)
            {
                letters.Add(new(one, null, texts.Of(e.Refusal), NoVisit: false));
            }
            catch (NotFoundException e) when (e.What == "template")
            {
                return null;
            }
        }
        return letters;
    }
}
