using Backline.Server.Platform.Database;
using Npgsql;

[assembly: AssemblyFixture(typeof(Backline.Server.Tests.TestDatabase.TestPostgres))]

namespace Backline.Server.Tests.TestDatabase;

/// <summary>One private PostgreSQL for the whole run, not durable, with a migrated database that the others are copied from. Take it as a
/// constructor parameter of a test class or of a class fixture.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const string Prefix = "backline-test-";

    private readonly string folder = Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName());
    private PrivatePostgres postgres = null!;

    public async ValueTask InitializeAsync()
    {
        await RemoveLeftoversAsync();
        postgres = await PrivatePostgres.StartAsync(new(folder) { Durable = false }, CancellationToken.None);
        await Migrator.ApplyAsync(postgres.Logins, CancellationToken.None);
    }

    /// <summary>A migrated, empty database of one's own.</summary>
    public async Task<DatabaseLogins> CreateDatabaseAsync()
    {
        var name = "test_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        await AdministerAsync($"create database {name} template backline");
        return postgres.Logins.On(name);
    }

    /// <summary>An empty database without migrations.</summary>
    public async Task<DatabaseLogins> CreateBareDatabaseAsync()
    {
        var name = "bare_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        await AdministerAsync($"create database {name}");
        return postgres.Logins.On(name);
    }

    /// <summary>A copy of a database that nobody is connected to.</summary>
    public async Task<DatabaseLogins> CopyDatabaseAsync(DatabaseLogins original)
    {
        var name = "copy_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        await AdministerAsync($"create database {name} template {new NpgsqlConnectionStringBuilder(original.Owner).Database}");
        return postgres.Logins.On(name);
    }

    public async Task DropDatabaseAsync(DatabaseLogins logins) =>
        await AdministerAsync($"drop database if exists {new NpgsqlConnectionStringBuilder(logins.Owner).Database} with (force)");

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.Logins.On("postgres").Owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // a run that was killed leaves its server behind
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var old in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*").Where(old => Directory.GetCreationTimeUtc(old) < DateTime.UtcNow.AddHours(-6)))
        {
            if (ProcessTable.AnyWorksIn(Path.Combine(old, "postgres", "data")))
            {
                await using var adopted = await PrivatePostgres.StartAsync(new(old) { Durable = false }, CancellationToken.None);
            }

            Directory.Delete(old, recursive: true);
        }
    }
}
