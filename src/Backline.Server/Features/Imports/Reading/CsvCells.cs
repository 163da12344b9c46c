using System.Buffers;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>
/// RFC 4180 with any separator and any mixture of line ends. Unlike the CSV library it tells where an unclosed quote was opened,
/// whether the last row has its line end, and never holds more than one row.
/// </summary>
internal sealed class CsvCells(TextReader text, char separator, InventoryLimits limits) : CellSource
{
    private readonly SearchValues<char> stops = SearchValues.Create([separator, '\r', '\n']);
    private char[] buffer = new char[64 * 1024];
    private (int Start, int Length)[] cells = new (int, int)[64];
    private int start, next, end, row = -1, lines;

    public override ReadOnlySpan<char> this[int index] =>
        index < Count ? buffer.AsSpan(start + cells[index].Start, cells[index].Length) : default;

    public override bool Read()
    {
        do
        {
            start = next;
            if (next == end && !Fill()) return false;
            Line = ++lines;
            Count = 0;
            EndedWithFile = false;
            while (ReadCell()) { }
        }
        while (Count == 1 && cells[0].Length == 0);
        row++;
        return true;
    }

    public override void Dispose() => text.Dispose();

    /// <returns>Whether another cell follows in this row.</returns>
    private bool ReadCell()
    {
        if (next == end && !Fill())
        {
            Add(next - start, 0);
            EndedWithFile = true;
            return false;
        }
        if (buffer[next] == '"') ReadQuoted();
        else ReadPlain();
        if (EndedWithFile) return false;
        var stop = buffer[next++];
        if (stop == separator) return true;
        if (stop == '\r' && (next < end || Fill()) && buffer[next] == '\n') next++;
        return false;
    }

    private void ReadPlain()
    {
        var cell = next - start;
        while (true)
        {
            var hit = buffer.AsSpan(next, end - next).IndexOfAny(stops);
            next = hit < 0 ? end : next + hit;
            if (next - start - cell > limits.CellCharacters) throw Refuse("import.cell-too-long", limits.CellCharacters);
            if (hit >= 0) break;
            if (Fill()) continue;
            EndedWithFile = true;
            break;
        }
        Add(cell, next - start - cell);
    }

    private void ReadQuoted()
    {
        next++;
        var cell = next - start;
        var write = cell;
        while (true)
        {
            var hit = buffer.AsSpan(next, end - next).IndexOf('"');
            var length = hit < 0 ? end - next : hit;
            if (start + write != next) Array.Copy(buffer, next, buffer, start + write, length);
            write += length;
            next += length;
            if (write - cell > limits.CellCharacters) throw Refuse("import.unclosed-quote", limits.CellCharacters);
            if (hit < 0)
            {
                if (!Fill()) throw Refuse("import.unclosed-quote", limits.CellCharacters);
                continue;
            }
            next++;
            if (next == end && !Fill())
            {
                EndedWithFile = true;
                break;
            }
            if (buffer[next] == '"')
            {
                buffer[start + write++] = '"';
                next++;
            }
            else if (stops.Contains(buffer[next])) break;
            else throw Refuse("import.stray-quote");
        }
        Add(cell, write - cell);
        CountLines(buffer.AsSpan(start + cell, write - cell));
    }

    private void CountLines(ReadOnlySpan<char> cell) =>
        lines += cell.Count('\n') + cell.Count('\r') - cell.Count("\r\n");

    private void Add(int cell, int length)
    {
        if (Count == limits.Columns) throw Refuse("import.too-many-columns", limits.Columns);
        if (Count == cells.Length) Array.Resize(ref cells, cells.Length * 2);
        cells[Count++] = (cell, length);
    }

    private bool Fill()
    {
        if (start > 0)
        {
            Array.Copy(buffer, start, buffer, 0, end - start);
            next -= start;
            end -= start;
            start = 0;
        }
        if (end == buffer.Length)
        {
            if (end >= limits.RowCharacters) throw Refuse("import.row-too-long", limits.RowCharacters);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var read = text.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }

    private RefusedException Refuse(string code, params object[] more) => new(new(code, [row + 1, Line, .. more]));
}
