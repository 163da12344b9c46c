using System.Globalization;
using System.Text;
using Backline.Server.Platform.Files;
using CsvHelper;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Imports;

/// <summary>Rows that were not imported, as a CSV people open in a spreadsheet; values that it would execute are neutralised.</summary>
internal static class RejectedFile
{
    private static readonly string[] Columns = ["Row", "Line", "Problem", "Mend", "Column", "Serial Number", "MAC Address", "Model", "Device Name", "Site"];

    public static byte[] Of(IEnumerable<ImportRowAnswer> rows, IStringLocalizer<ImportTexts> texts)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            // the names of the fields stay English, so that the mended file is recognised when it is handed in again
            Write(csv, Columns);
            foreach (var row in rows)
            {
                Write(csv, row.Row.ToString(CultureInfo.InvariantCulture), row.Line?.ToString(CultureInfo.InvariantCulture), row.Text ?? texts["outcome." + row.Outcome].Value, row.Mend, row.Column, row.Serial, row.Mac, row.Model, row.Name, row.Site);
            }
        }
        return bytes.ToArray();
    }

    private static void Write(CsvWriter csv, params string?[] cells)
    {
        foreach (var cell in cells) csv.WriteField(SpreadsheetCell.Neutralise(cell ?? ""));
        csv.NextRecord();
    }
}
