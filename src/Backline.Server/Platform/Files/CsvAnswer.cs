using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Platform.Files;

/// <summary>A list as a CSV file: headers in words, the day in its name, UTF-8 with a mark, so that spreadsheets read it right, and no cell that a spreadsheet would run as a formula. Sent while it is made.</summary>
/// <param name="name">Of what the list is; the day and the ending are added.</param>
/// <param name="columns">Keys of <see cref="ExportTexts"/>; anything else stands as it is.</param>
/// <param name="day">Of the content: a month, the first day of a price list. Null: today.</param>
public sealed class CsvAnswer(string name, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<string?>> rows, string? day = null) : IResult
{
    public CsvAnswer(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows, string? day = null) : this(name, columns, rows.ToAsyncEnumerable(), day)
    {
    }

    /// <summary>Rows of one file, of a list that is read in one go.</summary>
    public const int Most = 100_000;

    private const int Piece = 16 * 1024;

    public static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Moment(DateTimeOffset? at) => at is { } known ? Moment(known) : null;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        await using var row = rows.GetAsyncEnumerator(httpContext.RequestAborted);
        // asked for before the first byte: a filter that is refused is still a 400
        var any = await row.MoveNextAsync();
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}-{day ?? services.GetRequiredService<TimeProvider>().GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv\"";
        var answer = httpContext.Features.GetRequiredFeature<GrowingAnswer>();
        await answer.BeginAsync();
        await using var writer = new StreamWriter(answer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Piece, leaveOpen: true);
        await using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
        var texts = services.GetRequiredService<IStringLocalizer<ExportTexts>>();
        foreach (var column in columns) csv.WriteField(texts[column].Value);
        await csv.NextRecordAsync();
        for (var first = true; any; any = await row.MoveNextAsync(), first = false)
        {
            foreach (var cell in row.Current) csv.WriteField(SpreadsheetCell.Neutralise(cell ?? ""));
            await csv.NextRecordAsync();
            // whoever waits sees that it has begun
            if (first) await writer.FlushAsync(httpContext.RequestAborted);
        }
    }
}
