using System.Text.Json;
using Backline.Domain.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>How PostgreSQL would answer a statement, asked by "explain".</summary>
public sealed class QueryPlan
{
    private readonly List<JsonElement> nodes = [];

    private QueryPlan(JsonElement root) => Walk(root);

    /// <summary>In the reader's role, as the application asks it.</summary>
    public static async Task<QueryPlan> OfAsync(IServiceProvider services, (string Sql, object?[] Args) statement, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        var json = await session.ListAsync("explain (format json) " + statement.Sql, row => row.GetString(0), stop, statement.Args);
        using var plan = JsonDocument.Parse(string.Concat(json));
        return new(plan.RootElement[0].GetProperty("Plan").Clone());
    }

    public static Reader Reader(Side side, Guid? account, Guid? partner) => new(
        null, "test", side switch { Side.Vendor => Roles.ProgrammeAdministrator, Side.Partner => Roles.Partner, _ => Roles.CustomerAdministrator }, side,
        side == Side.Customer ? account : null, side == Side.Partner ? partner : null, new HashSet<string>(), "UTC");

    /// <summary>What is wrong with it for a page of a list over the table: read row by row, walked from its beginning to the page, or sorted whole. Empty: nothing.</summary>
    public string Fault(string table, int mostSorted)
    {
        var scanned = nodes.Any(node => Text(node, "Node Type") == "Seq Scan" && Text(node, "Relation Name") == table);
        var sorted = nodes.Where(node => Text(node, "Node Type") == "Sort" && !HasLimit(node)).Select(node => node.GetProperty("Plan Rows").GetDouble()).Where(rows => rows > mostSorted).ToList();
        // a page's key compares a row: as a filter it is a walk, as an index condition a place
        var walked = nodes.Any(node => Text(node, "Relation Name") == table && Text(node, "Filter")?.Contains("ROW(", StringComparison.Ordinal) == true && node.GetProperty("Plan Rows").GetDouble() > mostSorted);
        return scanned ? $"reads {table} row by row" : walked ? $"walks through {table} to the page" : sorted.Count > 0 ? $"sorts {sorted[0]:0} rows" : "";
    }

    public bool Uses(string index) => nodes.Any(node => Text(node, "Index Name") == index);

    /// <summary>Asks an index alone for what it merges.</summary>
    public bool ReadsIndexAlone(string table) => nodes.Any(node => Text(node, "Node Type") == "Index Only Scan" && Text(node, "Relation Name") == table);

    // first rows of several orders that are merged
    private static bool HasLimit(JsonElement node) => Text(node, "Node Type") == "Limit" || (node.TryGetProperty("Plans", out var below) && below.EnumerateArray().Any(HasLimit));

    private void Walk(JsonElement node)
    {
        // what is below is never read
        if (Text(node, "One-Time Filter") == "false") return;
        nodes.Add(node);
        if (!node.TryGetProperty("Plans", out var below)) return;
        foreach (var child in below.EnumerateArray()) Walk(child);
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
