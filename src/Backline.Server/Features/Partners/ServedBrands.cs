using Backline.Server.Platform.Identity;
using Npgsql;

namespace Backline.Server.Features.Partners;

/// <summary>PO-2 for somebody who is known but not signed in: the brand their pages will have, which their mails and the pages behind the links in them have too.</summary>
public sealed class ServedBrands(NpgsqlDataSource source, PartnerBrands brands, TimeProvider clock)
{
    /// <param name="accountId">Of a customer's people.</param>
    /// <param name="partnerId">Of a partner's people.</param>
    /// <returns>Null: the service has its own name.</returns>
    public async Task<PartnerBrand?> OfAsync(Guid? accountId, Guid? partnerId, CancellationToken stop)
    {
        if (accountId is not { } account) return partnerId is { } own ? await brands.FindAsync(own, stop) : null;
        return await AccountStanding.OfAsync(source, account, clock.GetUtcNow(), stop) is { IsBranded: true, PartnerId: { } fronting } ? await brands.FindAsync(fronting, stop) : null;
    }
}
