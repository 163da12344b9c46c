using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Platform.Audit;

/// <summary>A place where a chain does not hold.</summary>
/// <param name="Problem">A stable word: gap, previous-hash, entry-hash, details-hash, head.</param>
public sealed record AuditFault(Guid AccountId, long Sequence, string Problem);

/// <summary>What a verification read and found.</summary>
public sealed record AuditVerdict(long Chains, long Entries, long Erased, IReadOnlyList<AuditFault> Faults);

/// <summary>Reads every chain from its start, in order, and recomputes each hash. Details that were erased are counted, not faulted.</summary>
public sealed class AuditVerification(Session session)
{
    private const int MostFaults = 100;

    /// <param name="accountId">One chain, or null for all of them.</param>
    public async Task<AuditVerdict> VerifyAsync(Guid? accountId, CancellationToken stop)
    {
        var faults = new List<AuditFault>();
        var heads = await HeadsAsync(accountId, stop);
        var chains = heads.Count;
        long entries = 0, erased = 0;
        var chain = Guid.Empty;
        long sequence = 0;
        var previous = AuditChain.Start;
        await using var command = await session.CommandAsync(
            """
            select e.account_id, e.sequence, e.id, e.at, e.action, e.subject_type, e.subject_id, e.subject_number, e.details_hash, e.previous_hash, e.hash,
                   d.salt, d.actor_id, d.actor, d.before::text, d.after::text
            from audit_entry e left join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence
            where $1::uuid is null or e.account_id = $1 order by e.account_id, e.sequence
            """, stop, new NpgsqlParameter { Value = (object?)accountId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
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
            if (entry.Salt is null) erased++;
            if (faults.Count < MostFaults) faults.AddRange(entry.Faults(sequence, previous).Select(problem => new AuditFault(chain, entry.Sequence, problem)));
            (sequence, previous) = (entry.Sequence, entry.Hash);
        }
        if (!first) CheckHead(heads, chain, sequence, previous, faults);
        // heads left over have lost all their entries
        faults.AddRange(heads.Where(head => head.Value.Sequence > 0).Select(head => new AuditFault(head.Key, head.Value.Sequence, "head")));
        return new(chains, entries, erased, faults);
    }

    private async Task<Dictionary<Guid, (long Sequence, byte[] Hash)>> HeadsAsync(Guid? accountId, CancellationToken stop)
    {
        var heads = await session.ListAsync("select account_id, sequence, hash from audit_head where $1::uuid is null or account_id = $1",
            row => (Id: row.GetGuid(0), Sequence: row.GetInt64(1), Hash: row.GetFieldValue<byte[]>(2)), stop,
            new NpgsqlParameter { Value = (object?)accountId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        return heads.ToDictionary(head => head.Id, head => (head.Sequence, head.Hash));
    }

    /// <summary>The head must name the last entry: entries cut off at the end show here.</summary>
    private static void CheckHead(Dictionary<Guid, (long Sequence, byte[] Hash)> heads, Guid chain, long sequence, byte[] hash, List<AuditFault> faults)
    {
        if (!heads.Remove(chain, out var head) || head.Sequence != sequence || !head.Hash.AsSpan().SequenceEqual(hash)) faults.Add(new(chain, sequence, "head"));
    }

    private sealed record Entry(Guid AccountId, long Sequence, Guid Id, DateTimeOffset At, string Action, string SubjectType, Guid SubjectId, string? Number,
        byte[] DetailsHash, byte[] PreviousHash, byte[] Hash, byte[]? Salt, Guid? ActorId, string? Actor, string? Before, string? After)
    {
        public static Entry Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.GetString(5), row.GetGuid(6), row.Text(7),
            row.GetFieldValue<byte[]>(8), row.GetFieldValue<byte[]>(9), row.GetFieldValue<byte[]>(10), row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11), row.Nullable<Guid>(12), row.Text(13), row.Text(14), row.Text(15));

        public IEnumerable<string> Faults(long sequence, byte[] previous)
        {
            if (Sequence != sequence + 1) yield return "gap";
            if (!PreviousHash.AsSpan().SequenceEqual(previous)) yield return "previous-hash";
            if (!AuditChain.HashOfEntry(AccountId, Sequence, Id, At, Action, SubjectType, SubjectId, Number, DetailsHash, PreviousHash).AsSpan().SequenceEqual(Hash)) yield return "entry-hash";
            if (Salt is not null && !AuditChain.HashOfDetails(Salt, ActorId, Actor!, Before, After).AsSpan().SequenceEqual(DetailsHash)) yield return "details-hash";
        }
    }
}
