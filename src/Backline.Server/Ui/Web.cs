using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Ui;

public static class Web
{
    /// <summary>The address when it is one of ours, else the start page: a redirect to a foreign host is refused with 500.</summary>
    public static string Local(string? back) => RedirectHttpResult.IsLocalUrl(back) ? back! : "/";

    /// <summary>Gives fragments the fingerprinted names of the static files: there is no WithStaticAssets for route groups.</summary>
    public static RouteGroupBuilder WithAssetsOf(this RouteGroupBuilder group, RazorComponentsEndpointConventionBuilder pages)
    {
        ResourceAssetCollection? assets = null;
        pages.Finally(endpoint => assets ??= endpoint.Metadata.OfType<ResourceAssetCollection>().FirstOrDefault());
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (assets is not null) endpoint.Metadata.Add(assets);
        });
        return group;
    }
}
