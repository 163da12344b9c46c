using System.Globalization;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Audit;

/// <summary>Takes who, before and after from an entry. The erasure is an entry of the same chain; what is missing without one is a fault.</summary>
public sealed class AuditErasure(Session session)
{
    public const string Action = "audit.details-erased";

    /// <summary>The chains' own entries keep what they say.</summary>
    private const string OwnPrefix = "audit.";

    /// <exception cref="NotFoundException">No such entry, none that still has details, or one of the audit log's own.</exception>
    public async Task EraseAsync(Guid accountId, long sequence, string reason, CancellationToken stop)
    {
        var entry = await session.FirstAsync(
            """
            delete from audit_detail d using audit_entry e
            where d.account_id = $1 and d.sequence = $2 and e.account_id = $1 and e.sequence = $2 and not starts_with(e.action, $3) returning e.id, e.partner_id
            """, row => (Id: row.GetGuid(0), Partner: row.Nullable<Guid>(1)), stop, accountId, sequence, OwnPrefix);
        if (entry.Id == Guid.Empty) throw new NotFoundException("entry with details to erase", sequence);
        session.Audit(new(accountId, entry.Partner, Action, "audit-entry", entry.Id, sequence.ToString(CultureInfo.InvariantCulture), After: new { reason }));
    }
}
