namespace Backline.Server.Features.Imports.Reading;

public enum DateOrder { DayFirst, MonthFirst }

/// <summary>The column at this position, counted from 0, means this field.</summary>
public sealed record MappedColumn(int Index, DeviceField Field);

/// <summary>What a person said about the file; anything left out is recognised from the file.</summary>
public sealed record InventoryOptions
{
    public static InventoryOptions None { get; } = new();

    /// <summary>Replaces the recognised columns entirely.</summary>
    public IReadOnlyList<MappedColumn>? Mapping { get; init; }

    /// <summary>How 05/11/2026 is to be read when the file does not show it.</summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>IANA name, as <c>windows-1252</c>.</summary>
    public string? Encoding { get; init; }

    public char? Separator { get; init; }

    /// <summary>Name of the sheet of a workbook; null: the only one with a table.</summary>
    public string? Sheet { get; init; }

    /// <summary>The file has no header: its first row is a device. Needs a mapping.</summary>
    public bool FirstRowIsDevice { get; init; }

    /// <summary>Line of the file, or row of the sheet, the headers stand in; the first is 1. Null: found by what they say.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>Numbers of rows a person chose among several of the same device.</summary>
    public IReadOnlySet<int> Keep { get; init; } = new HashSet<int>();

    /// <summary>Of dates without an offset.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public InventoryLimits Limits { get; init; } = InventoryLimits.Standard;
}
