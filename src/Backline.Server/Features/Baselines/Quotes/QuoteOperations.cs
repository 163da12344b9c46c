using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Baselines.Quotes;

/// <param name="Day">In the account's zone.</param>
internal sealed record QuoteWanted(TrueUp TrueUp, Contract Contract, DateOnly Day);

/// <summary>Quotes and their answers: issue, order, refuse, expire (BL-5).</summary>
internal sealed class QuoteOperations(Session session, Numbers numbers, QuoteMail mail, WorkSignal signal, TimeProvider clock)
{
    /// <summary>The next version of the quote of each true-up; the version before is superseded. Paper follows in the background.</summary>
    public async Task<IReadOnlyList<Quote>> IssueAsync(IReadOnlyList<QuoteWanted> wanted, DateTimeOffset at, CancellationToken stop)
    {
        if (wanted.Count == 0) return [];
        var db = await session.OpenAsync(stop);
        Guid[] accounts = [.. wanted.Select(w => w.TrueUp.AccountId).Distinct()];
        Guid[] trueUps = [.. wanted.Select(w => w.TrueUp.Id)];
        var earlier = (await db.Set<Quote>().Where(q => accounts.Contains(q.AccountId) && trueUps.Contains(q.TrueUpId)).ToListAsync(stop)).ToLookup(q => q.TrueUpId);
        var names = (await session.ListAsync("select a.account_id, a.name, p.name, p.distributor from account a left join partner p on p.id = a.partner_id where a.account_id = any ($1)",
            row => (Id: row.GetGuid(0), Account: row.GetString(1), Partner: row.Text(2), Distributor: row.Text(3)), stop, accounts)).ToDictionary(row => row.Id);
        var fresh = new Queue<string>(await numbers.QuotesAsync(wanted.Count, at, stop));
        var issued = new List<Quote>();
        foreach (var (trueUp, contract, day) in wanted)
        {
            foreach (var old in earlier[trueUp.Id].Where(q => q.State == QuoteState.Issued)) old.Supersede(at);
            var (_, account, partner, distributor) = names[trueUp.AccountId];
            var revision = earlier[trueUp.Id].Select(q => q.Revision).DefaultIfEmpty(0).Max() + 1;
            var quote = Quote.Issue(trueUp, contract, new(fresh.Dequeue(), revision, contract.Channel == Channel.Partner ? partner ?? account : account, day, at, distributor));
            db.Add(quote);
            issued.Add(quote);
            session.Audit(Of(quote, "quote.issued", after: new { quote.Units, total = quote.Total, quote.Revision, quote.ValidUntil, quote.AddressedTo, quote.Distributor }));
        }
        await WantPaperAsync(issued, at, stop);
        foreach (var (quote, want) in issued.Zip(wanted)) await mail.IssuedAsync(quote, want.TrueUp, stop);
        return issued;
    }

    /// <summary>The buyer's order: new contracted quantity and baseline, and a line for the renewal, in one transaction (BL-4, BL-5, BL-7).</summary>
    /// <param name="version">Of the quote; null when the caller named none.</param>
    public async Task<PurchaseOrder> OrderAsync(Guid quoteId, string? customerOrder, long? version, CancellationToken stop)
    {
        new InputErrors().Text(customerOrder, "/customerOrder", 100).ThrowIfAny();
        var db = await session.OpenAsync(stop);
        var (quote, trueUp) = await LoadAsync(db, quoteId, version, stop);
        var contract = await db.Set<Contract>().FirstAsync(c => c.AccountId == quote.AccountId && c.Id == quote.ContractId, stop);
        var inForce = await db.Set<Baseline>().AsNoTracking().Where(b => b.AccountId == quote.AccountId && b.ContractId == quote.ContractId && b.Category == trueUp.Category)
            .OrderByDescending(b => b.Sequence).FirstAsync(stop);
        var at = clock.GetUtcNow();
        var today = await AccountDay.TodayAsync(session, quote.AccountId, at, stop);
        var request = new OrderRequest(await numbers.OrderAsync(at, stop), customerOrder!, session.Reader.Name, today, at);
        var settlement = PurchaseOrder.Place(request, quote, trueUp, contract, inForce);
        db.AddRange(settlement.Order, settlement.Baseline, settlement.RenewalLine);
        session.Audit(new(quote.AccountId, quote.PartnerId, "order.placed", "order", settlement.Order.Id, settlement.Order.Number,
            new { inForce.Contracted, baseline = inForce.Units },
            new { quote = quote.Number, settlement.Order.CustomerOrder, total = quote.Total, settlement.Baseline.Contracted, baseline = settlement.Baseline.Units }));
        return settlement.Order;
    }

    /// <summary>The baseline stays; the success manager takes over (devices stay covered, CO-5).</summary>
    public async Task RefuseAsync(Guid quoteId, string? reason, long? version, CancellationToken stop)
    {
        new InputErrors().Text(reason, "/reason", 500, lines: true).ThrowIfAny();
        var db = await session.OpenAsync(stop);
        var (quote, trueUp) = await LoadAsync(db, quoteId, version, stop);
        var at = clock.GetUtcNow();
        quote.Refuse(session.Reader.Name, reason!.Trim(), at);
        trueUp.Refuse(at);
        session.Audit(Of(quote, "quote.refused", after: new { reason = reason.Trim() }));
        // a customer may not see the vendor's people: the worker writes to the success manager
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) values ($1, $2, $3, $4, $5) on conflict do nothing", stop,
            Guid.CreateVersion7(at), RefusedQuoteMail.Kind, quote.AccountId, quote.Id, at);
        session.AfterCommit(signal.Raise);
    }

    /// <summary>Expires the next quotes whose last day is over where the account is.</summary>
    /// <returns>How many; fewer than <paramref name="most"/> when none is left.</returns>
    public async Task<int> ExpireDueAsync(int most, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var at = clock.GetUtcNow();
        var due = await session.ListAsync(
            """
            select q.id, ($1::timestamptz at time zone a.time_zone)::date from quote q join account a on a.account_id = q.account_id
            where q.state = 'issued' and q.valid_until < ($1::timestamptz at time zone a.time_zone)::date and q.valid_until < ($1::timestamptz + interval '1 day')::date
            order by q.valid_until, q.id limit $2
            """, row => (Id: row.GetGuid(0), Today: row.GetFieldValue<DateOnly>(1)), stop, at, most);
        foreach (var (id, today) in due)
        {
            var (quote, trueUp) = await LoadAsync(db, id, null, stop);
            if (quote.WhyNotExpire(today) is not null) continue;
            quote.Expire(today, at);
            trueUp.Expire(at);
            session.Audit(Of(quote, "quote.expired", after: new { quote.ValidUntil }));
            await mail.ExpiredAsync(quote, trueUp, stop);
        }
        return due.Count;
    }

    // locked first: of two people who answer at once the second sees what the first one did
    private async Task<(Quote Quote, TrueUp TrueUp)> LoadAsync(Db db, Guid quoteId, long? version, CancellationToken stop)
    {
        var account = await session.ScalarAsync<Guid>("select account_id from quote where id = $1 for update", stop, quoteId);
        if (account == Guid.Empty) throw new NotFoundException("quote", quoteId);
        var quote = await db.Set<Quote>().FirstAsync(q => q.AccountId == account && q.Id == quoteId, stop);
        if (version is { } based && based != quote.Version)
        {
            // what happened meanwhile says more than that something did
            quote.WhyNotRefuse().ThrowIfRefused();
            throw new StaleVersionException();
        }
        return (quote, await db.Set<TrueUp>().FirstAsync(t => t.AccountId == account && t.Id == quote.TrueUpId, stop));
    }

    private Task<int> WantPaperAsync(List<Quote> issued, DateTimeOffset at, CancellationToken stop)
    {
        session.AfterCommit(signal.Raise);
        return session.ExecuteAsync(
            "insert into due_item (id, kind, account_id, subject_id, due_at) select i, $3, a, s, $4 from unnest($1::uuid[], $2::uuid[], $5::uuid[]) t(i, a, s) on conflict do nothing", stop,
            issued.Select(_ => Guid.CreateVersion7(at)).ToArray(), issued.Select(q => q.AccountId).ToArray(), QuotePaper.Kind, at, issued.Select(q => q.Id).ToArray());
    }

    private static Act Of(Quote quote, string action, object? before = null, object? after = null) =>
        new(quote.AccountId, quote.PartnerId, action, "quote", quote.Id, quote.Number, before, after);
}
