using Backline.Server.Platform.Http;

namespace Backline.Server.Platform.Identity;

/// <summary>
/// The browser sends the cookie along with whatever any page asks for, so what changes something over the interface has to come from a page of ours: the
/// browser says where from, and no page can have it say something else. Programs with a key send no cookie, and nobody can make them send theirs.
/// </summary>
internal static class ForeignPages
{
    public static IApplicationBuilder UseOwnPagesOnly(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (!Changes(http.Request) || !http.Request.Path.StartsWithSegments("/api") || !IsBrowser(http) || IsOwn(http)) return next(http);
        var texts = http.RequestServices.GetRequiredService<ProblemTexts>();
        return Problems.Result(http, StatusCodes.Status403Forbidden, "page-foreign", texts["page-foreign"]).ExecuteAsync(http);
    });

    private static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private static bool IsBrowser(HttpContext http) => http.User.Identity is { IsAuthenticated: true, AuthenticationType: not ApiKeyAuthentication.Scheme };

    // browsers leave the first out where the connection is not trusted, and then the second says it
    private static bool IsOwn(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none") return false;
        return headers.Origin is not { Count: > 0 } origin || http.RequestServices.GetRequiredService<PublicAddress>().IsOf(origin.ToString(), http.Request);
    }
}
