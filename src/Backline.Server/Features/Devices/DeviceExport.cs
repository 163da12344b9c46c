using System.Globalization;
using System.Text;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Files;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Devices;

/// <summary>Devices as a CSV file, streamed as they are read. Cells that a spreadsheet would execute are neutralised.</summary>
public sealed class DeviceExport(IStringLocalizer<DeviceTexts> texts)
{
    private static readonly string[] columns =
        ["account-number", "account", "model", "category", "serial", "mac", "name", "site", "room", "used-by", "asset-tag", "software", "last-seen", "missing-since", "cover", "counted", "removed-at", "removed-reason"];

    public IResult Answer(IAsyncEnumerable<DeviceRow> rows, DateOnly today) => TypedResults.Stream(
        body => WriteAsync(rows, body), "text/csv; charset=utf-8", $"devices-{today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv");

    private async Task WriteAsync(IAsyncEnumerable<DeviceRow> rows, Stream body)
    {
        // with the mark, spreadsheets read it as UTF-8
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 32_768);
        await writer.WriteAsync(Line([.. columns.Select(column => texts["export." + column].Value)]));
        await foreach (var row in rows) await writer.WriteAsync(Line(Cells(row)));
    }

    private static string[] Cells(DeviceRow row) =>
    [
        row.AccountNumber, row.AccountName, row.Model, row.Category, row.Serial ?? "", row.Mac is { } mac ? MacKey.Format(mac) : "", row.Name, row.Site ?? "", row.Room, row.UsedBy, row.AssetTag,
        row.SoftwareVersion, Moment(row.LastSeenAt), row.MissingSince?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", row.Cover.Word(), row.Counting.Word(), Moment(row.RemovedAt), row.RemovedReason ?? "",
    ];

    private static string Moment(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Line(string[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text)
    {
        var safe = SpreadsheetCell.Neutralise(text);
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
