using System.Collections.Frozen;

namespace Backline.Server.Features.Imports.Reading;

internal sealed record FieldAlias(DeviceField Field, string Language);

internal sealed record FormatHeader(string Format, string Key, bool IsRequired, DeviceField? Field);

/// <summary>The headers of the exports we know, and what columns are called in six languages.</summary>
internal static class KnownHeaders
{
    public static FrozenDictionary<string, FieldAlias[]> Fields { get; } = Table("fields")
        .GroupBy(row => HeaderKey.Of(row[2]), row => new FieldAlias(Enum.Parse<DeviceField>(row[0]), row[1]), StringComparer.Ordinal)
        .ToFrozenDictionary(aliases => aliases.Key, aliases => aliases.ToArray(), StringComparer.Ordinal);

    public static IReadOnlyList<IGrouping<string, FormatHeader>> Formats { get; } = [.. Table("formats")
        .Select(row => new FormatHeader(row[0], HeaderKey.Of(row[1]), row[2] == "yes", row[3].Length == 0 ? null : Enum.Parse<DeviceField>(row[3])))
        .GroupBy(header => header.Format, StringComparer.Ordinal)];

    /// <summary>The language most recognised headers are in; null when none decides.</summary>
    public static string? LanguageOf(IEnumerable<string> keys)
    {
        var votes = keys.SelectMany(key => Fields.GetValueOrDefault(key, []).Select(alias => alias.Language).Distinct(StringComparer.Ordinal))
            .CountBy(language => language, StringComparer.Ordinal)
            .OrderByDescending(vote => vote.Value).ToArray();
        return votes.Length > 0 && (votes.Length == 1 || votes[0].Value > votes[1].Value) ? votes[0].Key : null;
    }

    private static IEnumerable<string[]> Table(string name)
    {
        using var stream = typeof(KnownHeaders).Assembly.GetManifestResourceStream($"Backline.Server.Features.Imports.Reading.Data.{name}.csv")
            ?? throw new InvalidOperationException($"{name}.csv is not embedded");
        using var cells = new CsvCells(new StreamReader(stream), ',', InventoryLimits.Standard);
        var rows = new List<string[]>();
        while (cells.Read())
        {
            var row = new string[cells.Count];
            for (var i = 0; i < row.Length; i++) row[i] = cells[i].ToString();
            rows.Add(row);
        }
        return rows.Skip(1);
    }
}
