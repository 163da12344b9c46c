using Backline.Server.Platform.Access;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>Puts the smallest programme a test needs into its database, as the owner: partners, accounts, sites, people and keys.</summary>
public sealed class Seed(string ownerConnectionString) : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    private static readonly string PasswordHash = new PasswordHasher<Person>().HashPassword(null!, Password);
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(ownerConnectionString);

    public NpgsqlDataSource Source => source;

    public async Task<Guid> PartnerAsync(string name, bool certified = true, string? brand = null)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync("insert into partner (id, number, name, certified, brand_name, brand_colour, country, language, time_zone, created_at) values ($1, 'P-' || nextval('partner_number_seq'), $2, $3, $4, $5, 'DE', 'de', 'Europe/Berlin', now())",
            id, name, certified, brand, brand is null ? null : "#0b6152");
        return id;
    }

    public async Task<Guid> AccountAsync(string name, Guid? partnerId = null, string country = "DE", string currency = "EUR", string timeZone = "Europe/Berlin")
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
            values ($1, $2, 'MA-' || nextval('account_number_seq'), $3, lower($3), $4, 'en', $5, $6, 'tenant', now())
            """, id, partnerId, name, country, timeZone, currency);
        return id;
    }

    public async Task<Guid> SiteAsync(Guid accountId, string name, string country = "DE", string timeZone = "Europe/Berlin")
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            insert into site (account_id, partner_id, id, number, name, name_key, country, time_zone)
            select $1, partner_id, $2, 'S-' || nextval('site_number_seq'), $3, lower($3), $4, $5 from account where account_id = $1
            """, accountId, id, name, country, timeZone);
        return id;
    }

    /// <summary>A contract of a shipped plan, which its app has put in by the time it runs; its term in days from today.</summary>
    public async Task<Guid> ContractAsync(Guid accountId, string plan, string state = "active", int begins = -30, int ends = 300)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select a.account_id, a.partner_id, $2, 'CT-' || nextval('contract_number_seq'), p.id, p.code, p.name, p.settings, case when a.partner_id is null then 'direct' else 'partner' end, a.currency,
                   current_date + $5, current_date + $6, $4, now(), now()
            from account a, plan p where a.account_id = $1 and p.code = $3
            """, accountId, id, plan, state, begins, ends);
        return id;
    }

    public async Task<Guid> ContactAsync(Guid accountId, string name, string language = "en", string email = "")
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync("insert into contact (account_id, partner_id, id, name, name_key, language, email) select $1, partner_id, $2, $3, lower($3), $4, $5 from account where account_id = $1", accountId, id, name, language, email);
        return id;
    }

    /// <summary>Somebody who can sign in with <see cref="Password"/>.</summary>
    public async Task<Guid> PersonAsync(string email, string role, Guid? accountId = null, Guid? partnerId = null, string? name = null)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            insert into person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp, phone_number_confirmed,
                two_factor_enabled, lockout_enabled, access_failed_count, name, role, account_id, partner_id, language, time_zone, created_at)
            values ($1, $2, upper($2), $2, upper($2), true, $3, $4, $4, false, false, true, 0, $5, $6, $7, $8, 'en', 'Europe/Berlin', now())
            """, id, email, PasswordHash, Guid.CreateVersion7().ToString(), name ?? email.Split('@')[0], role, accountId, partnerId);
        return id;
    }

    /// <summary>A key of the role, with all of its permissions or the given scopes.</summary>
    public async Task<string> KeyAsync(string role, Guid? accountId = null, Guid? partnerId = null, params string[] scopes)
    {
        var key = ApiKeys.Make();
        await ExecuteAsync("insert into api_key (id, name, prefix, hash, role, account_id, partner_id, scopes, created_by, created_at) values ($1, $2, $3, $4, $2, $5, $6, $7, 'test', now())",
            Guid.CreateVersion7(), role, key[..12], ApiKeys.HashOf(key), accountId, partnerId, scopes);
        return key;
    }

    public Task<string> VendorKeyAsync() => KeyAsync(Roles.ProgrammeAdministrator);

    public async Task<int> ExecuteAsync(string sql, params object?[] args)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var arg in args) command.Parameters.Add(new() { Value = arg ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql, params object?[] args)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var arg in args) command.Parameters.Add(new() { Value = arg ?? DBNull.Value });
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
