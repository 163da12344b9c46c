using System.Security.Cryptography;
using System.Text.Json;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using NpgsqlTypes;
using Npgsql;

namespace Backline.Server.Platform.Audit;

/// <summary>Appends acts to the chains of their accounts, last in the transaction, heads locked in account order so that two bulk acts cannot block each other.</summary>
internal static class AuditLog
{
    public static async Task AppendAsync(Session session, IReadOnlyList<Act> acts, DateTimeOffset now, CancellationToken stop)
    {
        now = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        foreach (var chain in acts.GroupBy(act => act.AccountId).OrderBy(group => group.Key))
        {
            var partner = chain.First().PartnerId;
            var (sequence, previous) = await LockHeadAsync(session, chain.Key, partner, stop);
            foreach (var act in chain) (sequence, previous) = (sequence + 1, await AppendAsync(session, act, sequence + 1, previous, now, stop));
        }
    }

    private static async Task<(long Sequence, byte[] Hash)> LockHeadAsync(Session session, Guid accountId, Guid? partnerId, CancellationToken stop)
    {
        var head = await HeadAsync(session, accountId, stop);
        if (head.Hash is null)
        {
            await session.ExecuteAsync("insert into audit_head (account_id, partner_id, sequence, hash) values ($1, $2, 0, $3) on conflict (account_id) do nothing", stop, accountId, Parameters.OrNull(partnerId), AuditChain.Start);
            head = await HeadAsync(session, accountId, stop);
        }
        // the account went to another partner since the work began: rows written for the one before would be nobody's
        return head.Hash is not null && head.Partner == partnerId ? (head.Sequence, head.Hash) : throw new StaleVersionException();
    }

    private static Task<(long Sequence, byte[] Hash, Guid? Partner)> HeadAsync(Session session, Guid accountId, CancellationToken stop) => session.FirstAsync(
        "select sequence, hash, partner_id from audit_head where account_id = $1 for update", row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.Nullable<Guid>(2)), stop, accountId);

    private static async Task<byte[]> AppendAsync(Session session, Act act, long sequence, byte[] previous, DateTimeOffset now, CancellationToken stop)
    {
        var reader = session.Reader;
        var id = Guid.CreateVersion7(now);
        var salt = RandomNumberGenerator.GetBytes(16);
        var (before, after) = (Json(act.Before), Json(act.After));
        var details = AuditChain.HashOfDetails(salt, reader.PersonId, reader.Name, before, after);
        var hash = AuditChain.HashOfEntry(act.AccountId, sequence, id, now, act.Action, act.SubjectType, act.SubjectId, act.SubjectNumber, details, previous);
        await session.ExecuteAsync(
            """
            with entry as (
                insert into audit_entry (account_id, partner_id, sequence, id, at, action, subject_type, subject_id, subject_number, details_hash, previous_hash, hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)),
            detail as (
                insert into audit_detail (account_id, partner_id, sequence, salt, actor_id, actor, before, after) values ($1, $2, $3, $13, $14, $15, $16, $17))
            update audit_head set sequence = $3, hash = $12 where account_id = $1
            """, stop,
            act.AccountId, Parameters.OrNull(act.PartnerId), sequence, id, now, act.Action, act.SubjectType, act.SubjectId, Parameters.OrNull(act.SubjectNumber), details, previous, hash,
            salt, Parameters.OrNull(reader.PersonId), reader.Name, Column(before), Column(after));
        return hash;
    }

    // as text: jsonb reorders keys, and the hash is over what was written
    private static NpgsqlParameter Column(string? json) => new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json };

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, BacklineJson.Options);
}
