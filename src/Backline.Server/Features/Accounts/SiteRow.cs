using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Accounts;

/// <summary>A place where devices stand.</summary>
/// <param name="Number">The customer site ID (CO-3).</param>
/// <param name="Devices">In the inventory now.</param>
public sealed record SiteRow(
    Guid Id, Guid AccountId, string Account, string Number, string Name, string Address, string PostalCode, string City, string Country, string? Subdivision, string TimeZone,
    DateTimeOffset? ClosedAt, long Devices, long Version)
{
    internal const string Columns =
        """
        select s.id, s.account_id, a.name, s.number, s.name, s.address, s.postal_code, s.city, s.country, s.subdivision, s.time_zone, s.closed_at,
               (select count(*) from device d where d.account_id = s.account_id and d.site_id = s.id and d.removed_at is null), s.version, s.name_key, s.partner_id
        from site s join account a on a.account_id = s.account_id
        """;

    internal string NameKey { get; init; } = "";
    internal Guid? PartnerId { get; init; }

    internal static SiteRow From(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.Text(9), row.GetString(10),
        row.Nullable<DateTimeOffset>(11), row.GetInt64(12), row.GetInt64(13))
    { NameKey = row.GetString(14), PartnerId = row.Nullable<Guid>(15) };

    internal SiteInput ToInput() => new(Name, Address, PostalCode, City, Country, Subdivision, TimeZone);
}
