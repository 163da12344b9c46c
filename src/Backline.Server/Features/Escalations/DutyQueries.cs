using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>What an escalation wants of the reader.</summary>
/// <param name="IsCall">A case calls them, until <paramref name="At"/>; else they keep an escalation, and say by then how it stands.</param>
/// <param name="Id">Of the case, or of the escalation.</param>
/// <param name="At">Null: no update is promised.</param>
public sealed record Duty(bool IsCall, Guid Id, string Number, DateTimeOffset? At);

/// <summary>What escalations want of the reader at their desk, as it stands above the queue.</summary>
internal sealed class DutyQueries(Session session)
{
    private const int Most = 5;

    /// <summary>Calls first, then what is due first.</summary>
    public async Task<IReadOnlyList<Duty>> ListAsync(CancellationToken stop)
    {
        var reader = session.Reader;
        if (reader.PersonId is not { } own || reader.Side == Side.Customer) return [];
        return await session.ListAsync(
            """
            (select true, c.id, c.number, k.due_at from escalation_call k join support_case c on c.account_id = k.account_id and c.id = k.case_id
             where k.tier = $2 and k.acknowledged_at is null and k.lapsed_at is null and $1 = any (k.people_ids) order by k.due_at limit $3)
            union all
            (select false, e.id, e.number, e.next_update_at from escalation e where e.state = 'active' and e.owner_id = $1 order by e.next_update_at, e.id limit $3)
            """, row => new Duty(row.GetBoolean(0), row.GetGuid(1), row.GetString(2), row.Nullable<DateTimeOffset>(3)), stop, own, reader.Side == Side.Partner ? "partner" : "vendor", Most);
    }
}
