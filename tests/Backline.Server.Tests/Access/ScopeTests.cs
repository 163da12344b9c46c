using Backline.Server.Tests.TestDatabase;
using Npgsql;

namespace Backline.Server.Tests.Access;

/// <summary>What the schema promises of every account-owned table, now and when one is added.</summary>
public sealed class ScopeTests(TestDatabaseFixture database) : IClassFixture<TestDatabaseFixture>
{
    /// <summary>Not account-owned although they name an account: people, their access, what waits to be done. They have policies of their own.</summary>
    private const string Exempt = "'person', 'invitation', 'api_key', 'outbox_message', 'due_item'";

    [Fact]
    public async Task Every_table_of_an_account_forces_row_security() => Assert.Empty(await NamesAsync(
        $"""
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname not in ('outbox_message', 'due_item') and not (c.relrowsecurity and c.relforcerowsecurity)
        """));

    [Fact]
    public async Task The_account_leads_the_primary_key_of_its_tables() => Assert.Empty(await NamesAsync(
        $"""
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and c.relname not in ({Exempt}) and k.conkey[1] is distinct from a.attnum
        """));

    [Fact]
    public async Task The_account_leads_the_foreign_keys_between_its_tables() => Assert.Empty(await NamesAsync(
        $"""
        select c.relname || '.' || k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'account_id' join pg_attribute f on f.attrelid = k.confrelid and f.attname = 'account_id'
        where k.contype = 'f' and c.relname not in ({Exempt}) and k.conkey[1] <> a.attnum
        """));

    /// <summary>What the vendor's desk keeps to itself although it is about an account.</summary>
    private static readonly string[] OfDesk = ["case_mention", "case_rating", "case_time", "escalation_call", "escalation_case", "escalation_watcher"];

    [Fact]
    public async Task A_read_without_scope_returns_nothing()
    {
        await using var seed = new Seed(database.Logins.Owner);
        var account = await seed.AccountAsync("Nordhaven");
        await seed.SiteAsync(account, "Berlin");
        await using var app = NpgsqlDataSource.Create(database.Logins.App);

        foreach (var role in new[] { "backline_account", "backline_partner" })
        {
            await using var connection = await app.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand($"set local role {role}; select (select count(*) from account) + (select count(*) from site)", connection, transaction);
            Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
        // the login itself may not even ask
        await using var bare = app.CreateCommand("select count(*) from site");
        await Assert.ThrowsAsync<PostgresException>(() => bare.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_row_is_seen_by_its_account_and_its_partner_and_by_no_other()
    {
        await using var seed = new Seed(database.Logins.Owner);
        var (partner, stranger) = (await seed.PartnerAsync("Own"), Guid.CreateVersion7());
        var account = await seed.AccountAsync("Nordhaven", partner);
        var rows = await AccountRows.InsertAsync(seed, account, partner);
        await using var app = NpgsqlDataSource.Create(database.Logins.App);
        await using var connection = await app.OpenConnectionAsync(TestContext.Current.CancellationToken);

        foreach (var (role, setting, id, seen) in new[] { ("account", "account_id", account, 1L), ("account", "account_id", stranger, 0L), ("partner", "partner_id", partner, 1L), ("partner", "partner_id", stranger, 0L) })
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var scope = new NpgsqlCommand($"set local role backline_{role}; set local backline.{setting} = '{id}'", connection, transaction)) await scope.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            foreach (var table in rows.Keys)
            {
                await using var count = new NpgsqlCommand($"select count(*) from {table} where account_id = '{account}'", connection, transaction);
                Assert.Equal((table, role, OfDesk.Contains(table) ? 0 : seen), (table, role, (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!));
            }
        }
    }

    private async Task<List<string>> NamesAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.Logins.Owner);
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var names = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken)) names.Add(row.GetString(0));
        return names;
    }
}
