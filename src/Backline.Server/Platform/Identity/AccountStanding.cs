using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Npgsql;

namespace Backline.Server.Platform.Identity;

/// <summary>What the claims of a customer's people and keys say of their account. It is read with the claims, so that no request asks for it again.</summary>
/// <param name="PartnerId">The partner the account buys from.</param>
/// <param name="IsBranded">Served under the partner's brand today (PL-1, PO-2).</param>
/// <param name="IsCounted">A contract counts its categories against a baseline: one by serial number has none (PL-1, BL-2).</param>
internal sealed record AccountStanding(Guid? PartnerId, bool IsBranded, bool IsCounted)
{
    /// <summary>Read in the account's own scope.</summary>
    public static async Task<AccountStanding> OfAsync(NpgsqlDataSource source, Guid accountId, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var command = new NpgsqlCommand(
            $"""
            set local role backline_account; set local backline.account_id = '{accountId}';
            select a.partner_id, a.time_zone, coalesce(c.settings ->> 'brandable' = 'true', false), coalesce(c.settings ->> 'covers' = 'account', false), c.state, c.starts_on, c.ends_on
            from account a left join contract c on c.account_id = a.account_id and c.state in ('active', 'ended')
            """, connection, transaction);
        Guid? partner = null;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var (counted, contracts) = (false, new List<FrontedContract>());
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            if (!row.IsDBNull(0)) partner = row.GetGuid(0);
            today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(row.GetString(1))).DateTime);
            if (row.IsDBNull(4)) continue;
            counted |= row.GetBoolean(3);
            contracts.Add(new(row.GetBoolean(2), Words.Parse<ContractState>(row.GetString(4)), row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateOnly>(6)));
        }
        return new(partner, partner is not null && Fronting.IsBranded(contracts, today), counted);
    }

    public IEnumerable<System.Security.Claims.Claim> Claims()
    {
        if (PartnerId is { } partner) yield return new(Access.BacklineClaims.Partner, partner.ToString());
        if (IsBranded) yield return new(Access.BacklineClaims.Branded, "true");
        if (IsCounted) yield return new(Access.BacklineClaims.Counted, "true");
    }
}
