using System.Buffers.Text;
using System.Text.Json;

namespace Backline.Server.Platform.Http;

/// <summary>A page of a list, in a stable order; <paramref name="Next"/> continues after its last row.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a list goes on: the sort values of its last row, opaque to clients.</summary>
public static class Cursor
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static string Of(params object?[] values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    /// <summary>Null for no cursor; a cursor that is not of this list is refused (400 cursor.invalid).</summary>
    public static JsonElement[]? Read(string? cursor, int values)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            var read = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor));
            if (read?.Length == values) return read;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // refused below, as any other thing that is no cursor
        }
        throw new InvalidInputException(new InputError("cursor", "cursor.invalid"));
    }

    public static int Limit(int? limit) => limit is null or (>= 1 and <= MaxLimit)
        ? limit ?? DefaultLimit
        : throw new InvalidInputException(new InputError("limit", "limit.out-of-range", 1, MaxLimit));

    /// <summary>The page of <paramref name="rows"/>, of which one more than <paramref name="limit"/> was asked for to know whether there is a next one.</summary>
    public static Page<T> Cut<T>(List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count > limit ? new(rows[..limit], cursor(rows[limit - 1])) : new(rows, null);

    /// <summary>The page as JSON body, with Link: rel="next".</summary>
    public static IResult Answer<T>(this HttpContext http, Page<T> page)
    {
        if (page.Next is not null)
        {
            var query = QueryString.Create(http.Request.Query.Where(pair => pair.Key != "cursor")
                .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)).Append(KeyValuePair.Create<string, string?>("cursor", page.Next)));
            http.Response.Headers.Link = $"<{http.Request.PathBase}{http.Request.Path}{query}>; rel=\"next\"";
        }
        return TypedResults.Ok(page);
    }
}
