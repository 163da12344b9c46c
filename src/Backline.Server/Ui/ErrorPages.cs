using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

internal static class ErrorPages
{
    /// <summary>People get a page for a bare status; programs and scripts keep the answer's own body.</summary>
    public static IApplicationBuilder UseStatusPages(this IApplicationBuilder app) => app.UseWhen(
        http => !http.IsForMachines && !http.IsHtmx && !http.IsOfScript,
        pages => pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true).Use(async (http, next) =>
        {
            await next(http);
            if (http.Response.HasStarted) return;
            // a page whose form was refused for its token has named its media type, but written nothing
            if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }) http.Response.ContentType = null;
            else if (LacksItsForm(http)) ShowAsItIsNow(http);
        }));

    // the framework answers a bare 400 when a page no longer has the form that was posted: it was sent twice, or somebody else was faster
    private static bool LacksItsForm(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status400BadRequest && HttpMethods.IsPost(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static void ShowAsItIsNow(HttpContext http)
    {
        http.Response.Clear();
        http.RequestServices.GetRequiredService<Flash>().Put("warn", http.RequestServices.GetRequiredService<IStringLocalizer<UiTexts>>()["form-gone"]);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = http.Request.PathBase + http.Request.Path + http.Request.QueryString;
    }

    /// <summary>A failed POST is executed again as a POST: the error page would read and check the form once more, and fail in its turn.</summary>
    public static IApplicationBuilder UseErrorPagesAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.ContentType = null;
            // one that was read already is a form whatever the type says
            http.Features.Set<IFormFeature>(null);
            // a form refused for its token is no reason to refuse the page that says so
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        }
        return next(http);
    });
}
