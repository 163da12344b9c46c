using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Backline.Server.Ui;

internal static class SecurityHeaders
{
    /// <summary>Nothing from elsewhere, nothing inline. data: is for the arrows and ticks in Tabler's style sheet.</summary>
    public const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; manifest-src 'self'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            // a file that somebody brought has one of its own
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            if (http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true) headers.Vary = StringValues.Concat(headers.Vary, "HX-Request");
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>A redirect within this installation names no host: the one in a request is whatever its sender wrote there.</summary>
    public static IApplicationBuilder UseRelativeRedirects(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var own = $"{http.Request.Scheme}://{http.Request.Host}";
            if (http.Response.Headers.Location is [{ } to] && to.StartsWith(own + "/", StringComparison.OrdinalIgnoreCase) && RedirectHttpResult.IsLocalUrl(to[own.Length..]))
                http.Response.Headers.Location = to[own.Length..];
            return Task.CompletedTask;
        });
        return next(http);
    });
}
