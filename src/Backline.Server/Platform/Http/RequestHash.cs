using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Backline.Server.Platform.Http;

/// <summary>What a request asks for, as a hash: whether a repeated one asks for the same. Reads the body in pieces, and leaves it at its start for whoever carries the request out.</summary>
internal static class RequestHash
{
    private const int Piece = 16_384;

    public static async Task<byte[]> OfAsync(HttpRequest request, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(hash, $"{request.Method} {request.Path}{request.QueryString}\n");
        // requests with a key are buffered by the pipeline, large ones in a file
        request.Body.Position = 0;
        if (Boundary(request) is { } boundary) await FormAsync(hash, boundary, request.Body, stop);
        else await StreamAsync(hash, request.Body, stop);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    // clients draw a new boundary each time they send the same form, so only what stands between the boundaries is compared
    private static async Task FormAsync(IncrementalHash hash, string boundary, Stream body, CancellationToken stop)
    {
        var reader = new MultipartReader(boundary, body);
        try
        {
            while (await reader.ReadNextSectionAsync(stop) is { } section)
            {
                Text(hash, $"\n{section.ContentDisposition}\n{section.ContentType}\n");
                await StreamAsync(hash, section.Body, stop);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // broken off: what carries it out refuses it in its own words, and a refusal keeps nothing under the key
            Text(hash, "\nbroken off");
        }
    }

    private static async Task StreamAsync(IncrementalHash hash, Stream stream, CancellationToken stop)
    {
        var buffer = new byte[Piece];
        for (int read; (read = await stream.ReadAsync(buffer, stop)) > 0;) hash.AppendData(buffer, 0, read);
    }

    private static void Text(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
}
