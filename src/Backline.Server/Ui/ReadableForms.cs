using System.Net;
using System.Text;
using Backline.Server.Platform.Http;

namespace Backline.Server.Ui;

/// <summary>A posted form is read before anything looks into it, so that one that can't be read is refused with the cause, wherever it was posted, by whomever.</summary>
internal static class ReadableForms
{
    private const string Unkept = "input.control-characters";

    /// <summary>Bytes; in a form up to here the field is looked for that nobody can keep.</summary>
    private const int Small = 64 << 10;

    public static IApplicationBuilder UseReadableForms(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!http.IsForMachines && http.Request.HasFormContentType && http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<SelfChecked>() is null) await ReadAsync(http.Request, http.RequestAborted);
        await next(http);
    });

    private static async Task ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength <= Small) request.EnableBuffering();
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(stop);
        }
        catch (InvalidDataException e) when (e.InnerException is InvalidOperationException)
        {
            throw request.Body.CanSeek && await FieldAsync(request.Body, stop) is { } field ? new InvalidInputException(new InputError(field, Unkept)) : new UnreadableFormException(Unkept, e);
        }
        catch (InvalidDataException e) when (e.Message.Contains("limit", StringComparison.Ordinal))
        {
            throw new UnreadableFormException("form.too-much", e);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new UnreadableFormException("form.broken", e);
        }
        var unkept = form.Where(field => field.Value.Any(Holds)).Select(field => new InputError(field.Key, Unkept)).ToArray();
        if (form.Keys.Any(Holds)) throw new UnreadableFormException(Unkept);
        if (unkept.Length > 0) throw new InvalidInputException(unkept);
    }

    // the framework reads no form with "%00" in it, and doesn't say where
    private static async Task<string?> FieldAsync(Stream body, CancellationToken stop)
    {
        body.Position = 0;
        using var reader = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
        var fields = (await reader.ReadToEndAsync(stop)).Split('&').Select(pair => pair.Split('=', 2));
        return fields.FirstOrDefault(pair => pair.Length == 2 && pair[1].Contains("%00", StringComparison.Ordinal)) is [var name, _] && WebUtility.UrlDecode(name) is { Length: > 0 } field && !Holds(field) ? field : null;
    }

    private static bool Holds(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
