using System.Collections.Frozen;
using System.Globalization;

namespace Backline.Server.Platform.Places;

/// <summary>Countries by their ISO 3166-1 code, with the time zones in use there, the likeliest first. Source: tz database, zone.tab and iso3166.tab.</summary>
public static class Countries
{
    private static readonly FrozenDictionary<string, (string[] Zones, string Name)> All = Load();

    public static IReadOnlyList<string> Codes { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    public static bool Has(string? code) => code is not null && All.ContainsKey(code);

    /// <summary>IANA names; empty for an unknown country.</summary>
    public static IReadOnlyList<string> ZonesOf(string? code) => code is not null && All.TryGetValue(code, out var country) ? country.Zones : [];

    /// <summary>The zone to propose; null for an unknown country.</summary>
    public static string? ZoneOf(string? code) => ZonesOf(code) is [var first, ..] ? first : null;

    /// <summary>In English, by the platform or, where that has no name (Western Sahara), by the tz database; the code itself for an unknown country.</summary>
    public static string NameOf(string code)
    {
        try
        {
            if (new RegionInfo(code).EnglishName is var name && name != code) return name;
        }
        catch (ArgumentException)
        {
            // no locale of the platform is of this country
        }
        return All.TryGetValue(code, out var country) ? country.Name : code;
    }

    /// <summary>Code and name, by name.</summary>
    public static IEnumerable<(string Code, string Name)> Named() => Codes.Select(code => (code, NameOf(code))).OrderBy(pair => pair.Item2, StringComparer.CurrentCulture);

    /// <summary>Every IANA name of every country and UTC.</summary>
    public static IReadOnlyList<string> AllZones { get; } = [.. All.Values.SelectMany(country => country.Zones).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private static FrozenDictionary<string, (string[], string)> Load()
    {
        using var file = new StreamReader(typeof(Countries).Assembly.GetManifestResourceStream("Backline.Server.Platform.Places.countries.csv")!);
        file.ReadLine();
        var read = new Dictionary<string, (string[], string)>();
        while (file.ReadLine()?.Split(',') is [var code, var zones, var name]) read[code] = (zones.Split(' '), name);
        return read.ToFrozenDictionary();
    }
}
