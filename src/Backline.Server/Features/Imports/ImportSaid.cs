using System.CommandLine;
using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Cli;

namespace Backline.Server.Features.Imports;

/// <summary>What the person at the command line says about the file: the choices the page asks for, as options.</summary>
internal sealed record ImportSaid(DateOrder? Order, string? Encoding, string? Sheet, IReadOnlyList<string> Columns, IReadOnlyList<int> Keep)
{
    private static readonly Option<bool> DayFirst = new("--day-first") { Description = "05/11/2026 is the 5th of November." };
    private static readonly Option<bool> MonthFirst = new("--month-first") { Description = "05/11/2026 is the 11th of May." };
    private static readonly Option<string?> EncodingName = new("--encoding") { Description = "The encoding of the file, when it is not the one found: utf-8, windows-1252, euc-kr …", HelpName = "NAME" };
    private static readonly Option<string?> SheetName = new("--sheet") { Description = "The sheet of a workbook that has several with a table.", HelpName = "NAME" };
    private static readonly Option<string[]> Map = new("--map") { Description = "What a column means, by its number from 1 or its header: --map 3=serial. May be repeated; the other columns stay as recognised.", HelpName = "COLUMN=FIELD" };
    private static readonly Option<int[]> KeepRow = new("--keep") { Description = "Of several rows of the same device the one that is true. May be repeated.", HelpName = "ROW" };

    /// <summary>By the code of what is wrong; elsewhere the mend is the page's.</summary>
    private static readonly Dictionary<string, string> mends = new(StringComparer.Ordinal)
    {
        ["import.duplicate-column"] = "Say which of them counts by its number: --map 3=serial.",
        ["import.unknown-columns"] = "Say which column is which, by its number from 1 or its header: --map 3=serial.",
        ["import.ambiguous-date"] = "Say which of them comes first: --day-first or --month-first.",
        ["import.unreadable-text"] = "Export the file again as UTF-8, or say the encoding it really has: --encoding windows-1252.",
        ["import.unknown-encoding"] = "Say one there is: --encoding utf-8, or windows-1252.",
        ["import.several-sheets"] = "Say which is meant: --sheet NAME. To bring in all of them, put them on one sheet, or run the command once for each without --covers.",
        ["import.unknown-sheet"] = "Say one of them: --sheet NAME.",
        ["import.repeated-serial"] = "Say which row is true: --keep ROW; the others are left out. Or remove the others from the file.",
        ["import.row-not-kept"] = "Nothing, or say --keep with this row instead.",
        ["import.changed-meanwhile"] = "Run the command again.",
    };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[DayFirst, MonthFirst, EncodingName, SheetName, Map, KeepRow]) command.Options.Add(option);
        command.Check(result =>
        {
            if (result.GetValue(DayFirst) && result.GetValue(MonthFirst)) result.AddError("--day-first and --month-first exclude each other.");
            if (result.GetValue(EncodingName) is { } name && TextEncodings.Find(name) is null) result.AddError($"--encoding: there is no encoding called {name}. Say utf-8, windows-1252, euc-kr …");
            foreach (var pair in result.GetValue(Map) ?? [])
                if (pair.IndexOf('=', StringComparison.Ordinal) < 1 || !Words.TryParse<DeviceField>(FieldOf(pair), out _)) result.AddError($"--map is a column and its field, such as 3=serial, not “{pair}”. Fields are {string.Join(", ", Words.All<DeviceField>())}.");
        });
    }

    public static ImportSaid Of(ParseResult parsed) => new(
        parsed.GetValue(DayFirst) ? DateOrder.DayFirst : parsed.GetValue(MonthFirst) ? DateOrder.MonthFirst : null, parsed.GetValue(EncodingName), parsed.GetValue(SheetName), parsed.GetValue(Map) ?? [], parsed.GetValue(KeepRow) ?? []);

    public static string? Mend(string? code, string? otherwise) => code is not null && mends.TryGetValue(code, out var mend) ? mend : otherwise;

    /// <summary>How the text is to be read; null when nothing was said of it.</summary>
    public ImportMapping? Text => (Order, Encoding, Sheet) is (null, null, null) ? null : new() { DateOrder = Order, Encoding = Encoding, Sheet = Sheet };

    /// <summary>What was said of columns and rows, once the file was read; null when nothing was, or there is nothing to say it of.</summary>
    /// <exception cref="IOException">The file has no such column.</exception>
    public ImportMapping? Of(IReadOnlyList<InventoryColumn> found)
    {
        if (found.Count == 0 || (Columns.Count == 0 && Keep.Count == 0)) return null;
        return (Text ?? new()) with { Columns = Columns.Count == 0 ? null : Mapped(found), Keep = Keep.Count == 0 ? null : Keep };
    }

    // a column that was said takes its field from any other
    private List<MappedColumn> Mapped(IReadOnlyList<InventoryColumn> found)
    {
        var said = Columns.Select(pair => new MappedColumn(IndexOf(pair[..pair.LastIndexOf('=')].Trim(), found), Words.Parse<DeviceField>(FieldOf(pair)))).ToList();
        var others = found.Where(column => column.Field is { } field && !said.Any(mapped => mapped.Index == column.Index || mapped.Field == field)).Select(column => new MappedColumn(column.Index, column.Field!.Value));
        // of two columns for a field that tells no devices apart the first is read, as without a word
        return [.. said, .. others.DistinctBy(column => column.Field.DecidesWhichDevice() ? (column.Field, column.Index) : (column.Field, 0))];
    }

    private static int IndexOf(string column, IReadOnlyList<InventoryColumn> found)
    {
        if (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= found.Count) return number - 1;
        return found.FirstOrDefault(known => string.Equals(known.Header, column, StringComparison.OrdinalIgnoreCase))?.Index
            ?? throw new IOException($"--map: the file has no column “{column}”, but {string.Join(", ", found.Select(known => $"{known.Index + 1} {known.Header}".TrimEnd()))}.");
    }

    private static string FieldOf(string pair) => pair[(pair.LastIndexOf('=') + 1)..].Trim();
}
