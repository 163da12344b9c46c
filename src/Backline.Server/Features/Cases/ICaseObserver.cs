using Backline.Domain.Cases;
using Backline.Domain.Clocks;

namespace Backline.Server.Features.Cases;

/// <summary>What one act on a case brought.</summary>
/// <param name="Before">The ledger before it; empty for a case just opened.</param>
/// <param name="AtDesk">Its desk alone sees what is new.</param>
internal sealed record CaseNews(Case Case, IReadOnlyList<LedgerEntry> Before, IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<CaseMessage> Messages, bool AtDesk = false);

/// <summary>Is told of every act on a case in the unit of work that keeps it: what it does about it is kept with the act, or not at all.</summary>
internal interface ICaseObserver
{
    Task SeeAsync(CaseNews news, CancellationToken stop);
}
