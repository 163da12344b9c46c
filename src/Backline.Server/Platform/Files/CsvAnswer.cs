using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Backline.Server.Platform.Files;

/// <summary>A list as a CSV file: UTF-8 with a mark, so that spreadsheets read it right, and no cell that a spreadsheet would run as a formula.</summary>
public sealed class CsvAnswer(string fileName, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        await using var writer = new StreamWriter(httpContext.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });
        foreach (var name in header) csv.WriteField(name);
        await csv.NextRecordAsync();
        foreach (var row in rows)
        {
            foreach (var cell in row) csv.WriteField(cell);
            await csv.NextRecordAsync();
        }
    }
}
