using System.Globalization;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Bench;

/// <summary>How large a programme to make.</summary>
/// <param name="Devices">In all accounts together.</param>
/// <param name="Accounts">The first has <paramref name="LargestAccount"/> devices, the others share the rest evenly.</param>
/// <param name="PartnerAccounts">How many of the accounts belong to the one partner.</param>
internal sealed record ProgrammeSize(int Devices, int Accounts, int PartnerAccounts, int LargestAccount = 0, int Models = 200, int SitesPerAccount = 3);

/// <summary>
/// A private, durable PostgreSQL in a temporary folder, migrated and filled by SQL, removed afterwards. BACKLINE_BENCH_SERVER, the connection string of
/// a superuser, makes it a database of a server that runs already: so that a peer stands on the same one.
/// </summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private const string OnServer = "backline_bench";
    private readonly string? folder;
    private readonly PrivatePostgres? postgres;

    private BenchDatabase(DatabaseLogins logins, string? folder, PrivatePostgres? postgres) => (Logins, this.folder, this.postgres) = (logins, folder, postgres);

    public DatabaseLogins Logins { get; }
    public NpgsqlDataSource Owner { get; private init; } = null!;

    public static Guid Account(int number) => Id('a', number);
    public static Guid Partner { get; } = Id('b', 1);

    /// <param name="folder">Kept, and used again the next time; null: a temporary one.</param>
    public static async Task<BenchDatabase> StartAsync(string? folder = null)
    {
        if (Environment.GetEnvironmentVariable("BACKLINE_BENCH_SERVER") is { Length: > 0 } server && folder is null) return await MigratedAsync(await CreateAsync(server), null, null);
        var path = folder ?? Path.Combine(Path.GetTempPath(), "backline-bench-" + Path.GetRandomFileName());
        var started = await PrivatePostgres.StartAsync(new(path) { Durable = true }, CancellationToken.None);
        return await MigratedAsync(started.Logins, folder is null ? path : null, started);
    }

    private static async Task<BenchDatabase> MigratedAsync(DatabaseLogins logins, string? folder, PrivatePostgres? postgres)
    {
        await Migrator.ApplyAsync(logins, CancellationToken.None);
        return new(logins, folder, postgres) { Owner = NpgsqlDataSource.Create(logins.Owner + ";Command Timeout=0") };
    }

    private static async Task<DatabaseLogins> CreateAsync(string server)
    {
        await using var there = NpgsqlDataSource.Create(server);
        foreach (var sql in new[] { $"drop database if exists {OnServer} with (force)", $"create database {OnServer}" })
        {
            await using var command = there.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
        return DatabaseLogins.From(server, app: null).On(OnServer);
    }

    /// <summary>Accounts, sites, models and devices; then vacuumed and analysed, as a database is that has been running for a while.</summary>
    public async Task FillAsync(ProgrammeSize size)
    {
        await ExecuteAsync($"insert into partner (id, number, name, certified, country, language, time_zone, created_at) values ('{Partner}', 'P-1', 'Partner', true, 'DE', 'de', 'Europe/Berlin', now())");
        await ExecuteAsync(
            $"""
            insert into model (id, vendor, name, name_key, category, lifecycle)
            select {IdSql('c', "n")}, 'Bench', 'Model ' || n, 'benchmodel' || n, (array['headset','video','voice','room-accessory'])[1 + n % 4], (array['active','active','active','end-of-sale','end-of-support'])[1 + n % 5]
            from generate_series(1, {size.Models}) n
            """);
        await ExecuteAsync(
            $"""
            insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
            select {IdSql('a', "n")}, case when n > 1 and n <= {size.PartnerAccounts + 1} then '{Partner}'::uuid end, 'MA-B' || n, 'Account ' || n, 'account ' || lpad(n::text, 8, '0'), 'DE', 'en', 'Europe/Berlin', 'EUR', 'tenant', now()
            from generate_series(1, {size.Accounts}) n
            """);
        await ExecuteAsync(
            $"""
            insert into site (account_id, partner_id, id, number, name, name_key, country, time_zone)
            select a.account_id, a.partner_id, md5('site' || a.number || k)::uuid, 'S-B' || substr(a.number, 5) || '-' || k, 'Site ' || k, 'site ' || k, 'DE', 'Europe/Berlin' from account a, generate_series(1, {size.SitesPerAccount}) k
            """);
        var rest = size.Accounts - 1;
        await ExecuteAsync(
            $"""
            insert into device (account_id, id, partner_id, site_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, room, source, first_seen_at, last_seen_at, missing_since, updated_at)
            select a.account_id, {IdSql('d', "n")}, a.partner_id, md5('site' || a.number || (1 + n % {size.SitesPerAccount}))::uuid, m.id, m.category, m.name, s, s, lpad(to_hex(n), 12, '0'), 'Device ' || n, 'device ' || n, 'Room ' || n % 40, 'bench',
                   timestamptz '2025-01-01' + (n % 500) * interval '1 day', timestamptz '2026-11-20' - (n % 100000) * interval '2 minutes', case when n % 97 = 0 then date '2026-10-01' end, now()
            from (select n, 'B' || upper(substr(md5(n::text), 1, 11)) || lpad(to_hex(n), 7, '0') s, case when n <= {size.LargestAccount} then 1 else 2 + n % {Math.Max(1, rest)} end account from generate_series(1, {size.Devices}) n) d
            join account a on a.account_id = {IdSql('a', "d.account")}
            join model m on m.id = {IdSql('c', $"(1 + d.n % {size.Models})")}
            """);
        await ExecuteAsync("update account a set device_count = (select count(*) from device d where d.account_id = a.account_id)");
        await ExecuteAsync("vacuum analyze");
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("No value: " + sql));
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        if (folder is not null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static Guid Id(char kind, int number) => Guid.Parse($"00000000-0000-7000-800{kind}-{number.ToString("x12", CultureInfo.InvariantCulture)}");

    private static string IdSql(char kind, string number) => $"('00000000-0000-7000-800{kind}-' || lpad(to_hex({number}), 12, '0'))::uuid";
}
