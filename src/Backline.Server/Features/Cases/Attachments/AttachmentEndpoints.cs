using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Backline.Server.Features.Cases.Attachments;

internal static class AttachmentEndpoints
{
    private const string Sandbox = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static FileUpload AnyFile { get; } = new("A file of any type: as it is with fileName in the query, or as the file of a form", AttachmentCheck.MostMegaBytes, ["application/octet-stream"], "boardroom-log.txt") { Form = [] };

    private static RequestSizeLimitAttribute SizeLimit { get; } = new((AttachmentCheck.MostMegaBytes + 2L) << 20);

    public static IServiceCollection AddAttachments(this IServiceCollection services) => services.AddScoped<AttachmentOperations>().AddScoped<AttachmentQueries>().AddScoped<AttachmentForm>()
        .AddScheduledJob<UnusedFilesJob>("unused-case-files", "0 40 * * * ?").AddProblemTexts<AttachmentTexts>();

    public static void MapAttachments(this RouteGroupBuilder api)
    {
        var cases = api.MapGroup("/cases/{id:guid}/attachments").WithTags("Cases");
        cases.MapPost("", UploadAsync).RequirePermission(Permissions.CasesOpen).Creates<AttachmentView>().Uploads(AnyFile).WithMetadata(SizeLimit).RequireRateLimiting(RateLimits.Uploads).Idempotent()
            .WithSummary("Upload a file for a message of the case: the file as body (fileName in the query), or a multipart form. A message then names it; unnamed it is removed after a day.");
        cases.MapGet("/{attachmentId:guid}", DownloadAsync).RequirePermission(Permissions.CasesRead).RequireRateLimiting(RateLimits.Exports).AnswersFile("application/octet-stream").WithSummary("The file, as it was uploaded.");
    }

    public static void MapAttachmentFiles(this RouteGroupBuilder web) =>
        web.MapGet("/cases/{id:guid}/attachments/{attachmentId:guid}", ShowAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();

    private static async Task<IResult> UploadAsync(Guid id, string? fileName, AttachmentOperations operations, AttachmentQueries queries, Session session, HttpContext http, CancellationToken stop)
    {
        // who may not see the case sends no file
        await queries.PlaceAsync(id, stop);
        AttachmentView? view = null;
        try
        {
            // any other type is the file itself: a program that names none may send that of a form by itself
            if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) && type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)) view = await FormAsync(http.Request, fileName, (name, content) => operations.UploadAsync(id, name, content, stop), stop);
            else view = await operations.UploadAsync(id, fileName ?? throw new InvalidInputException(new InputError("fileName", "input.required")), http.Request.Body, stop);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            throw new InvalidInputException(new InputError("/file", "attachment.too-large", FileName.Of(fileName ?? ""), AttachmentCheck.MostMegaBytes));
        }
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cases/{id}/attachments/{view.Id}", view);
    }

    private static async Task<AttachmentView> FormAsync(HttpRequest request, string? fileName, Func<string, Stream, Task<AttachmentView>> take, CancellationToken stop)
    {
        var boundary = (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null) ?? throw new BadHttpRequestException("The form has no boundary.");
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(stop) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.IsFileDisposition())
                    return await take(fileName ?? new FileMultipartSection(section, disposition).FileName, section.Body);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form broke off.", e);
        }
        throw new InvalidInputException(new InputError("/file", "input.required"));
    }

    private static async Task<IResult> DownloadAsync(Guid id, Guid attachmentId, AttachmentQueries queries, HttpContext http, CancellationToken stop) =>
        Answer(await queries.FindAsync(id, attachmentId, stop), queries, http, shown: false);

    /// <summary>Pictures are shown, anything else is saved: nothing that could be run opens within a page.</summary>
    private static async Task<IResult> ShowAsync(Guid id, Guid attachmentId, AttachmentQueries queries, HttpContext http, CancellationToken stop) =>
        Answer(await queries.FindAsync(id, attachmentId, stop), queries, http, shown: true);

    private static FileStreamHttpResult Answer(AttachmentView file, AttachmentQueries queries, HttpContext http, bool shown)
    {
        http.Response.Headers.ContentSecurityPolicy = Sandbox;
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var inline = shown && file.IsPicture;
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(queries.Open(file, http.RequestAborted), inline ? file.MediaType : "application/octet-stream");
    }
}

/// <summary>The words of files of cases.</summary>
public sealed class AttachmentTexts;
