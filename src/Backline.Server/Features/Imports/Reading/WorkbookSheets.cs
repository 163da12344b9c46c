using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>A sheet with something in it.</summary>
/// <param name="Place">In the workbook; the first is 0.</param>
/// <param name="HasTable">Rows that can be devices; a cover page has none.</param>
internal sealed record SheetFound(string Name, int Place, bool HasTable);

/// <summary>The sheets of a workbook, and which of them is read: devices that stand on one that is not read would count as missing.</summary>
/// <param name="Read">The one that is read; null when a person has to say it.</param>
internal sealed record WorkbookSheets(SheetFound? Read, IReadOnlyList<SheetFound> All)
{
    private const int Looked = 30;

    public IReadOnlyList<string> Tables => [.. All.Where(sheet => sheet.HasTable).Select(sheet => sheet.Name)];

    public IReadOnlyList<string> NotRead => Read is null ? [] : [.. All.Where(sheet => sheet != Read).Select(sheet => sheet.Name)];

    /// <exception cref="RefusedException"><c>import.no-sheet</c>, <c>import.empty-file</c>, <c>import.unknown-sheet</c>.</exception>
    public static WorkbookSheets Of(InventoryContent content, InventoryOptions options)
    {
        var found = new List<SheetFound>();
        using (var cells = new SheetCells(content.Open(), options.Limits))
        {
            var place = 0;
            do
            {
                if (HasTable(cells) is { } table) found.Add(new(cells.Sheet.Trim(), place, table));
                place++;
            }
            while (cells.NextSheet());
        }
        if (found.Count == 0) throw new RefusedException(new("import.empty-file"));
        if (options.Sheet is { } said) return new(Named(said.Trim(), found), found);
        // where none has a table there is nothing to choose: the first says what is missing
        var tables = found.Where(sheet => sheet.HasTable).ToArray();
        return new(tables.Length switch { 0 => found[0], 1 => tables[0], _ => null }, found);
    }

    private static SheetFound Named(string name, List<SheetFound> found) =>
        found.Find(sheet => string.Equals(sheet.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RefusedException(new("import.unknown-sheet", name, string.Join(", ", found.Select(sheet => sheet.Name))));

    /// <summary>Null for a sheet without anything. Names and what they are, in two columns, are how a cover page looks, unless serial numbers stand among them.</summary>
    private static bool? HasTable(SheetCells cells)
    {
        var (rows, wide, serial, header) = (0, 0, false, false);
        for (; rows < Looked && cells.Read(); rows++)
        {
            // headers alone are a template
            if (header) return true;
            header = HeaderRow.NamesDevices(cells);
            var filled = 0;
            for (var i = 0; i < cells.Count; i++)
            {
                if (!cells[i].IsWhiteSpace()) filled++;
                serial |= ColumnChoice.IsLikeSerial(cells[i].Trim().ToString());
            }
            if (filled > 2) wide++;
        }
        return rows == 0 ? null : serial || (wide > 1 && !header);
    }
}
