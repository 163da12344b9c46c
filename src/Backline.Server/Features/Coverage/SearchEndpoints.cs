using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Coverage;

internal static class SearchEndpoints
{
    /// <summary>The box in every header: what is typed or pasted there is a question about coverage, whose answer names account, site and device.</summary>
    public static void MapSearch(this RouteGroupBuilder web) =>
        web.MapGet("/search", (string? q) => TypedResults.LocalRedirect("/coverage" + QueryString.Create("q", q ?? ""))).RequirePermission(Permissions.CoverageCheck);
}
