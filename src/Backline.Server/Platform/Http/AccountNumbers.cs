using System.Text.RegularExpressions;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Http;

/// <summary>
/// Addresses that people read and write: an account is named in them as it is on every page, MA-204817, or by its id, and as "account" or "accountId". Pages and
/// downloads ask for one name and an id; what was written is made that before they are asked.
/// </summary>
internal static partial class AccountNumbers
{
    private static readonly string[] Names = ["account", "accountId"];

    /// <summary>Stands after authorization and before <see cref="DeclaredQueries"/>.</summary>
    public static IApplicationBuilder UseAccountNumbers(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!http.IsForMachines && http.GetEndpoint() is { } endpoint && Names.Any(http.Request.Query.ContainsKey) && DeclaredQueries.Id(endpoint, Names) is { } name) await ReadAsync(http, name);
        await next(http);
    });

    private static async Task ReadAsync(HttpContext http, string name)
    {
        var read = new List<KeyValuePair<string, string?>>();
        foreach (var (asked, values) in http.Request.Query)
            foreach (var value in values)
                read.Add(Names.Contains(asked, StringComparer.OrdinalIgnoreCase) ? new(name, await IdAsync(http, asked, value)) : new(asked, value));
        http.Request.QueryString = QueryString.Create(read);
    }

    /// <exception cref="InvalidInputException">No account the reader sees has the number.</exception>
    private static async Task<string?> IdAsync(HttpContext http, string name, string? value)
    {
        if (value is null || !Number().IsMatch(value)) return value;
        var number = value.Trim().ToUpperInvariant();
        // on a connection of its own: what follows may take long to read a file, and keeps none meanwhile
        var id = await http.RequestServices.GetRequiredService<Session>().ReadOnceAsync<Guid?>(
            batch => batch.BatchCommands.Add(new("select account_id from account where number = $1") { Parameters = { new() { Value = number } } }),
            async (reader, stop) => await reader.ReadAsync(stop) ? reader.GetGuid(0) : null, http.RequestAborted);
        return id?.ToString() ?? throw new InvalidInputException(new InputError(name, "query.account-unknown", number));
    }

    [GeneratedRegex(@"^\s*MA-\d{1,12}\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
