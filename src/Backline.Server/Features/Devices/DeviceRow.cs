using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Devices;

/// <summary>A device in a list.</summary>
/// <param name="Counting">Whether it counts today under the account's contract, as the monthly check would say.</param>
public sealed record DeviceRow(
    Guid Id, Guid AccountId, string AccountNumber, string AccountName, Guid? SiteId, string? Site, Guid? ModelId, string Model, string Category, string? Serial, string? Mac, string Name,
    string Room, string UsedBy, string AssetTag, string SoftwareVersion, DateTimeOffset? LastSeenAt, DateOnly? MissingSince, DateTimeOffset? RemovedAt, string? RemovedReason, long Version,
    CountReason Counting)
{
    /// <summary>Whether it is covered for support now, as a coverage check would say.</summary>
    public CoverageOutcome Cover { get; init; }

    /// <summary>Columns of <see cref="Read"/>, from a device d; the joins are those of <see cref="Joins"/>.</summary>
    internal const string Columns =
        """
        d.id, d.account_id, a.number, a.name, d.site_id, s.name, d.model_id, d.model_name, d.category, d.serial, d.mac, d.name, d.room, d.used_by, d.asset_tag, d.software_version,
        d.last_seen_at, d.missing_since, d.removed_at, d.removed_reason, d.version, m.lifecycle, m.end_of_support_on,
        (select min(c.settings ->> 'covers') from contract c join contract_category cc on cc.account_id = c.account_id and cc.contract_id = c.id
          where c.account_id = d.account_id and c.state = 'active' and current_date between c.starts_on and c.ends_on and cc.category = d.category)
        """;

    internal const string Joins =
        """
        join account a on a.account_id = d.account_id left join site s on s.account_id = d.account_id and s.id = d.site_id left join model m on m.id = d.model_id
        """;

    internal const int ColumnCount = 24;
    private const int UnseenDays = 90;

    internal static DeviceRow Read(NpgsqlDataReader row, DateOnly today) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Text(5), row.Nullable<Guid>(6),
        row.GetString(7), row.GetString(8), row.Text(9), row.Text(10), row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14),
        row.GetString(15), row.Nullable<DateTimeOffset>(16), row.Nullable<DateOnly>(17), row.Nullable<DateTimeOffset>(18),
        row.Text(19), row.GetInt64(20), ReasonOf(row, today));

    private static CountReason ReasonOf(NpgsqlDataReader row, DateOnly today)
    {
        var selected = Words.TryParse<DeviceCategory>(row.GetString(8), out var category) && row.Text(23) == "account" ? default(EnumSet<DeviceCategory>).With(category) : default;
        var facts = row.IsDBNull(6) || row.IsDBNull(21)
            ? null
            : new ModelFacts(row.GetGuid(6), "", row.GetString(7), category, Words.Parse<Lifecycle>(row.GetString(21)), row.Nullable<DateOnly>(22));
        var seen = row.Nullable<DateTimeOffset>(16);
        var reason = Backline.Domain.Baselines.Counting.Reason(
            facts, selected, row.Nullable<DateOnly>(17), seen is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null, today, UnseenDays);
        return reason == CountReason.NotCountedCategoryNotSelected && row.Text(23) == "devices" ? CountReason.NoBaseline : reason;
    }
}
