namespace Backline.Server.Features.Imports.Reading;

/// <summary>How big a file may be. Every refusal over a limit names the limit.</summary>
public sealed record InventoryLimits
{
    public static InventoryLimits Standard { get; } = new();

    /// <summary>Bytes of the file, and of the table inside an archive once it is unpacked. A million rows of the Lens export are 310 MB.</summary>
    public long Bytes { get; init; } = 400L * 1024 * 1024;

    /// <summary><see cref="Bytes"/> as they are told.</summary>
    public long MegaBytes => Bytes / 1024 / 1024;

    /// <summary>Bytes a workbook may unpack to: its shared texts have to be held in memory.</summary>
    public long WorkbookBytes { get; init; } = 100L * 1024 * 1024;

    public int Rows { get; init; } = 2_000_000;
    public int Columns { get; init; } = 2_000;

    /// <summary>Characters of one cell; what a spreadsheet can hold.</summary>
    public int CellCharacters { get; init; } = 32 * 1024;

    /// <summary>Characters of one row.</summary>
    public int RowCharacters { get; init; } = 4 * 1024 * 1024;

    /// <summary>Characters of a serial number that is stored and indexed.</summary>
    public int SerialCharacters { get; init; } = 64;

    /// <summary>Characters of a name, room, site or other text that is stored.</summary>
    public int TextCharacters { get; init; } = 500;

    /// <summary>Characters of a site's name, as on its form.</summary>
    public int SiteCharacters { get; init; } = Accounts.SiteInput.LongestName;
}
