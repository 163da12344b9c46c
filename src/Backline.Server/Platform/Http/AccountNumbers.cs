using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backline.Server.Platform.Http;

/// <summary>
/// An account is named as it is on every page, MA-204817, or by its id: in addresses that people read and write, as "account" or "accountId", and in the parameter and the
/// field accountId of the interface. Whatever is asked wants one name and an id; what was written is made that before it is asked.
/// </summary>
internal static partial class AccountNumbers
{
    private const string Field = "accountId";
    private const string ByNumber = "select account_id from account where number = $1";
    private static readonly string[] names = ["account", Field];

    /// <summary>Stands after authorization and before <see cref="DeclaredQueries"/>.</summary>
    public static IApplicationBuilder UseAccountNumbers(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint)
        {
            string[] asked = http.IsForMachines ? [Field] : names;
            if (asked.Any(http.Request.Query.ContainsKey) && DeclaredQueries.Id(endpoint, asked) is { } name) await ReadAsync(http, asked, name);
            if (http.IsForMachines && http.Request.HasJsonContentType() && TakesField(endpoint)) await ReadBodyAsync(http);
        }
        await next(http);
    });

    /// <summary>Null: no account the reader sees has the number.</summary>
    public static async Task<Guid?> FindAsync(Session session, string number, CancellationToken stop) =>
        await session.ScalarAsync<Guid>(ByNumber, stop, Kept(number)) is var id && id == Guid.Empty ? null : id;

    private static async Task ReadAsync(HttpContext http, string[] names, string name)
    {
        var read = new List<KeyValuePair<string, string?>>();
        foreach (var (asked, values) in http.Request.Query)
            foreach (var value in values)
                read.Add(names.Contains(asked, StringComparer.OrdinalIgnoreCase) ? new(name, await IdAsync(http, asked, value)) : new(asked, value));
        http.Request.QueryString = QueryString.Create(read);
    }

    /// <exception cref="InvalidInputException">No account the reader sees has the number.</exception>
    private static async Task<string?> IdAsync(HttpContext http, string name, string? value) => value is null || !Number().IsMatch(value)
        ? value
        : (await FindOnceAsync(http, value))?.ToString() ?? throw new InvalidInputException(new InputError(name, "query.account-unknown", Kept(value)));

    // on a connection of its own: what follows may take long to read a file, and keeps none meanwhile
    private static Task<Guid?> FindOnceAsync(HttpContext http, string number) => http.RequestServices.GetRequiredService<Session>().ReadOnceAsync<Guid?>(
        batch => batch.BatchCommands.Add(new(ByNumber) { Parameters = { new() { Value = Kept(number) } } }),
        async (reader, stop) => await reader.ReadAsync(stop) ? reader.GetGuid(0) : null, http.RequestAborted);

    private static string Kept(string number) => number.Trim().ToUpperInvariant();

    private static bool TakesField(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType?.GetProperty("AccountId")?.PropertyType == typeof(Guid?);

    /// <exception cref="NotFoundException">No account the reader sees has the number: the same as with an id.</exception>
    private static async Task ReadBodyAsync(HttpContext http)
    {
        var sent = new MemoryStream();
        await http.Request.Body.CopyToAsync(sent, http.RequestAborted);
        if (Named(sent.GetBuffer().AsSpan(0, (int)sent.Length)) is var (number, start, end))
        {
            var id = await FindOnceAsync(http, number) ?? throw new NotFoundException("account", number, "/" + Field);
            var read = new MemoryStream();
            read.Write(sent.GetBuffer().AsSpan(0, start));
            read.Write(JsonSerializer.SerializeToUtf8Bytes(id));
            read.Write(sent.GetBuffer().AsSpan(end, (int)sent.Length - end));
            (sent, http.Request.ContentLength) = (read, read.Length);
        }
        sent.Position = 0;
        http.Request.Body = sent;
    }

    // where the number stands in the bytes; whatever else is wrong with them is told by who reads them
    private static (string Number, int Start, int End)? Named(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !Field.Equals(reader.GetString(), StringComparison.OrdinalIgnoreCase)) continue;
                if (reader.Read() && reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && Number().IsMatch(text)) return (text.Trim(), (int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        return null;
    }

    [GeneratedRegex(@"^\s*MA-\d{1,12}\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
