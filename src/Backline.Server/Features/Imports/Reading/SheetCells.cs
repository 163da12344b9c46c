using System.Globalization;
using System.Text;
using Backline.Domain.Common;
using ExcelDataReader;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>One sheet of a workbook, each value as the text a CSV export would have.</summary>
internal sealed class SheetCells : CellSource
{
    private readonly IExcelDataReader reader;
    private readonly InventoryLimits limits;
    private readonly MergedCells? merged;
    private string[] cells = [];

    // the reader wants code page 1252, also when a workbook is the first file since the start
    static SheetCells() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="place">Of the sheet in the workbook; the first is 0.</param>
    /// <param name="mergedBelow">Line of the headers: cells merged below it all hold what stands in the first of them. Null: they are read as they are kept.</param>
    public SheetCells(Stream stream, InventoryLimits limits, int place = 0, int? mergedBelow = null)
    {
        this.limits = limits;
        reader = Guard(() => ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration { LeaveOpen = true }));
        Guard(() =>
        {
            if (reader.ResultsCount == 0) throw new RefusedException(new("import.no-sheet"));
            while (place-- > 0 && reader.NextResult()) { }
            return true;
        });
        if (mergedBelow is { } headers) merged = Guard(() => MergedCells.Of(reader.MergeCells, headers, limits));
    }

    public string Sheet => reader.Name ?? "";

    /// <summary>Goes on to the first row of the next sheet.</summary>
    public bool NextSheet()
    {
        Line = Count = 0;
        return Guard(reader.NextResult);
    }

    public override ReadOnlySpan<char> this[int index] => index < Count ? cells[index] : default;

    public override bool Read()
    {
        // before the first row, and for binary workbooks too: the library holds rows as wide as the highest column named anywhere
        if (reader.FieldCount > limits.Columns) throw new RefusedException(new("import.too-many-columns", Line, Line + 1, limits.Columns));
        while (Guard(reader.Read))
        {
            Line = Guard(() => reader.Depth) + 1;
            Count = reader.FieldCount;
            if (cells.Length < Count) cells = new string[Count];
            var filled = false;
            for (var i = 0; i < Count; i++)
            {
                var index = i;
                cells[i] = Text(Guard(() => reader.GetValue(index)));
                if (cells[i].Length > limits.CellCharacters) throw new RefusedException(new("import.cell-too-long", Line - 1, Line, limits.CellCharacters));
                filled |= cells[i].Length > 0;
            }
            if (!filled) continue;
            merged?.Fill(cells.AsSpan(0, Count), Line);
            return true;
        }
        return false;
    }

    public override void Dispose() => reader.Dispose();

    private static string Text(object? value) => value switch
    {
        null => "",
        // half a surrogate pair, which a workbook can write as _xD800_, is no character
        string text when text.Any(char.IsSurrogate) => string.Concat(text.EnumerateRunes()),
        string text => text,
        bool yes => yes ? "true" : "false",
        // more than a number can be, or none: as lost as the digits of a long one
        double number when !double.IsFinite(number) => "9.99999E+307",
        // a spreadsheet keeps 15 digits: a longer number has lost its last ones, and is written so that this is seen
        double number when Math.Abs(number) >= 1e15 => number.ToString("0.00000E+0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.##########", CultureInfo.InvariantCulture),
        IFormattable moment when Type.GetTypeCode(value.GetType()) == TypeCode.DateTime =>
            moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>The library throws whatever its parsing stumbles over; to the person all of it means the same.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ExcelDataReader.Exceptions.InvalidPasswordException)
        {
            throw new RefusedException(new("import.encrypted"));
        }
        catch (Exception e) when (e is not (RefusedException or OutOfMemoryException or OperationCanceledException))
        {
            throw new RefusedException(new("import.broken-workbook"));
        }
    }
}
