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
    /// <param name="shared">How many texts the cells share.</param>
    public static Refusal? WhyNotRead(Stream part, InventoryLimits limits, int shared)
    {
        try
        {
            using var xml = XmlReader.Create(part, settings);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "worksheet") return null;
            var row = 0;
            var (kind, isValue) = ("", false);
            while (xml.Read())
            {
                if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && isValue && WhyNotRead(xml.Value, kind, row, shared) is { } wrong) return wrong;
                if (xml.NodeType != XmlNodeType.Element) continue;
                isValue = xml.LocalName == "v";
                if (xml.LocalName == "c") kind = xml.GetAttribute("t") ?? "n";
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

    /// <summary>How many texts the cells of a workbook share; null for any other part of it.</summary>
    public static int? SharedTexts(Stream part)
    {
        try
        {
            using var xml = XmlReader.Create(part, settings);
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "sst") return null;
            var texts = 0;
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" }) texts++;
            return texts;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // the library takes the number of a text that is not there for the text, and "46000,5" for 460005
    private static Refusal? WhyNotRead(string value, string kind, int row, int shared) => kind switch
    {
        "s" when !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var place) || place < 0 || place >= shared => new("import.broken-workbook"),
        "n" when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && double.TryParse(value, NumberStyles.Any, CultureInfo.InvariantCulture, out _) => new("import.sheet-number", row, value),
        _ => null,
    };

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
