using System.Globalization;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Platform.Audit;

/// <summary>A place where a chain does not hold.</summary>
/// <param name="Problem">A stable word: gap, previous-hash, entry-hash, details-hash, details-missing, partner, head, anchored, anchor, no-chain, kept.</param>
public sealed record AuditFault(Guid AccountId, long Sequence, string Problem);

/// <summary>What a verification read and found.</summary>
/// <param name="Head">Where the chain of the programme stands, to be kept outside the database; null when the reader may not read it.</param>
public sealed record AuditVerdict(long Chains, long Entries, long Erased, string? Head, IReadOnlyList<AuditFault> Faults);

/// <summary>
/// Reads every chain from its start, in order, and recomputes each hash; holds chains against their anchors and against the accounts there are.
/// Details erased by an act are counted, not faulted.
/// </summary>
public sealed class AuditVerification(Session session, AuditAnchors anchors)
{
    private const int MostFaults = 100;

    /// <param name="accountId">One chain, or null for all of them.</param>
    /// <param name="kept">A head of the programme's chain told earlier: it must still stand there.</param>
    public async Task<AuditVerdict> VerifyAsync(Guid? accountId, CancellationToken stop, string? kept = null)
    {
        // one moment for everything read: entries written meanwhile are not held against heads read before
        await session.RollbackAsync();
        await session.ExecuteAsync("set transaction isolation level repeatable read, read only", stop);
        var faults = new List<AuditFault>();
        var acts = (await session.ListAsync("select account_id, subject_number from audit_entry where action = $2 and ($1::uuid is null or account_id = $1)",
            row => (row.GetGuid(0), row.Text(1)), stop, Parameters.OrNull(accountId), AuditErasure.Action)).ToHashSet();
        var heads = await HeadsAsync(accountId, stop);
        var chains = heads.Count;
        var (entries, erased) = await ReadAsync(accountId, heads, acts, faults, stop);
        // heads left over have lost all their entries
        faults.AddRange(heads.Where(head => head.Value.Sequence > 0).Select(head => new AuditFault(head.Key, head.Value.Sequence, "head")));
        faults.AddRange(await anchors.FaultsAsync(accountId, stop));
        faults.AddRange(await session.ListAsync(
            "select account_id from account a where ($1::uuid is null or account_id = $1) and not exists (select 1 from audit_entry e where e.account_id = a.account_id) order by 1 limit $2",
            row => new AuditFault(row.GetGuid(0), 0, "no-chain"), stop, Parameters.OrNull(accountId), MostFaults));
        if (kept is not null && !await StandsAsync(kept, stop)) faults.Add(new(Guid.Empty, 0, "kept"));
        return new(chains, entries, erased, await anchors.HeadAsync(stop), faults);
    }

    private async Task<(long Entries, long Erased)> ReadAsync(
        Guid? accountId, Dictionary<Guid, (long Sequence, byte[] Hash)> heads, HashSet<(Guid, string?)> erasures, List<AuditFault> faults, CancellationToken stop)
    {
        long entries = 0, erased = 0;
        var chain = Guid.Empty;
        long sequence = 0;
        var previous = AuditChain.Start;
        await using var command = await session.CommandAsync(
            """
            select e.account_id, e.sequence, e.id, e.at, e.action, e.subject_type, e.subject_id, e.subject_number, e.details_hash, e.previous_hash, e.hash,
                   d.salt, d.actor_id, d.actor, d.before::text, d.after::text,
                   e.partner_id is distinct from coalesce(a.partner_id, p.id) or (d.salt is not null and d.partner_id is distinct from e.partner_id)
            from audit_entry e left join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence
            left join account a on a.account_id = e.account_id left join partner p on p.id = e.account_id
            where $1::uuid is null or e.account_id = $1 order by e.account_id, e.sequence
            """, stop, Parameters.OrNull(accountId));
        await using var row = await command.ExecuteReaderAsync(stop);
        var first = true;
        while (await row.ReadAsync(stop))
        {
            var entry = Entry.Read(row);
            if (first || entry.AccountId != chain)
            {
                if (!first) CheckHead(heads, chain, sequence, previous, faults);
                (chain, sequence, previous, first) = (entry.AccountId, 0, AuditChain.Start, false);
            }
            entries++;
            var isErased = entry.Salt is null && erasures.Contains((chain, entry.Sequence.ToString(CultureInfo.InvariantCulture)));
            if (isErased) erased++;
            if (faults.Count < MostFaults) faults.AddRange(entry.Faults(sequence, previous, isErased).Select(problem => new AuditFault(chain, entry.Sequence, problem)));
            (sequence, previous) = (entry.Sequence, entry.Hash);
        }
        if (!first) CheckHead(heads, chain, sequence, previous, faults);
        return (entries, erased);
    }

    private async Task<bool> StandsAsync(string kept, CancellationToken stop) =>
        kept.Split(':') is [var sequence, var hash] && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && await session.ScalarAsync<bool>("select true from audit_entry where account_id = $1 and sequence = $2 and encode(hash, 'hex') = $3", stop, Guid.Empty, number, hash.Trim().ToLowerInvariant());

    private async Task<Dictionary<Guid, (long Sequence, byte[] Hash)>> HeadsAsync(Guid? accountId, CancellationToken stop)
    {
        var heads = await session.ListAsync("select account_id, sequence, hash from audit_head where $1::uuid is null or account_id = $1",
            row => (Id: row.GetGuid(0), Sequence: row.GetInt64(1), Hash: row.GetFieldValue<byte[]>(2)), stop,
            Parameters.OrNull(accountId));
        return heads.ToDictionary(head => head.Id, head => (head.Sequence, head.Hash));
    }

    /// <summary>The head must name the last entry: entries cut off at the end show here.</summary>
    private static void CheckHead(Dictionary<Guid, (long Sequence, byte[] Hash)> heads, Guid chain, long sequence, byte[] hash, List<AuditFault> faults)
    {
        if (!heads.Remove(chain, out var head) || head.Sequence != sequence || !head.Hash.AsSpan().SequenceEqual(hash)) faults.Add(new(chain, sequence, "head"));
    }

    private sealed record Entry(Guid AccountId, long Sequence, Guid Id, DateTimeOffset At, string Action, string SubjectType, Guid SubjectId, string? Number,
        byte[] DetailsHash, byte[] PreviousHash, byte[] Hash, byte[]? Salt, Guid? ActorId, string? Actor, string? Before, string? After, bool IsElsewhere)
    {
        public static Entry Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.GetString(5), row.GetGuid(6), row.Text(7),
            row.GetFieldValue<byte[]>(8), row.GetFieldValue<byte[]>(9), row.GetFieldValue<byte[]>(10), row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11), row.Nullable<Guid>(12), row.Text(13), row.Text(14), row.Text(15), row.GetBoolean(16));

        public IEnumerable<string> Faults(long sequence, byte[] previous, bool isErased)
        {
            if (Sequence != sequence + 1) yield return "gap";
            if (!PreviousHash.AsSpan().SequenceEqual(previous)) yield return "previous-hash";
            if (!AuditChain.HashOfEntry(AccountId, Sequence, Id, At, Action, SubjectType, SubjectId, Number, DetailsHash, PreviousHash).AsSpan().SequenceEqual(Hash)) yield return "entry-hash";
            if (Salt is not null && !AuditChain.HashOfDetails(Salt, ActorId, Actor!, Before, After).AsSpan().SequenceEqual(DetailsHash)) yield return "details-hash";
            if (Salt is null && !isErased) yield return "details-missing";
            // no part of the hash, for an account changes its partner; but whoever has the account has all of its entries
            if (IsElsewhere) yield return "partner";
        }
    }
}
