namespace Backline.Server.Features.Imports.Reading;

/// <summary>Rows of text cells, one at a time: a CSV file or a sheet of a workbook.</summary>
internal abstract class CellSource : IDisposable
{
    /// <summary>Put in place of bytes that are no text in the file's encoding; never valid text itself.</summary>
    public const char Unreadable = '\uFFFF';

    /// <summary>Line of the file, or row of the sheet, where the current row begins; the first is 1.</summary>
    public int Line { get; protected set; }

    public int Count { get; protected set; }

    /// <summary>The current row ended with the file, not with a line end.</summary>
    public bool EndedWithFile { get; protected set; }

    public abstract bool Read();

    /// <summary>Empty beyond the last cell: spreadsheets leave out trailing empty cells.</summary>
    public abstract ReadOnlySpan<char> this[int index] { get; }

    /// <summary>Exports write <c>="0012"</c> so that a spreadsheet shows what stands there; what is meant is the text.</summary>
    public static ReadOnlySpan<char> Meant(ReadOnlySpan<char> cell) =>
        cell.Trim() is ['=', '"', .. var text, '"'] && !text.Contains('"') ? text : cell;

    public abstract void Dispose();
}
