using System.Collections.Frozen;
using System.Globalization;

namespace Backline.Server.Platform.Places;

/// <summary>Countries by their ISO 3166-1 code, with the time zones in use there, the likeliest first. Source: tz database, zone.tab.</summary>
public static class Countries
{
    private static readonly FrozenDictionary<string, string[]> Zones = Load();

    public static IReadOnlyList<string> Codes { get; } = [.. Zones.Keys.Order(StringComparer.Ordinal)];

    public static bool Has(string? code) => code is not null && Zones.ContainsKey(code);

    /// <summary>IANA names; empty for an unknown country.</summary>
    public static IReadOnlyList<string> ZonesOf(string? code) => code is not null && Zones.TryGetValue(code, out var zones) ? zones : [];

    /// <summary>The zone to propose; null for an unknown country.</summary>
    public static string? ZoneOf(string? code) => ZonesOf(code) is [var first, ..] ? first : null;

    /// <summary>In English; the code where the system has no name. The platform has no other names than that one and the country's own.</summary>
    public static string NameOf(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    /// <summary>Code and name, by name.</summary>
    public static IEnumerable<(string Code, string Name)> Named() => Codes.Select(code => (code, NameOf(code))).OrderBy(pair => pair.Item2, StringComparer.CurrentCulture);

    /// <summary>Every IANA name of every country and UTC.</summary>
    public static IReadOnlyList<string> AllZones { get; } = [.. Zones.Values.SelectMany(zones => zones).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private static FrozenDictionary<string, string[]> Load()
    {
        using var file = new StreamReader(typeof(Countries).Assembly.GetManifestResourceStream("Backline.Server.Platform.Places.countries.csv")!);
        file.ReadLine();
        var read = new Dictionary<string, string[]>();
        while (file.ReadLine() is { } line) read[line[..2]] = line[3..].Split(' ');
        return read.ToFrozenDictionary();
    }
}
