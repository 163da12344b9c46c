using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Baselines;

/// <summary>A count that triggers: of one category of one contract, on a day of the account.</summary>
internal sealed record Detection(Guid AccountId, Guid ContractId, DeviceCategory Category, int Counted, DateOnly Day);

/// <param name="Grew">Opened now, or grown by this count.</param>
/// <param name="QuoteId">The quote issued for it now.</param>
internal sealed record Detected(Guid TrueUpId, bool Grew, Guid? QuoteId);

/// <summary>Opens true-ups, adds what was found later, and has refused or expired ones quoted again (BL-3, BL-5).</summary>
internal sealed class TrueUpOperations(Session session, QuoteOperations quotes, Numbers numbers, TimeProvider clock)
{
    /// <summary>
    /// One unsettled true-up per contract and category. A new or grown open one gets a new version of its quote; a refused or expired one only grows:
    /// it waits for the success manager.
    /// </summary>
    public async Task<IReadOnlyDictionary<(Guid Contract, DeviceCategory Category), Detected>> DetectAsync(IReadOnlyList<Detection> found, DateTimeOffset at, CancellationToken stop)
    {
        var result = new Dictionary<(Guid, DeviceCategory), Detected>();
        if (found.Count == 0) return result;
        var db = await session.OpenAsync(stop);
        Guid[] accounts = [.. found.Select(f => f.AccountId).Distinct()];
        Guid[] contractIds = [.. found.Select(f => f.ContractId).Distinct()];
        var contracts = await db.Set<Contract>().AsSplitQuery().Where(c => accounts.Contains(c.AccountId) && contractIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        var unsettled = await db.Set<TrueUp>()
            .Where(t => accounts.Contains(t.AccountId) && contractIds.Contains(t.ContractId) && (t.State == TrueUpState.Open || t.State == TrueUpState.Refused || t.State == TrueUpState.Expired))
            .ToListAsync(stop);
        var inForce = (await db.Set<Baseline>().AsNoTracking().Where(b => accounts.Contains(b.AccountId) && contractIds.Contains(b.ContractId)).ToListAsync(stop))
            .GroupBy(b => (b.ContractId, b.Category)).ToDictionary(group => group.Key, group => group.MaxBy(b => b.Sequence)!);
        var changed = new List<(TrueUp TrueUp, Detection Found)>();
        var fresh = new Queue<string>(await numbers.TrueUpsAsync(found.Count(f => Find(unsettled, f) is null), at, stop));
        foreach (var detection in found)
        {
            var trueUp = Find(unsettled, detection);
            var grew = trueUp is null || trueUp.Detect(detection.Counted, Month.From(detection.Day));
            if (trueUp is null)
            {
                trueUp = TrueUp.Open(inForce[(detection.ContractId, detection.Category)], fresh.Dequeue(), detection.Counted, Month.From(detection.Day), at);
                db.Add(trueUp);
            }
            if (grew) changed.Add((trueUp, detection));
            result[(detection.ContractId, detection.Category)] = new(trueUp.Id, grew, null);
        }
        foreach (var (trueUp, detection) in changed)
            session.Audit(Of(trueUp, trueUp.Version == 1 ? "true-up.opened" : "true-up.grown", new { trueUp.Contracted, trueUp.Counted, units = trueUp.Units, category = trueUp.Category.Word() }));
        var issued = await quotes.IssueAsync([.. changed.Where(c => c.TrueUp.State == TrueUpState.Open).Select(c => new QuoteWanted(c.TrueUp, contracts[c.TrueUp.ContractId], c.Found.Day))], at, stop);
        foreach (var quote in issued)
        {
            var (trueUp, detection) = changed.First(c => c.TrueUp.Id == quote.TrueUpId);
            result[(detection.ContractId, detection.Category)] = new(trueUp.Id, true, quote.Id);
        }
        return result;
    }

    /// <summary>The success manager has a refused or expired true-up quoted again.</summary>
    /// <returns>The new quote.</returns>
    public async Task<Guid> ReopenAsync(Guid id, long version, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var trueUp = await db.Set<TrueUp>().FirstOrDefaultAsync(t => t.Id == id, stop) ?? throw new NotFoundException("true-up", id);
        if (trueUp.Version != version) throw new Platform.Http.StaleVersionException();
        var contract = await db.Set<Contract>().FirstAsync(c => c.AccountId == trueUp.AccountId && c.Id == trueUp.ContractId, stop);
        var at = clock.GetUtcNow();
        var today = await AccountDay.TodayAsync(session, trueUp.AccountId, at, stop);
        trueUp.WhyNotReopen().ThrowIfRefused();
        contract.WhyNotOrder(today).ThrowIfRefused();
        trueUp.Reopen();
        session.Audit(Of(trueUp, "true-up.reopened", new { trueUp.Counted }));
        return (await quotes.IssueAsync([new(trueUp, contract, today)], at, stop))[0].Id;
    }

    private static TrueUp? Find(List<TrueUp> unsettled, Detection detection) =>
        unsettled.Find(t => t.ContractId == detection.ContractId && t.Category == detection.Category);

    private static Act Of(TrueUp trueUp, string action, object after) => new(trueUp.AccountId, trueUp.PartnerId, action, "true-up", trueUp.Id, trueUp.Number, After: after);
}
