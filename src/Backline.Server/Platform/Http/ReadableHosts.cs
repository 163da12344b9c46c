namespace Backline.Server.Platform.Http;

internal static class ReadableHosts
{
    // a name of the DNS and a port
    private const int Longest = 255 + 6;

    /// <summary>
    /// A request has to name a host that is one: every page makes its own address of it. Probes of a load balancer, which often name none, are answered all the
    /// same. Stands before everything that makes pages, that of an error included.
    /// </summary>
    public static IApplicationBuilder UseReadableHosts(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (IsReadable(http.Request) || http.Request.Path.StartsWithSegments("/health")) return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync("The request names no host, or none that is one: it has to say Host: name, or Host: name:port.\n", http.RequestAborted);
    });

    private static bool IsReadable(HttpRequest request) => request.Host is { HasValue: true, Value.Length: <= Longest }
        && Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}/", UriKind.Absolute, out var address) && address.Host.Length > 0;
}
