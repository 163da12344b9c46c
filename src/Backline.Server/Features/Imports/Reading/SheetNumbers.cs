using System.Globalization;
using System.Xml;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>
/// Looks through the numbers of a sheet's rows and columns before the library builds anything from them: of two rows with one number it would keep the
/// cells of the last, and for a cell far to the right it would take memory for every column before it.
/// </summary>
internal static class SheetNumbers
{
    /// <summary>The last row a workbook can have.</summary>
    private const int LastRow = 1_048_576;

    private static readonly XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true };

    /// <summary>Null for a part that is no sheet, and for one that breaks off: the library names that.</summary>
    public static Refusal? WhyNotRead(Stream part, InventoryLimits limits)
    {
        try
        {
            using var xml = XmlReader.Create(part, settings);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "worksheet") return null;
            var row = 0;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "row")
                {
                    var number = xml.GetAttribute("r") is { } said ? RowOf(said) : row + 1;
                    if (number is < 1 or > LastRow) return new("import.broken-workbook");
                    if (number <= row) return new("import.repeated-sheet-row", number);
                    row = number;
                }
                else if (xml.LocalName == "c" && xml.GetAttribute("r") is { } place && ColumnOf(place) > limits.Columns)
                {
                    return new("import.too-many-columns", row - 1, row, limits.Columns);
                }
            }
        }
        catch (XmlException)
        {
            // no XML, or not to its end
        }
        return null;
    }

    private static int RowOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>1 for A, 27 for AA; as far as any limit goes.</summary>
    private static int ColumnOf(ReadOnlySpan<char> place)
    {
        var column = 0;
        foreach (var letter in place)
        {
            if (!char.IsAsciiLetter(letter) || column > LastRow) break;
            column = (column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1);
        }
        return column;
    }
}
