using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>What is next in a case: the clock that is due first, or a wait whose follow-up comes before it. Both null: nothing is promised.</summary>
public sealed record CaseNext(ClockView? Clock, CaseWait? Wait);

/// <summary>What is next in each row of a list, reckoned from the ledgers as the page of the case does: list and page show the same clock.</summary>
internal sealed class CaseFaces(Session session, CaseRecords records, ClockQueries books)
{
    /// <summary>By case; those that are done have none.</summary>
    public async Task<IReadOnlyDictionary<Guid, CaseNext>> OfAsync(IEnumerable<CaseRow> rows, CancellationToken stop)
    {
        var open = rows.Where(row => row.State is CaseState.Open or CaseState.Waiting).ToList();
        if (open.Count == 0) return new Dictionary<Guid, CaseNext>();
        var entries = await session.ListAsync(
            """
            select e.case_id, e.at, e.kind, e.actor, e.details::text
            from unnest($1::uuid[], $2::uuid[]) n (account_id, case_id) join case_entry e on e.account_id = n.account_id and e.case_id = n.case_id order by e.case_id, e.seq
            """, row => (Id: row.GetGuid(0), Entry: LedgerJson.Read(row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4))), stop,
            open.Select(row => row.AccountId).ToArray(), open.Select(row => row.Id).ToArray());
        var ledgers = entries.GroupBy(entry => entry.Id).ToDictionary(ledger => ledger.Key, ledger => (IReadOnlyList<LedgerEntry>)[.. ledger.Select(entry => entry.Entry)]);
        var book = await books.BookAsync(ledgers.Values.SelectMany(CaseClocks.TermsOf), stop);
        return open.Where(row => ledgers.ContainsKey(row.Id)).ToDictionary(row => row.Id, row => Next(row, CaseClocks.Of(ledgers[row.Id], book)));
    }

    private CaseNext Next(CaseRow row, IReadOnlyList<Clock> clocks)
    {
        var ofCustomer = session.Reader.Side == Side.Customer;
        var running = clocks.Where(clock => clock.Run.EndedAt is null && clock.Promise is not null && (!ofCustomer || clock.Run.Milestone.CustomerSees)).ToList();
        var due = running.Where(clock => clock.DueAt is not null).MinBy(clock => clock.DueAt);
        var wait = row.Waits.MinBy(one => one.FollowUpAt);
        return wait is not null && (due is null || wait.FollowUpAt < due.DueAt) ? new(null, wait) : new((due ?? running.FirstOrDefault()) is { } clock ? ClockView.Of(clock, row.Waits, records.Now) : null, null);
    }
}
