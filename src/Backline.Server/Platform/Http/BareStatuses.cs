namespace Backline.Server.Platform.Http;

internal static class BareStatuses
{
    /// <summary>Statuses that the framework answers without a body (unknown address, method, media type) become problems too, for programs.</summary>
    public static IApplicationBuilder UseProblemsForBareStatuses(this IApplicationBuilder app) =>
        app.UseWhen(http => http.IsForMachines, machines => machines.UseStatusCodePages(context =>
        {
            var http = context.HttpContext;
            var texts = http.RequestServices.GetRequiredService<ProblemTexts>();
            var status = http.Response.StatusCode;
            var code = status switch
            {
                401 => "unauthenticated",
                403 => "forbidden",
                404 => "not-found",
                405 => "method-not-allowed",
                413 => "payload-too-large",
                415 => "unsupported-media-type",
                >= 500 => "internal",
                _ => "input.malformed",
            };
            return Problems.Result(http, status, code, texts[code, status == 413 ? 200 : ""]).ExecuteAsync(http);
        }));
}
