using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Ui;

public static class Web
{
    /// <summary>
    /// The address when it is one of ours, else the start page: a redirect to a foreign host is refused with 500. What is not ASCII is escaped, for no header
    /// takes it, and by then the change is kept.
    /// </summary>
    public static string Local(string? back) => back is ['/', ..] && RedirectHttpResult.IsLocalUrl(back) ? Ascii(back) : "/";

    /// <summary>The address somebody asked for, also where a page that says what is wrong with it is shown in its stead.</summary>
    public static string Asked(HttpContext http)
    {
        // a failure comes first: the page that tells of it may itself be shown for its status
        var shown = http.Features.Get<IStatusCodeReExecuteFeature>();
        var path = http.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? shown?.OriginalPath ?? http.Request.Path.Value;
        var query = shown?.OriginalQueryString ?? http.Request.QueryString.Value;
        return Local(http.Request.PathBase.Add(new PathString(path)).ToUriComponent() + query);
    }

    private static string Ascii(string address) =>
        System.Text.Ascii.IsValid(address) ? address : string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

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
