using Npgsql;

namespace Backline.Server.Platform.Identity;

internal static class AccountPartner
{
    /// <summary>The partner that fronts the account, read in the account's own scope.</summary>
    public static async Task<Guid?> OfAsync(NpgsqlDataSource source, Guid accountId, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var command = new NpgsqlCommand($"set local role backline_account; set local backline.account_id = '{accountId}'; select partner_id from account", connection, transaction);
        return await command.ExecuteScalarAsync(stop) as Guid?;
    }
}
