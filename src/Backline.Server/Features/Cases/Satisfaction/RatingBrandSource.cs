using Backline.Server.Features.Partners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <summary>PO-2: behind the link of a survey stands whose case it is, and so whose service they use.</summary>
internal sealed class RatingBrandSource(RatingLinks links, ServedBrands brands) : IBrandSource
{
    public async Task<Brand?> FindAsync(HttpContext http, CancellationToken stop) =>
        Reader.From(http.User) is null && !Problems.TellsDatabaseAway(http) && http.Request.Path.Value?.Split('/') is ["", "ratings", var token] && links.Read(token) is { } one ? (await brands.OfAsync(one.Account, null, stop))?.Shown : null;
}
