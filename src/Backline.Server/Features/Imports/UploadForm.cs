using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Backline.Server.Features.Imports;

/// <summary>A multipart form whose fields stand before its file: the file is handed on as it arrives, never held.</summary>
internal static class UploadForm
{
    /// <summary>Larger than the limit by what a form adds, so that the refusal can name the limit.</summary>
    public static RequestSizeLimitAttribute SizeLimit { get; } = new(InventoryLimits.Standard.Bytes + (8 << 20));

    private const int LongestField = 10_000;

    public static bool IsMultipart(HttpRequest request) => request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <returns>Null when there was no file.</returns>
    /// <exception cref="RefusedException"><c>import.file-too-large</c> with the limit.</exception>
    /// <exception cref="InvalidInputException"><c>input.one-file-only</c> with the name of the second.</exception>
    public static async Task<Guid?> ReadAsync(HttpRequest request, Func<string, string, Task> field, Func<string, Stream, Task<Guid>> file, CancellationToken stop)
    {
        var boundary = (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null) ?? throw new BadHttpRequestException("The form has no boundary.");
        var reader = new MultipartReader(boundary, request.Body) { BodyLengthLimit = InventoryLimits.Standard.Bytes + (4 << 20) };
        try
        {
            Guid? made = null;
            while (await reader.ReadNextSectionAsync(stop) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                if (disposition.IsFileDisposition())
                {
                    var name = new FileMultipartSection(section, disposition).FileName;
                    // an import is of one file, and undone as one: nothing of a form with two is kept
                    if (made is not null) throw new InvalidInputException(new InputError("/file", "input.one-file-only", name));
                    made = await file(name, section.Body);
                }
                else if (disposition.IsFormDisposition()) await field(disposition.Name.Value ?? "", Cut(await new FormMultipartSection(section, disposition).GetValueAsync(stop)));
            }
            return made;
        }
        catch (Exception e) when (e is BadHttpRequestException { StatusCode: 413 } || (e is InvalidDataException && e.Message.Contains("body length limit", StringComparison.OrdinalIgnoreCase)))
        {
            throw TooLarge();
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw new BadHttpRequestException("The form broke off.", e);
        }
    }

    public static RefusedException TooLarge() => new(new("import.file-too-large", InventoryLimits.Standard.Bytes / 1024 / 1024));

    private static string Cut(string value) => value.Length <= LongestField ? value : value[..LongestField];
}
