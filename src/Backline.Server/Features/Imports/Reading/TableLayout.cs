using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>How to read the text of a file: encoding, separator, and whether its first line only names the separator.</summary>
internal sealed record TableLayout(FileEncoding Encoding, char Separator, bool SkipsFirstLine)
{
    public static IReadOnlyList<char> Separators { get; } = [',', ';', '\t', '|'];

    /// <summary>The reading under which most headers are known; among equals the one with most columns, then the likelier encoding.</summary>
    public static TableLayout Of(InventoryContent content, InventoryOptions options)
    {
        var encodings = options.Encoding is { } name ? [TextEncodings.Named(name)] : TextEncodings.Of(content.Sample.Span);
        RefusedException? refused = null;
        (TableLayout Layout, long Score) best = (new(encodings[0], options.Separator ?? ',', false), -1);
        foreach (var layout in encodings.SelectMany(encoding => Candidates(encoding, content.Sample, options)))
        {
            try
            {
                using var cells = layout.Cells(new MemoryStream(content.Sample.ToArray(), writable: false), options.Limits);
                var score = Score(cells, options);
                if (score > best.Score) best = (layout, score);
            }
            catch (RefusedException e)
            {
                refused = e; // a quote or a width that is wrong only under the wrong separator
            }
        }
        return best.Score >= 0 || refused is null ? best.Layout : throw refused;
    }

    public CsvCells Cells(Stream stream, InventoryLimits limits)
    {
        var mark = new byte[Encoding.Mark];
        stream.ReadExactly(mark);
        var cells = new CsvCells(new StreamReader(stream, Encoding.Encoding, detectEncodingFromByteOrderMarks: false, 64 * 1024), Separator, limits);
        if (SkipsFirstLine) cells.Read();
        return cells;
    }

    private static IEnumerable<TableLayout> Candidates(FileEncoding encoding, ReadOnlyMemory<byte> sample, InventoryOptions options)
    {
        var start = encoding.Encoding.GetString(sample.Span[encoding.Mark..Math.Min(sample.Length, 64)]);
        // Excel's own line: sep=;
        if (start.Length > 5 && start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && start[5] is '\r' or '\n') return [new(encoding, start[4], true)];
        return (options.Separator is { } given ? [given] : Separators).Select(separator => new TableLayout(encoding, separator, false));
    }

    private static long Score(CsvCells cells, InventoryOptions options) =>
        HeaderRow.Find(cells, options) is { } found ? (found.Recognised * 10_000L) + found.Headers.Count : 0;

    /// <summary>The cells of a header row without the empty ones a spreadsheet adds at its end.</summary>
    public static IReadOnlyList<string> Headers(CellSource cells)
    {
        var headers = new List<string>(cells.Count);
        for (var i = 0; i < cells.Count; i++) headers.Add(cells[i].Trim().Trim('\uFEFF').ToString());
        while (headers.Count > 0 && headers[^1].Length == 0) headers.RemoveAt(headers.Count - 1);
        return headers;
    }
}
