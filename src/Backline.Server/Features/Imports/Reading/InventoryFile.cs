using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>
/// An inventory file as an administrator got it: CSV in any usual encoding and separator, the same in a zip archive, or an Excel workbook.
/// Read row by row as often as wanted; memory does not grow with the file but for the marks of <see cref="InventorySurvey"/>.
/// Every fault of the file is a <see cref="RefusedException"/> with a code of ImportTexts. Not for several threads at once.
/// </summary>
public sealed class InventoryFile : IDisposable
{
    private const int FirstRows = 20, SampleCharacters = 120;

    private readonly InventoryContent content;
    private readonly InventoryOptions options;
    private readonly TableLayout? layout;
    private readonly WorkbookSheets? sheets;
    private readonly HeaderRow header;
    private readonly ColumnChoice choice;
    private InventorySurvey? survey;

    private InventoryFile(Stream file, InventoryOptions options)
    {
        this.options = options;
        try
        {
            content = new(file, options.Limits);
            if (content.Kind == ContentKind.Text) layout = TableLayout.Of(content, options);
            else sheets = WorkbookSheets.Of(content, options);
            if (sheets is { Read: null })
            {
                (header, choice) = (new(0, 1, [], 0), new(InventoryFormat.Generic, null, [], new("import.several-sheets", sheets.Tables.Count, string.Join(", ", sheets.Tables))));
                return;
            }
            header = FindHeader();
            choice = Choose();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <param name="file">Must be able to seek; closed with the inventory.</param>
    /// <exception cref="RefusedException">The file is no table, has no rows, or is over a limit.</exception>
    public static InventoryFile Open(Stream file, InventoryOptions? options = null) => new(file, options ?? InventoryOptions.None);

    public static InventoryFile Open(string path, InventoryOptions? options = null) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan), options);

    /// <summary><c>lens-inventory</c>, <c>lens-provisioning</c>, <c>teams</c>, <c>zoom</c>, <c>yealink</c>, <c>logitech</c>, <c>generic</c>; <c>mapped</c> by a person.</summary>
    public string Format => choice.Format;

    /// <summary>Language of the headers: en, es, it, de, vi, ko; null when they do not show it.</summary>
    public string? Language => choice.Language;

    /// <summary>As people call it, <c>utf-8</c>, <c>windows-1252</c>, <c>euc-kr</c>; null for a workbook.</summary>
    public string? Encoding => layout?.Encoding.Name;

    /// <summary>Null for a workbook.</summary>
    public char? Separator => layout?.Separator;

    /// <summary>Sheets with a table, when a person has or had to choose one of them.</summary>
    public IReadOnlyList<string> Sheets => sheets is { Tables.Count: > 1 } ? sheets.Tables : [];

    /// <summary>The sheet that is read, when others have something in them too; null for a text and for a workbook with one sheet.</summary>
    public string? Sheet => sheets is { All.Count: > 1, Read: { } read } ? read.Name : null;

    public IReadOnlyList<string> SheetsNotRead => sheets?.NotRead ?? [];

    /// <summary>Line of the file, or row of the sheet, the headers stand in; the first is 1.</summary>
    public int HeaderLine => header.Line;

    public IReadOnlyList<InventoryColumn> Columns => choice.Columns;

    /// <summary><c>import.several-sheets</c>: a person must say which is meant; <c>import.unknown-columns</c>, <c>import.duplicate-column</c>: they must map the columns first.</summary>
    public Refusal? WhyNotRead() => choice.Question;

    /// <summary>Reads the whole file once (twice when rows repeat a device); later calls answer at once.</summary>
    public InventorySurvey Survey(CancellationToken stop) => survey ??= TakeSurvey(stop);

    /// <summary>Rows below the header, whatever their columns mean; those before the fault when the file breaks off.</summary>
    public int CountRows(CancellationToken stop)
    {
        var rows = 0;
        if (sheets is { Read: null }) return 0;
        try
        {
            foreach (var _ in Lines(stop))
                if (++rows > options.Limits.Rows) break;
        }
        catch (RefusedException)
        {
            // it is named when the rows are read
        }
        return rows;
    }

    /// <summary>Every row, in the order of the file.</summary>
    /// <exception cref="RefusedException">When the columns are not known, or the file breaks off in a way that loses the rows after it.</exception>
    public IEnumerable<ReadRow> Rows(CancellationToken stop)
    {
        WhyNotRead().ThrowIfRefused();
        var facts = Survey(stop);
        foreach (var row in Devices(facts, stop)) yield return facts.Repeated.Count == 0 ? row : Repetition.Judge(row, facts, options.Keep);
    }

    public void Dispose() => content.Dispose();

    private HeaderRow FindHeader()
    {
        using var cells = Cells();
        return HeaderRow.Find(cells, options) ?? throw new RefusedException(new("import.empty-file"));
    }

    private ColumnChoice Choose()
    {
        using var cells = Cells();
        for (var i = 0; i <= header.Above; i++) cells.Read();
        var headers = header.Headers;
        var rows = new List<string[]>();
        if (options.FirstRowIsDevice)
        {
            rows.Add(Sample(cells, headers.Count));
            headers = [.. Enumerable.Range(1, headers.Count).Select(i => $"#{i}")];
        }
        while (rows.Count < FirstRows && cells.Read()) rows.Add(Sample(cells, headers.Count));
        if (rows.Count == 0) throw new RefusedException(new("import.no-rows"));
        return ColumnChoice.Of(headers, rows, options.Mapping);
    }

    private static string[] Sample(CellSource cells, int columns)
    {
        var sample = new string[columns];
        for (var i = 0; i < columns; i++) sample[i] = cells[i].Trim() is var cell && cell.Length > SampleCharacters ? cell[..SampleCharacters].ToString() : cell.ToString();
        return sample;
    }

    private InventorySurvey TakeSurvey(CancellationToken stop)
    {
        var facts = new InventorySurvey();
        foreach (var cells in Lines(stop))
        {
            if (++facts.Rows > options.Limits.Rows) throw new RefusedException(new("import.too-many-rows", options.Limits.Rows));
            facts.Look(cells, Columns);
        }
        facts.Finish(options.DateOrder, Language);
        if (facts.Repeated.Count == 0) return facts;
        foreach (var row in Devices(facts, stop).OfType<InventoryRow>()) Repetition.Gather(row, facts);
        return facts;
    }

    private IEnumerable<ReadRow> Devices(InventorySurvey facts, CancellationToken stop)
    {
        RowReader? reader = null;
        var number = 0;
        foreach (var cells in Lines(stop))
        {
            reader ??= new(cells, Columns, options, facts);
            yield return reader.Read(++number);
        }
    }

    /// <summary>The cells of each row below the header.</summary>
    private IEnumerable<CellSource> Lines(CancellationToken stop)
    {
        using var cells = Cells();
        for (var i = options.FirstRowIsDevice ? 1 : 0; i <= header.Above; i++) cells.Read();
        for (var i = 1; cells.Read(); i++)
        {
            if (i % 1024 == 0) stop.ThrowIfCancellationRequested();
            yield return cells;
        }
    }

    private CellSource Cells() => layout?.Cells(content.Open(), options.Limits) as CellSource
        ?? new SheetCells(content.Open(), options.Limits, sheets!.Read!.Place, header is null ? null : options.FirstRowIsDevice ? header.Line - 1 : header.Line);
}
