using System.Collections.Frozen;

namespace Backline.Server.Platform.Places;

/// <summary>
/// The parts of a country by their ISO 3166-2 code, for the countries of the programme where people name them: not the districts of Singapore, and not Vietnam, whose
/// provinces were merged in 2025 before the codes were. On the level the holidays are known by (countries of the United Kingdom, autonomous communities of Spain), or
/// that stands in addresses (provinces of Italy, counties of Ireland). Source: Unicode CLDR 48.2, with the names in use there; see subdivisions.license.txt.
/// </summary>
public static class Subdivisions
{
    private static readonly FrozenDictionary<string, IReadOnlyList<(string Code, string Name)>> ByCountry = Load();

    /// <summary>Public holidays differ from part to part.</summary>
    public static bool HolidaysDiffer(string? country) => country is "AU" or "CA" or "CH" or "DE" or "ES" or "GB" or "IN";

    /// <summary>By name; empty where the parts are not known, and any code of the right form is taken.</summary>
    public static IReadOnlyList<(string Code, string Name)> Of(string? country) => country is not null && ByCountry.TryGetValue(country, out var parts) ? parts : [];

    /// <summary>"Bayern"; the code where the parts are not known.</summary>
    public static string NameOf(string code) => Of(code[..2]).FirstOrDefault(part => part.Code == code).Name ?? code;

    private static FrozenDictionary<string, IReadOnlyList<(string, string)>> Load()
    {
        using var file = new StreamReader(typeof(Subdivisions).Assembly.GetManifestResourceStream("Backline.Server.Platform.Places.subdivisions.csv")!);
        file.ReadLine();
        var read = new List<(string Code, string Name)>();
        while (file.ReadLine()?.Split(',') is [var code, var name]) read.Add((code, name));
        return read.GroupBy(part => part.Code[..2]).ToFrozenDictionary(parts => parts.Key, parts => (IReadOnlyList<(string, string)>)[.. parts.OrderBy(part => part.Name, StringComparer.InvariantCulture)]);
    }
}
