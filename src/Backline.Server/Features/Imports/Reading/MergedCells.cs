using Backline.Domain.Common;
using ExcelDataReader;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Cells of a sheet that people merged: a workbook keeps their value in the first alone, and one sees it for all of them.</summary>
internal sealed class MergedCells
{
    private readonly Queue<CellRange> coming;
    private readonly List<(CellRange Range, string Value)> open = [];
    private readonly InventoryLimits limits;

    private MergedCells(IEnumerable<CellRange> ranges, InventoryLimits limits) =>
        (coming, this.limits) = (new(ranges.OrderBy(range => range.FromRow)), limits);

    /// <summary>Null when nothing is merged below the headers; what is merged in or above them is how the sheet looks.</summary>
    public static MergedCells? Of(CellRange[]? ranges, int headers, InventoryLimits limits)
    {
        var below = (ranges ?? []).Where(range => range.FromRow >= headers).ToArray();
        return below.Length == 0 ? null : new(below, limits);
    }

    /// <param name="line">The first row of the sheet is 1; the ranges count from 0.</param>
    /// <exception cref="RefusedException">More of them stand in one row than it has cells: they overlap.</exception>
    public void Fill(Span<string> cells, int line)
    {
        open.RemoveAll(one => one.Range.ToRow < line - 1);
        while (coming.TryPeek(out var next) && next.FromRow < line)
        {
            coming.Dequeue();
            // one that begins in a row without anything has no value
            if (next.FromRow == line - 1 && next.FromColumn < cells.Length) open.Add((next, cells[next.FromColumn]));
            if (open.Count > limits.Columns) throw new RefusedException(new("import.broken-workbook"));
        }
        foreach (var (range, value) in open)
            for (var i = range.FromColumn; i <= range.ToColumn && i < cells.Length; i++)
                if (cells[i].Length == 0) cells[i] = value;
    }
}
