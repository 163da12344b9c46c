using System.Text.Json;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Audit;

/// <summary>Where a chain stood when an anchor was set.</summary>
public sealed record AnchoredHead(Guid AccountId, long Sequence, byte[] Hash);

/// <summary>
/// Writes down where every chain stands, and chains the hash of that into the programme's own. A chain cut off or removed since then shows, however
/// its head was put back; and one line kept outside the database, the programme's head, answers for all chains.
/// </summary>
public sealed class AuditAnchors(Session session, TimeProvider clock)
{
    public const string Action = "audit.anchored";

    /// <summary>Only chains that grew since they were anchored last; nothing when none did.</summary>
    public async Task SetAsync(CancellationToken stop)
    {
        await session.OneAtATimeAsync("audit", "anchor", stop);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var heads = await session.ListAsync(
            """
            insert into audit_anchor (account_id, partner_id, sequence, anchor_id, hash)
            select h.account_id, h.partner_id, h.sequence, $1, h.hash from audit_head h
            where h.account_id <> $2 and h.sequence > 0 and not exists (select 1 from audit_anchor a where a.account_id = h.account_id and a.sequence >= h.sequence)
            returning account_id, sequence, hash
            """, row => new AnchoredHead(row.GetGuid(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)), stop, id, Guid.Empty);
        if (heads.Count > 0) session.Audit(Act.OnProgramme(Action, "audit-anchor", id, null, after: new { chains = heads.Count, hash = HashOf(heads) }));
    }

    /// <summary>The sequence and hash of the last entry of the programme's chain: <c>812:9f3c…</c>; null before its first entry.</summary>
    public Task<string?> HeadAsync(CancellationToken stop) => session.FirstAsync(
        "select sequence, hash from audit_head where account_id = $1 and sequence > 0", row => $"{row.GetInt64(0)}:{Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1))}", stop, Guid.Empty);

    /// <summary>Anchors whose rows are not those the programme's chain tells of, and chains that no longer are what an anchor says.</summary>
    /// <param name="accountId">One chain, or null for all of them and the anchors themselves.</param>
    public async Task<List<AuditFault>> FaultsAsync(Guid? accountId, CancellationToken stop)
    {
        var faults = await session.ListAsync(
            """
            select a.account_id, a.sequence from audit_anchor a left join audit_entry e on e.account_id = a.account_id and e.sequence = a.sequence
            where ($1::uuid is null or a.account_id = $1) and e.hash is distinct from a.hash order by 1, 2
            """, row => new AuditFault(row.GetGuid(0), row.GetInt64(1), "anchored"), stop, Parameters.OrNull(accountId));
        // the programme's chain is not everybody's to read
        if (accountId is null && session.Reader is { IsProgramme: true } or { IsVendor: true }) await CompareAsync(faults, stop);
        return faults;
    }

    private async Task CompareAsync(List<AuditFault> faults, CancellationToken stop)
    {
        var told = (await session.ListAsync(
            "select e.subject_id, e.sequence, d.after::text from audit_entry e left join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence where e.account_id = $1 and e.action = $2",
            row => (Id: row.GetGuid(0), Sequence: row.GetInt64(1), Hash: HashIn(row.Text(2))), stop, Guid.Empty, Action)).ToDictionary(act => act.Id);
        await using var command = await session.CommandAsync("select anchor_id, account_id, sequence, hash from audit_anchor order by anchor_id", stop);
        await using var row = await command.ExecuteReaderAsync(stop);
        var (anchor, heads) = (Guid.Empty, new List<AnchoredHead>());
        while (await row.ReadAsync(stop))
        {
            if (row.GetGuid(0) != anchor) Close();
            anchor = row.GetGuid(0);
            heads.Add(new(row.GetGuid(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)));
        }
        Close();
        faults.AddRange(told.Values.OrderBy(act => act.Sequence).Select(act => new AuditFault(Guid.Empty, act.Sequence, "anchor")));

        // what is left over of those told has lost its rows
        void Close()
        {
            if (heads.Count > 0 && !(told.Remove(anchor, out var act) && act.Hash == HashOf(heads))) faults.Add(new(Guid.Empty, act.Sequence, "anchor"));
            heads.Clear();
        }
    }

    private static string HashOf(IEnumerable<AnchoredHead> heads) =>
        Convert.ToHexStringLower(AuditChain.HashOfHeads(heads.OrderBy(head => head.AccountId).Select(head => (head.AccountId, head.Sequence, head.Hash))));

    private static string? HashIn(string? after) => after is null ? null : JsonDocument.Parse(after).RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("hash", out var hash) ? hash.GetString() : null;
}
