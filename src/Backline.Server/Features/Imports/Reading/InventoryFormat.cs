namespace Backline.Server.Features.Imports.Reading;

/// <summary>A column of the file: its header, what it means, and first values for a person who has to decide.</summary>
/// <param name="Field">Used for reading; null when the column is left out.</param>
/// <param name="Proposed">Guessed from the values, for the mapping page only.</param>
public sealed record InventoryColumn(int Index, string Header, DeviceField? Field, DeviceField? Proposed, IReadOnlyList<string> Samples);

/// <summary>Which export a header belongs to and what its columns mean.</summary>
internal sealed record InventoryFormat(string Name, IReadOnlyList<DeviceField?> Fields, string? Language, int Recognised)
{
    public const string Lens = "lens-inventory", Generic = "generic", Mapped = "mapped";

    public static InventoryFormat Of(IReadOnlyList<string> headers)
    {
        var keys = headers.Select(header => HeaderKey.Of(header)).ToArray();
        foreach (var format in KnownHeaders.Formats)
            if (format.Where(header => header.IsRequired).All(header => keys.Contains(header.Key, StringComparer.Ordinal)) && HasOnlyItsNames(format.Key, headers))
                return Known(format, keys);
        var language = KnownHeaders.LanguageOf(keys);
        var fields = keys.Select(key => FieldOf(key, language)).ToArray();
        var isLens = new[] { DeviceField.Name, DeviceField.Model, DeviceField.Serial, DeviceField.Mac, DeviceField.LastSeen }.All(field => fields.Contains(field));
        return new(isLens ? Lens : Generic, fields, language, fields.Count(field => field is not null));
    }

    private static InventoryFormat Known(IGrouping<string, FormatHeader> format, string[] keys)
    {
        var fields = keys.Select(key => format.FirstOrDefault(header => string.Equals(header.Key, key, StringComparison.Ordinal))?.Field).ToArray();
        return new(format.Key, fields, "en", fields.Count(field => field is not null) + 1);
    }

    /// <summary>Provisioning file and Zoom write <c>serial_number</c>: the underscore tells them from a table with the same words.</summary>
    private static bool HasOnlyItsNames(string format, IReadOnlyList<string> headers) =>
        format is not ("lens-provisioning" or "zoom") || headers.Any(header => header.Trim() is "serial_number");

    /// <summary>A word of two languages means what it means in the language of the file.</summary>
    private static DeviceField? FieldOf(string key, string? language)
    {
        var aliases = KnownHeaders.Fields.GetValueOrDefault(key, []);
        var alias = aliases.FirstOrDefault(a => string.Equals(a.Language, language, StringComparison.Ordinal)) ?? aliases.FirstOrDefault();
        return alias?.Field;
    }
}
