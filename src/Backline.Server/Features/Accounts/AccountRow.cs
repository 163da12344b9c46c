using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Accounts;

/// <summary>A customer, as lists, the interface and its page show it.</summary>
/// <param name="Number">The master account ID (CO-1).</param>
/// <param name="Plan">Of the contract in force that covers the account, else of one that covers single devices; of equals, the one that ends last. Null without one.</param>
/// <param name="Devices">In the inventory now.</param>
public sealed record AccountRow(
    Guid Id, string Number, string Name, Guid? PartnerId, string? Partner, string Country, string Language, string TimeZone, string Currency,
    Guid? SuccessManagerId, string? SuccessManager, string InventorySource, int Devices, string? Plan, DateOnly? CoveredUntil, DateTimeOffset CreatedAt, long Version)
{
    internal const string Columns =
        """
        select a.account_id, a.number, a.name, a.partner_id, p.name, a.country, a.language, a.time_zone, a.currency, a.success_manager_id, shown_name(a.success_manager),
               a.inventory_source, a.device_count, c.plan_name, c.ends_on, a.created_at, a.version, a.name_key
        from account a
        left join partner p on p.id = a.partner_id
        left join lateral (select plan_name, ends_on from contract where account_id = a.account_id and state = 'active'
            order by current_date between starts_on and ends_on desc, settings ->> 'covers' = 'account' desc, ends_on desc, id limit 1) c on true
        """;

    /// <summary>The order of lists.</summary>
    internal string NameKey { get; init; } = "";

    internal static AccountRow From(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.Nullable<Guid>(3), row.Text(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8),
        row.Nullable<Guid>(9), row.Text(10), row.GetString(11), row.GetInt32(12), row.Text(13), row.Nullable<DateOnly>(14), row.GetFieldValue<DateTimeOffset>(15), row.GetInt64(16))
    { NameKey = row.GetString(17) };
}
