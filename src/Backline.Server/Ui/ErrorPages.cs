using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace Backline.Server.Ui;

internal static class ErrorPages
{
    /// <summary>People get a page for a bare status; programs and htmx keep the answer's own body.</summary>
    public static IApplicationBuilder UseStatusPages(this IApplicationBuilder app) => app.UseWhen(
        http => !http.IsForMachines && !http.IsHtmx,
        pages => pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true).Use(async (http, next) =>
        {
            await next(http);
            // a page whose form was refused for its token has named its media type, but written nothing
            if (!http.Response.HasStarted && http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }) http.Response.ContentType = null;
        }));

    /// <summary>A failed POST is executed again as a POST: the error page would read and check the form once more, and fail in its turn.</summary>
    public static IApplicationBuilder UseErrorPagesAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.ContentType = null;
            // a form refused for its token is no reason to refuse the page that says so
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        }
        return next(http);
    });
}
