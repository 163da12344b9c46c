using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>
/// What only the whole file can tell: how many rows, in which order its dates are written, how long the numeric serial numbers of a model
/// are, and which rows name the same device. Nothing of a row is kept but marks of its keys.
/// </summary>
public sealed class InventorySurvey
{
    /// <summary>Numbers of other rows named in a conflict.</summary>
    public const int OthersShown = 10;

    private const int ModelsKept = 4096, WitnessesNeeded = 5;

    private readonly Dictionary<DeviceField, DateEvidence> dates = [];
    private readonly Dictionary<string, NumberWidth> widths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, NumberWidth>.AlternateLookup<ReadOnlySpan<char>> widthsByText;
    private readonly IdentitySet seen = new();

    internal InventorySurvey() => widthsByText = widths.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Rows below the header, good or not.</summary>
    public int Rows { get; internal set; }

    /// <summary>To ask a person before importing: <c>import.ambiguous-date</c> with column and an example.</summary>
    public IReadOnlyList<Refusal> Questions { get; internal set; } = [];

    /// <summary>How dates like 03/04/2026 are read; null when the file has none.</summary>
    public DateOrder? OrderSeen => dates.Values.FirstOrDefault(evidence => evidence.NeedsOrder)?.Order;

    internal Dictionary<ulong, Repeats> Repeated { get; } = [];

    /// <summary>What the whole column shows, else what was answered, else what the language of the headers says; null is a question.</summary>
    public DateOrder? OrderOf(DeviceField field) => dates.TryGetValue(field, out var evidence) ? evidence.Order : null;

    internal int? NumberWidthOf(ReadOnlySpan<char> model) =>
        widthsByText.TryGetValue(model, out var width) && width is { AllNumbers: true, Longest: > 0 } && width.AtLongest >= WitnessesNeeded && width.AtLongest * 10 >= width.Count * 8
            ? width.Longest : null;

    internal void Look(CellSource cells, IReadOnlyList<InventoryColumn> columns)
    {
        string? serial = null, mac = null;
        var model = -1;
        foreach (var column in columns)
        {
            if (column.Field is not { } field) continue;
            var cell = cells[column.Index];
            if (field.IsDate()) LookAtDate(field, column.Header, cell);
            else if (field == DeviceField.Serial) serial = SerialCell.KeyOf(CellSource.Meant(cell).Trim().ToString()).Key;
            else if (field == DeviceField.Mac) mac = MacCell.Read(CellSource.Meant(cell), out _);
            else if (field == DeviceField.Model) model = column.Index;
        }
        if (serial is not null) Remember(IdentitySet.Mark('s', serial));
        if (mac is not null) Remember(IdentitySet.Mark('m', mac));
        if (serial is not null && model >= 0) LookAtWidth(cells[model].Trim(), serial);
    }

    internal void Finish(DateOrder? answered, string? language)
    {
        var ofLanguage = language is "es" or "it" or "de" or "vi" ? DateOrder.DayFirst : (DateOrder?)null;
        foreach (var evidence in dates.Values) evidence.Decide(answered, ofLanguage);
        Questions = [.. dates.Values.Where(e => e.Order is null && e.Example is not null).Select(e => new Refusal("import.ambiguous-date", e.Example!, e.Column))];
    }

    private void Remember(ulong mark)
    {
        if (!seen.Add(mark)) Repeated.TryAdd(mark, new());
    }

    private void LookAtDate(DeviceField field, string column, ReadOnlySpan<char> cell)
    {
        if (!dates.TryGetValue(field, out var evidence)) dates[field] = evidence = new() { Column = column };
        // the notation of Lens and every other with the year first shows nothing and is nearly every cell
        cell = cell.Trim();
        if (cell.Length is < 8 or > 40 || cell[4] is '-' or '/') return;
        evidence.Look(cell);
    }

    private void LookAtWidth(ReadOnlySpan<char> model, string serial)
    {
        if (!widthsByText.TryGetValue(model, out var width))
        {
            if (widths.Count == ModelsKept || model.Length > 200) return;
            widths[model.ToString()] = width = new();
        }
        width.Look(serial);
    }

    private sealed class DateEvidence
    {
        private bool dayFirst, monthFirst;

        public required string Column { get; init; }
        public string? Example { get; private set; }
        public DateOrder? Order { get; private set; }
        public bool NeedsOrder => dayFirst || monthFirst || Example is not null;

        public void Look(ReadOnlySpan<char> cell)
        {
            if (DateText.Evidence(cell) is { } order)
            {
                dayFirst |= order == DateOrder.DayFirst;
                monthFirst |= order == DateOrder.MonthFirst;
            }
            if (Example is null && DateText.Read(cell, null, TimeZoneInfo.Utc).Outcome == DateOutcome.NeedsOrder) Example = cell.ToString();
        }

        /// <summary>A column that shows both orders has two authors: a person decides it.</summary>
        public void Decide(DateOrder? answered, DateOrder? ofLanguage)
        {
            Order = (dayFirst, monthFirst) switch
            {
                (true, false) => answered ?? DateOrder.DayFirst,
                (false, true) => answered ?? DateOrder.MonthFirst,
                (true, true) => answered,
                _ => answered ?? ofLanguage,
            };
        }
    }

    private sealed class NumberWidth
    {
        public bool AllNumbers { get; private set; } = true;
        public int Count { get; private set; }
        public int Longest { get; private set; }
        public int AtLongest { get; private set; }

        public void Look(string serial)
        {
            Count++;
            AllNumbers &= !serial.AsSpan().ContainsAnyExceptInRange('0', '9');
            if (serial.Length > Longest) (Longest, AtLongest) = (serial.Length, 0);
            if (serial.Length == Longest) AtLongest++;
        }
    }
}

/// <summary>The rows that share one key.</summary>
internal sealed class Repeats
{
    private InventoryRow? first;

    public List<int> Rows { get; } = [];
    public int Count { get; private set; }
    public bool AllEqual { get; private set; } = true;
    public bool SameDevice { get; private set; } = true;
    public int First => first?.Number ?? 0;

    public void Add(InventoryRow row)
    {
        Count++;
        if (Rows.Count <= InventorySurvey.OthersShown) Rows.Add(row.Number);
        first ??= row;
        var same = first with { Number = row.Number, Line = row.Line, Problems = row.Problems };
        AllEqual &= same == row;
        SameDevice &= string.Equals(first.SerialKey, row.SerialKey, StringComparison.Ordinal)
            && string.Equals(first.MacKey, row.MacKey, StringComparison.Ordinal)
            && string.Equals(first.Model, row.Model, StringComparison.OrdinalIgnoreCase);
    }
}
