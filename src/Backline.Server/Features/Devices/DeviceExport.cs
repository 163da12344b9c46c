using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Files;

namespace Backline.Server.Features.Devices;

/// <summary>Devices as a CSV file, read a batch at a time.</summary>
internal static class DeviceExport
{
    private static readonly string[] columns =
        ["account-number", "account", "model", "category", "serial", "mac", "name", "site", "room", "used-by", "asset-tag", "software", "last-seen", "missing-since", "cover", "counted", "removed-at", "removed-reason"];

    public static CsvAnswer Answer(IAsyncEnumerable<DeviceRow> rows, DateOnly today) => new("devices", columns, rows.Select(Cells), today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static IReadOnlyList<string?> Cells(DeviceRow row) =>
    [
        row.AccountNumber, row.AccountName, row.Model, row.Category, row.Serial, row.Mac is { } mac ? MacKey.Format(mac) : null, row.Name, row.Site, row.Room, row.UsedBy, row.AssetTag,
        row.SoftwareVersion, Moment(row.LastSeenAt), row.MissingSince?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Cover.Word(), row.Counting.Word(), Moment(row.RemovedAt), row.RemovedReason,
    ];

    private static string? Moment(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
