using Backline.Server.Features.Partners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Identity;

/// <summary>PO-2: behind the link of an invitation or of a new password stands whom it is for, and so whose service they use, also when it was used or is spoiled. It says nothing else.</summary>
internal sealed class LinkBrandSource(Doorstep door, InvitationAcceptance acceptance, ServedBrands brands) : IBrandSource
{
    public async Task<Brand?> FindAsync(HttpContext http, CancellationToken stop)
    {
        if (Reader.From(http.User) is not null || Problems.TellsDatabaseAway(http)) return null;
        var (account, partner) = http.Request.Path.Value?.Split('/') switch
        {
            ["", "invitations", var token] => await acceptance.InvitedAsync(token, stop),
            ["", "reset" or "forgotten"] => await door.NamedAsync(http.Request.Query["person"]),
            _ => default,
        };
        return (await brands.OfAsync(account, partner, stop))?.Shown;
    }
}
