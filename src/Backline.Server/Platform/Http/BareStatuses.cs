using System.Text;
using Microsoft.Net.Http.Headers;

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
            return Problems.Result(http, status, code, texts[code, status switch { 413 => Problems.MostOf(http), 415 => TakenBy(http), _ => "" }]).ExecuteAsync(http);
        }));

    private static string TakenBy(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<FileUpload>() is { } upload ? string.Join(" or ", upload.MediaTypes) : "application/json in UTF-8";

    /// <summary>What can be read can be asked about: HEAD gets the answer of GET without its body.</summary>
    public static IApplicationBuilder UseHeads(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }
        http.Request.Method = HttpMethods.Get;
        http.Response.Body = Stream.Null;
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
        }
    });

    /// <summary>Nothing has the character U+0000 in its name; the framework fails when it takes such a path apart.</summary>
    public static IApplicationBuilder UseReadablePaths(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Path.Value?.Contains("%00", StringComparison.Ordinal) != true) return next(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>A body in an encoding nobody here can read (utf-7) is a wrong media type, not a fault of ours.</summary>
    public static IApplicationBuilder UseReadableCharsets(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.Charset.HasValue || IsReadable(type.Charset.Value)) return next(http);
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    });

    private static bool IsReadable(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset.Trim('"')) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
