using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Backline.Server.Platform.Http;

/// <summary>A page of a list, in a stable order; <paramref name="Next"/> continues after its last row, <paramref name="Back"/> before its first. Null at either end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Back = null);

/// <summary>Lists that always fit one page are answered like the others.</summary>
public static class Page
{
    public static Page<T> Whole<T>(IReadOnlyList<T> items) => new(items, null);
}

/// <summary>The row a page goes on from, null for the beginning of the list, and whether it reads towards that beginning.</summary>
public sealed record Place(CursorValue[]? Values, bool Back)
{
    /// <summary>Of each key of the order: reading back turns it round.</summary>
    public string Way(bool descending = false) => descending != Back ? "desc" : "asc";

    /// <summary>Stands between the keys and the values of the place.</summary>
    public string Beyond(bool descending = false) => descending != Back ? "<" : ">";
}

/// <summary>One sort value of a cursor. Of another kind than the list's, the cursor is another list's or made up: 400 cursor.invalid.</summary>
public readonly record struct CursorValue(JsonElement Json)
{
    public string GetString() => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Cursor.Refused();
    public Guid GetGuid() => Json.ValueKind == JsonValueKind.String && Json.TryGetGuid(out var id) ? id : throw Cursor.Refused();
    public DateTimeOffset GetDateTimeOffset() => Json.ValueKind == JsonValueKind.String && Json.TryGetDateTimeOffset(out var moment) ? moment : throw Cursor.Refused();
    public DateOnly GetDay() => DateOnly.TryParseExact(GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Cursor.Refused();
    public int GetInt32() => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt32(out var number) ? number : throw Cursor.Refused();
    public long GetInt64() => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out var number) ? number : throw Cursor.Refused();
    public override string ToString() => Json.ToString();
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
    public static CursorValue[]? Read(string? cursor, int values)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            var read = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor));
            if (read?.Length == values && Array.TrueForAll(read, value => value.ToString() is not null)) return [.. read.Select(value => new CursorValue(value))];
        }
        // the last: half a surrogate pair, found when the text is read
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // refused below, as any other thing that is no cursor
        }
        throw Refused();
    }

    internal static InvalidInputException Refused() => new(new InputError("cursor", "cursor.invalid"));

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
