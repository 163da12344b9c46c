using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Npgsql;

namespace Backline.Server.Tests.Platform;

public class MigratorTests(TestPostgres postgres)
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly MigrationScript First = new("0001_first", "create table first (id integer)");

    [Fact]
    public async Task The_scripts_of_the_program_apply_in_order_and_only_once()
    {
        var logins = await postgres.CreateBareDatabaseAsync();

        Assert.Equal(Migrator.Scripts.Select(script => script.Name), await Migrator.ApplyAsync(logins, Stop));
        Assert.Empty(await Migrator.ApplyAsync(logins, Stop));
        Assert.Empty(await Migrator.PendingAsync(logins.Owner, Stop));
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_apply_each_script_once()
    {
        var logins = await postgres.CreateBareDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.ApplyAsync(logins, [First], Stop)));

        Assert.Single(applied, names => names.Count == 1);
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_ran_is_refused()
    {
        var logins = await postgres.CreateBareDatabaseAsync();
        await Migrator.ApplyAsync(logins, [First], Stop);

        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Migrator.ApplyAsync(logins, [First with { Sql = "create table first (id bigint)" }], Stop));

        Assert.Contains("0001_first was changed after it ran", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_the_ones_before_it_stand()
    {
        var logins = await postgres.CreateBareDatabaseAsync();
        var broken = new MigrationScript("0002_broken", "create table second (id integer); create table first (id integer)");

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Migrator.ApplyAsync(logins, [First, broken], Stop));

        Assert.Equal("first", await ScalarAsync(logins.Owner, "select string_agg(relname, ',') from pg_class where relname in ('first', 'second')"));
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_refused()
    {
        var logins = await postgres.CreateBareDatabaseAsync();
        await Migrator.ApplyAsync(logins, [First], Stop);

        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Migrator.ApplyAsync(logins, [], Stop));

        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marked_script_runs_outside_a_transaction()
    {
        var logins = await postgres.CreateBareDatabaseAsync();
        var index = new MigrationScript("0002_index", "-- no-transaction\ncreate index concurrently first_id on first (id)");

        Assert.Equal(2, (await Migrator.ApplyAsync(logins, [First, index], Stop)).Count);
    }

    [Fact]
    public async Task The_apps_login_signs_in_and_owns_nothing()
    {
        var logins = await postgres.CreateDatabaseAsync();

        Assert.Equal("backline_app", await ScalarAsync(logins.App, "select current_user"));
        Assert.Equal(0L, await ScalarAsync(logins.App, "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
