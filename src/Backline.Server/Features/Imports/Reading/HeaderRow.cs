using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Where the headers of a table stand: people write a title above them.</summary>
/// <param name="Above">Rows with something in them before it.</param>
/// <param name="Line">Of the file or sheet; the first is 1.</param>
internal sealed record HeaderRow(int Above, int Line, IReadOnlyList<string> Headers, int Recognised)
{
    /// <summary>The furthest line headers are taken from.</summary>
    public const int Furthest = 100;

    private const int Looked = 30;

    /// <summary>The first row, unless it names no device by its columns and a row below it does. Null when there is no row.</summary>
    /// <exception cref="RefusedException"><c>import.no-header-there</c>: the file ends before the row a person said.</exception>
    public static HeaderRow? Find(CellSource cells, InventoryOptions options)
    {
        if (!cells.Read()) return null;
        if (options.HeaderRow is { } line) return At(cells, line);
        var (first, _) = Of(cells, 0);
        return options.FirstRowIsDevice || first.Recognised >= NamesADevice ? first : Below(cells) ?? first;
    }

    // recognised headers are counted in ones; a row that names a device stands above all that do not
    private const int NamesADevice = 1_000_000;

    /// <summary>Whether the current row has a header for serial numbers or MAC addresses.</summary>
    public static bool NamesDevices(CellSource cells) => Of(cells, 0).Row.Recognised >= NamesADevice;

    private static HeaderRow At(CellSource cells, int line)
    {
        var above = 0;
        for (; cells.Line < line; above++)
            if (!cells.Read()) throw new RefusedException(new("import.no-header-there", line));
        return Of(cells, above).Row;
    }

    private static HeaderRow? Below(CellSource cells)
    {
        try
        {
            for (var above = 1; above < Looked && cells.Read(); above++)
                if (Of(cells, above) is { Fields: >= 2, Row: { Recognised: >= NamesADevice } found }) return found;
        }
        catch (RefusedException)
        {
            // named when the rows are read
        }
        return null;
    }

    private static (HeaderRow Row, int Fields) Of(CellSource cells, int above)
    {
        var headers = TableLayout.Headers(cells);
        var format = InventoryFormat.Of(headers);
        var names = format.Fields.Any(field => field is DeviceField.Serial or DeviceField.Mac);
        return (new(above, cells.Line, headers, format.Recognised + (names ? NamesADevice : 0)), format.Recognised);
    }
}
