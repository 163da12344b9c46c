using System.Buffers;
using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Turns the cells of one row into a device, or says why not.</summary>
internal sealed class RowReader
{
    // a cell may have several lines; no database keeps NUL, and nobody sees the others
    private static readonly char[] unwritten = [.. UnicodeText.Unwritten.Except(['\t', '\n', '\r'])];
    private static readonly SearchValues<char> suspicious = SearchValues.Create([.. unwritten, '\uFFFD']);
    private static readonly SearchValues<char> cleaned = SearchValues.Create(unwritten);

    private readonly CellSource cells;
    private readonly IReadOnlyList<InventoryColumn> columns;
    private readonly InventoryOptions options;
    private readonly InventorySurvey survey;
    private readonly int[] columnOf = new int[DeviceFields.All.Count];
    private readonly RepeatedTexts[] texts = [.. DeviceFields.All.Select(_ => new RepeatedTexts())];
    private List<CellProblem>? problems;

    public RowReader(CellSource cells, IReadOnlyList<InventoryColumn> columns, InventoryOptions options, InventorySurvey survey)
    {
        (this.cells, this.columns, this.options, this.survey) = (cells, columns, options, survey);
        Array.Fill(columnOf, -1);
        foreach (var column in columns)
            if (column.Field is { } field) columnOf[(int)field] = column.Index;
    }

    public ReadRow Read(int number)
    {
        problems = null;
        if (WhyNotComplete() is { } incomplete) return new RejectedRow(number, cells.Line, incomplete);
        var serial = SerialCell.Read(Cell(DeviceField.Serial), Cell(DeviceField.Mac), Cell(DeviceField.Model), survey);
        var mac = MacCell.Read(Cell(DeviceField.Mac), out var macProblem);
        if (WhyNotReadable() is { } unreadable) return Reject(number, unreadable, serial.Key, mac);
        if (serial.Problem is { } damage) return Reject(number, Problem(DeviceField.Serial, damage), null, mac);
        if (serial.Key is { } key && key.Length > options.Limits.SerialCharacters)
            return Reject(number, Problem(DeviceField.Serial, "import.serial-too-long", options.Limits.SerialCharacters), null, mac);
        if (macProblem is not null && serial.Key is null) return Reject(number, Problem(DeviceField.Mac, macProblem, Shown(Cell(DeviceField.Mac))), null, null);
        if (serial.Key is null && mac is null) return Reject(number, new(null, new("import.no-identity")), null, null);
        if (macProblem is not null) Note(Problem(DeviceField.Mac, macProblem, Shown(Cell(DeviceField.Mac))));
        if (serial.Taken is { } taken && Problem(DeviceField.Serial, new Refusal(taken)) is var note && problems?.Exists(known => known.Column == note.Column && known.Reason.Code == taken) is not true) Note(note);
        var row = Build(number, serial, mac);
        return tooLong is { } field ? Reject(number, Problem(field, "import.text-too-long", Longest(field)), serial.Key, mac) : row;
    }

    private DeviceField? tooLong;

    private InventoryRow Build(int number, SerialCell serial, string? mac)
    {
        tooLong = null;
        var status = Text(DeviceField.Status);
        return new(number, cells.Line)
        {
            Serial = serial.Key is null ? null : serial.Typed,
            SerialKey = serial.Key,
            MacKey = mac,
            Model = Text(DeviceField.Model),
            Manufacturer = Text(DeviceField.Manufacturer),
            Name = Name(),
            Site = Site(),
            Room = Text(DeviceField.Room),
            User = Text(DeviceField.User),
            SoftwareVersion = Version(DeviceField.SoftwareVersion),
            SoftwareBuild = Text(DeviceField.SoftwareBuild),
            HardwareRevision = Text(DeviceField.HardwareRevision),
            Ip = Text(DeviceField.Ip),
            Status = status,
            Online = OnlineStatus.Of(status),
            LastSeen = Date(DeviceField.LastSeen) is { IsDate: true } seen ? seen.At.ToUniversalTime() : null,
            Registered = Date(DeviceField.Registered) is { IsDate: true } registered ? registered.Day : null,
            Shipped = Date(DeviceField.Shipped) is { IsDate: true } shipped ? shipped.Day : null,
            ProductId = Text(DeviceField.ProductId),
            Tags = Text(DeviceField.Tags),
            AssetTag = Text(DeviceField.AssetTag),
            Notes = Text(DeviceField.Notes),
            Problems = problems ?? (IReadOnlyList<CellProblem>)[],
        };
    }

    private CellProblem? WhyNotComplete()
    {
        if (cells.EndedWithFile && cells.Count < columns.Count) return new(null, new("import.incomplete-row", cells.Count, columns.Count));
        for (var i = columns.Count; i < cells.Count; i++)
            if (!cells[i].IsWhiteSpace()) return new(null, new("import.too-many-cells", cells.Count, columns.Count));
        return null;
    }

    private CellProblem? WhyNotReadable()
    {
        foreach (var index in columnOf)
        {
            if (index < 0 || cells[index] is var cell && !cell.ContainsAny(suspicious) && !HasHalfPair(cell)) continue;
            if (cells[index].ContainsAny('\uFFFD', CellSource.Unreadable) || HasHalfPair(cells[index])) return new(columns[index].Header, new("import.unreadable-text"));
            Note(new(columns[index].Header, new("import.control-character")));
        }
        return null;
    }

    private static bool HasHalfPair(ReadOnlySpan<char> cell)
    {
        var at = cell.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; at >= 0 && at < cell.Length; at++)
        {
            if (!char.IsSurrogate(cell[at])) continue;
            if (at + 1 == cell.Length || !char.IsSurrogatePair(cell[at], cell[at + 1])) return true;
            at++;
        }
        return false;
    }

    private ReadOnlySpan<char> Cell(DeviceField field) => CellSource.Meant(Typed(field));

    private ReadOnlySpan<char> Typed(DeviceField field) => columnOf[(int)field] is >= 0 and var index ? cells[index] : default;

    /// <summary>As typed, formulas and leading tabs included: what a spreadsheet makes of it is the export's care.</summary>
    private string? Name()
    {
        var cell = Typed(DeviceField.Name);
        return cell.IsWhiteSpace() ? null : Limited(DeviceField.Name, Clean(cell));
    }

    private string? Text(DeviceField field)
    {
        var cell = Cell(field).Trim();
        return cell.IsEmpty ? null : Limited(field, cell.ContainsAny(cleaned) ? Clean(cell) : texts[(int)field].Get(cell));
    }

    /// <summary>A name that the form of a site would take: devices whose site has none are at no site.</summary>
    private string? Site()
    {
        var text = Text(DeviceField.Site);
        if (text is null || (!text.IsUnseen() && !text.HoldsUnwritten())) return text;
        Note(new(columns[columnOf[(int)DeviceField.Site]].Header, new("import.control-character")));
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsWhiteSpace(rune)) kept.Append(' ');
            else if (!rune.ToString().HoldsUnwritten()) kept.Append(rune);
        return kept.ToString().Trim() is var name && name.IsUnseen() ? null : name;
    }

    private int Longest(DeviceField field) => field == DeviceField.Site ? options.Limits.SiteCharacters : options.Limits.TextCharacters;

    private string Limited(DeviceField field, string text)
    {
        if (text.Length > Longest(field)) tooLong ??= field;
        return text;
    }

    /// <summary>Controls and turns of direction go; between words they stand where a space was.</summary>
    private static string Clean(ReadOnlySpan<char> cell)
    {
        var text = cell.ToString();
        return text.AsSpan().ContainsAny(cleaned) ? string.Join(' ', text.Split([.. unwritten, ' '], StringSplitOptions.RemoveEmptyEntries)) : text;
    }

    private string? Version(DeviceField field)
    {
        var text = Text(field);
        if (text is null || !DamagedVersion.Is(text)) return text;
        Note(Problem(field, "import.damaged-version", text));
        return null;
    }

    private DateReading Date(DeviceField field)
    {
        if (columnOf[(int)field] < 0) return default;
        var reading = DateText.Read(Cell(field), survey.OrderOf(field), options.Zone);
        var code = reading.Outcome switch
        {
            DateOutcome.NeedsOrder => "import.ambiguous-date",
            DateOutcome.Impossible => "import.impossible-date",
            DateOutcome.Unknown => "import.unknown-date",
            _ => null,
        };
        if (code is not null) Note(Problem(field, code, Shown(Cell(field))));
        return reading;
    }

    private static string Shown(ReadOnlySpan<char> cell) => Clean(cell.Trim()[..Math.Min(cell.Trim().Length, 60)]);

    private CellProblem Problem(DeviceField field, string code, object arg) => Problem(field, new Refusal(code, arg));

    private CellProblem Problem(DeviceField field, Refusal reason) => new(columns[columnOf[(int)field]].Header, reason);

    private void Note(CellProblem problem) => (problems ??= []).Add(problem);

    private RejectedRow Reject(int number, CellProblem problem, string? serialKey, string? macKey) =>
        new(number, cells.Line, problem) { SerialKey = serialKey, MacKey = macKey };
}
