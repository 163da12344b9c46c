using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Partners;

/// <summary>
/// PO-2: partner people see their brand, and so do customers while a partner-branded contract of theirs is in force. Before anyone is signed in, a link with ?partner=P-101 says whose it is,
/// and the browser remembers it.
/// </summary>
internal sealed class PartnerBrandSource(PartnerBrands brands) : IBrandSource
{
    private const string Cookie = "brand";

    public async Task<Brand?> FindAsync(HttpContext http, CancellationToken stop)
    {
        var found = await OfRequestAsync(http, stop);
        return found?.Shown;
    }

    private async Task<PartnerBrand?> OfRequestAsync(HttpContext http, CancellationToken stop)
    {
        if (Reader.From(http.User) is { } reader)
            return reader is { Side: Side.Partner, PartnerId: not null } or { IsBranded: true, PartnerId: not null } ? await OfAsync(http, reader.PartnerId.Value, stop) : null;
        if (http.Request.Query["partner"] is [{ Length: > 0 and < 20 } number])
        {
            var named = await brands.FindAsync(number, stop);
            if (named is not null) Remember(http, named.PartnerId);
            return named;
        }
        return Guid.TryParse(http.Request.Cookies[Cookie], out var id) ? await OfAsync(http, id, stop) : null;
    }

    // the page that says that the database is away doesn't ask it
    private async Task<PartnerBrand?> OfAsync(HttpContext http, Guid partnerId, CancellationToken stop) =>
        Problems.TellsDatabaseAway(http) ? brands.Remembering(partnerId) : await brands.FindAsync(partnerId, stop);

    private static void Remember(HttpContext http, Guid partnerId)
    {
        if (http.Response.HasStarted) return;
        http.Response.Cookies.Append(Cookie, partnerId.ToString(),
            new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true });
    }
}
