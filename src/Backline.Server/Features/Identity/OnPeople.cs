using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Identity;

internal static class OnPeople
{
    /// <summary>An act on somebody's access joins the chain of the account or the partner they belong to, else the programme's.</summary>
    public static async Task<Act> ActAsync(Session session, Guid? accountId, Guid? partnerId, string action, string subject, Guid id, string name, object? before, object? after, CancellationToken stop)
    {
        if (accountId is { } account)
        {
            var fronting = await session.FirstAsync("select partner_id from account where account_id = $1", row => row.Nullable<Guid>(0), stop, account);
            return new(account, fronting, action, subject, id, name, before, after);
        }
        return partnerId is { } partner ? Act.OnPartner(partner, action, subject, id, name, before, after) : Act.OnProgramme(action, subject, id, name, before, after);
    }
}
