using Backline.Domain.Accounts;
using Backline.Server.Platform.Access;

namespace Backline.Server.Platform.Database;

/// <summary>The filter that stands in each query beside row security (D8), so that the right index is found too.</summary>
internal static class Ownership
{
    public static Conditions OwnedBy(this Conditions where, Reader reader, string alias) => reader.Side switch
    {
        Side.Vendor => where,
        Side.Partner => where.Add($"{alias}.partner_id = {{0}}", reader.PartnerId),
        _ => where.Add($"{alias}.account_id = {{0}}", reader.AccountId),
    };

    /// <summary>The text of the conditions, with their arguments beside it.</summary>
    public static string WithArgs(this Conditions where, out object?[] args)
    {
        args = where.Args;
        return where.Where;
    }
}
