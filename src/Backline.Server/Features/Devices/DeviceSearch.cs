using Backline.Domain.Catalog;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Devices;

public enum SearchKind { Serial, Mac, Name, Site, SiteNumber, Model, Nothing }

/// <summary>A model as the list's indexes know it.</summary>
/// <param name="Ended">Support ended before today.</param>
public readonly record struct ModelKey(Guid Id, string Category, string Name, string Lifecycle, bool Ended);

/// <param name="Never">Categories of which nothing counts, for whom is asked.</param>
internal sealed record ModelKeys(IReadOnlyList<ModelKey> All, string[] Never);

/// <summary>What a search text was taken for: the first of site ID, serial number, MAC address, name, site and model that finds something.</summary>
public sealed record DeviceSearch(SearchKind Kind, string Prefix)
{
    public IReadOnlyList<Guid> Sites { get; init; } = [];
    public IReadOnlyList<Guid> SiteAccounts { get; init; } = [];
    public IReadOnlyList<ModelKey> Models { get; init; } = [];

    /// <summary>Sorts after everything that begins with the prefix, in the database's order of code points.</summary>
    public string PrefixEnd => Prefix + "\U0010FFFF";
}

public sealed class DeviceSearches(Session session)
{
    // an address block has millions of addresses: fewer digits would be a list of everything
    private const int LeastMacDigits = 8;
    private const int MostSites = 20;

    public async Task<DeviceSearch?> ReadAsync(DeviceFilter filter, IReadOnlyList<ModelKey> models, CancellationToken stop)
    {
        if (filter.Q is not { } text) return null;
        var (serial, mac, name) = (SerialKey.From(text), MacDigits(text), text.ToLowerInvariant());
        var scope = new DeviceConditions(session.Reader, filter.Account, filter.Presence == DeviceFilter.Removed);
        var found = await session.FirstAsync(
            $"""
            select {Exists(scope, scope.IsRemoved ? "d.serial_key" : DeviceConditions.SerialOrder, serial)}, {Exists(scope, "d.mac", mac)}, {Exists(scope, "d.name_key", name, "and d.name_key <> ''")},
                array(select id || ' ' || account_id from site d where {scope.Scope} and d.name_key >= {scope.Add(name)} and d.name_key < {scope.Add(name + "\U0010FFFF")} order by d.name_key, d.id limit {MostSites}),
                array(select id || ' ' || account_id from site d where {scope.Scope} and d.number = {scope.Add(text.ToUpperInvariant())} limit {MostSites})
            """,
            row => (Serial: row.GetBoolean(0), Mac: row.GetBoolean(1), Name: row.GetBoolean(2), Sites: row.GetFieldValue<string[]>(3), Numbered: row.GetFieldValue<string[]>(4)), stop, scope.Args);
        // a number that a site bears means that site, whatever else begins so
        if (found.Numbered.Length > 0) return At(SearchKind.SiteNumber, text, found.Numbered);
        if (found.Serial) return new(SearchKind.Serial, serial!);
        if (found.Mac) return new(SearchKind.Mac, mac!);
        if (found.Name) return new(SearchKind.Name, name);
        if (found.Sites.Length > 0) return At(SearchKind.Site, name, found.Sites);
        var key = ModelName.Key(text);
        var matches = models.Where(model => key.Length > 1 && ModelName.Key(model.Name).Contains(key, StringComparison.Ordinal)).ToList();
        return matches.Count > 0 ? new(SearchKind.Model, text) { Models = matches } : new(SearchKind.Nothing, text);
    }

    private static DeviceSearch At(SearchKind kind, string text, string[] sites)
    {
        var pairs = sites.Select(pair => pair.Split(' ')).ToList();
        return new(kind, text) { Sites = [.. pairs.Select(pair => Guid.Parse(pair[0]))], SiteAccounts = [.. pairs.Select(pair => Guid.Parse(pair[1])).Distinct()] };
    }

    // in the order of its index: asked with "exists", PostgreSQL believes that any way of reading soon meets a match, and reads everything when there is none
    private static string Exists(DeviceConditions scope, string column, string? prefix, string more = "") => prefix is null
        ? "false"
        : $"(select true from device d where {scope.Where} and {column} >= {scope.Add(prefix)} and {column} < {scope.Add(prefix + "\U0010FFFF")} {more} order by {column} limit 1) is not null";

    private static string? MacDigits(string text)
    {
        var digits = string.Concat(text.Where(letter => letter is not (':' or '-' or '.' or ' '))).ToLowerInvariant();
        return digits.Length is >= LeastMacDigits and <= 12 && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }
}
