using System.Buffers.Text;
using System.Text.Json;

namespace Backline.Server.Platform.Http;

/// <summary>A page of a list, in a stable order; <paramref name="Next"/> continues after its last row, <paramref name="Back"/> before its first. Null at either end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Back = null);

/// <summary>The row a page goes on from, null for the beginning of the list, and whether it reads towards that beginning.</summary>
public sealed record Place(JsonElement[]? Values, bool Back)
{
    /// <summary>Of each key of the order: reading back turns it round.</summary>
    public string Way(bool descending = false) => descending != Back ? "desc" : "asc";

    /// <summary>Stands between the keys and the values of the place.</summary>
    public string Beyond(bool descending = false) => descending != Back ? "<" : ">";
}

/// <summary>Where a list goes on: the sort values of its last row, opaque to clients.</summary>
public static class Cursor
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    // of the characters that need no escape in an address the one that no cursor contains
    private const string BackMark = "~";

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

    /// <summary>Where a cursor leads, forward or back.</summary>
    public static Place At(string? cursor, int values) => cursor?.StartsWith(BackMark, StringComparison.Ordinal) == true
        ? new(Read(cursor[BackMark.Length..], values), Back: true)
        : new(Read(cursor, values), Back: false);

    public static int Limit(int? limit) => limit is null or (>= 1 and <= MaxLimit)
        ? limit ?? DefaultLimit
        : throw new InvalidInputException(new InputError("limit", "limit.out-of-range", 1, MaxLimit));

    /// <summary>The page of <paramref name="rows"/>, read from <paramref name="from"/>; one more than <paramref name="limit"/> was asked for to know whether the list goes on.</summary>
    public static Page<T> Cut<T>(List<T> rows, int limit, Place from, Func<T, string> cursor)
    {
        var more = rows.Count > limit;
        var items = more ? rows[..limit] : rows;
        if (from.Back) items.Reverse();
        if (items.Count == 0) return new(items, null);
        return new(items, from.Back || more ? cursor(items[^1]) : null, (from.Back ? more : from.Values is not null) ? BackMark + cursor(items[0]) : null);
    }

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
