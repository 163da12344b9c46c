using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>One file of `Migrations/`: its name without `.sql`, and the text.</summary>
public sealed record MigrationScript(string Name, string Sql)
{
    /// <summary>`-- no-transaction` on the first line, for what PostgreSQL refuses in one (`create index concurrently`); such a file holds one statement.</summary>
    public bool OutsideTransaction => Sql.StartsWith("-- no-transaction", StringComparison.Ordinal);

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

/// <summary>Plain SQL, forward only: `Migrations/NNNN_name.sql` in order, each in a transaction, one node at a time.</summary>
public static class Migrator
{
    private const long LockKey = 0x6261636b6c696e65;

    /// <summary>The scripts that come with this program, in order.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } = Read(typeof(Migrator).Assembly);

    /// <summary>Applies what is missing, lets the app's login in, and returns the names applied.</summary>
    /// <exception cref="DatabaseUnavailableException">A script was changed after it ran, or the database is newer than this program.</exception>
    public static Task<IReadOnlyList<string>> ApplyAsync(DatabaseLogins logins, CancellationToken stop) => ApplyAsync(logins, Scripts, stop);

    internal static async Task<IReadOnlyList<string>> ApplyAsync(DatabaseLogins logins, IReadOnlyList<MigrationScript> scripts, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(logins.Owner + ";Pooling=false");
        await connection.OpenAsync(stop);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", stop);
        await ExecuteAsync(connection, "create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())", stop);
        var pending = Pending(scripts, await DoneAsync(connection, stop));
        foreach (var script in pending)
        {
            await ApplyAsync(connection, script, stop);
        }

        await LetTheAppInAsync(connection, logins.App, stop);
        return [.. pending.Select(script => script.Name)];
    }

    /// <summary>What <see cref="ApplyAsync(DatabaseLogins, CancellationToken)"/> would do, changing nothing.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(string ownerConnectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString + ";Pooling=false");
        await connection.OpenAsync(stop);
        await using var exists = new NpgsqlCommand("select to_regclass('public.schema_migration') is not null", connection);
        var done = await exists.ExecuteScalarAsync(stop) is true ? await DoneAsync(connection, stop) : [];
        return [.. Pending(Scripts, done).Select(script => script.Name)];
    }

    private static List<MigrationScript> Pending(IReadOnlyList<MigrationScript> scripts, Dictionary<string, string> done)
    {
        var unknown = done.Keys.Except(scripts.Select(script => script.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).LastOrDefault();
        if (unknown is not null)
        {
            throw new DatabaseUnavailableException($"The database is newer than this program: it has the migration {unknown}.", "Start the newer version.");
        }

        var changed = scripts.FirstOrDefault(script => done.TryGetValue(script.Name, out var was) && !string.Equals(was, script.Sha256, StringComparison.Ordinal));
        return changed is null
            ? [.. scripts.Where(script => !done.ContainsKey(script.Name))]
            : throw new DatabaseUnavailableException($"The migration {changed.Name} was changed after it ran.", "Restore the file as it was released and write the change as a new migration.");
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, MigrationScript script, CancellationToken stop)
    {
        try
        {
            await using var transaction = script.OutsideTransaction ? null : await connection.BeginTransactionAsync(stop);
            await ExecuteAsync(connection, script.Sql, stop);
            await using var note = new NpgsqlCommand("insert into schema_migration (name, sha256) values ($1, $2)", connection);
            note.Parameters.Add(new() { Value = script.Name });
            note.Parameters.Add(new() { Value = script.Sha256 });
            await note.ExecuteNonQueryAsync(stop);
            if (transaction is not null)
            {
                await transaction.CommitAsync(stop);
            }
        }
        catch (PostgresException e)
        {
            throw new DatabaseUnavailableException($"The migration {script.Name} failed: {e.MessageText}{(e.Where is null ? "" : $" ({e.Where})")}.", "Nothing of it was kept. The scripts before it stand.", e);
        }
    }

    // roles belong to the whole server, and two databases that change one at once get in each other's way: only when it is needed
    private static async Task LetTheAppInAsync(NpgsqlConnection connection, string app, CancellationToken stop)
    {
        var login = new NpgsqlConnectionStringBuilder(app) { Pooling = false };
        if (!string.Equals(login.Username, DatabaseLogins.AppRole, StringComparison.Ordinal) || login.Password is null || await CanSignInAsync(login.ConnectionString, stop))
        {
            return;
        }

        // a script of another author may not have made the role; then there is nothing to let in
        await using var exists = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection);
        exists.Parameters.Add(new() { Value = DatabaseLogins.AppRole });
        if (await exists.ExecuteScalarAsync(stop) is true)
        {
            await ExecuteAsync(connection, $"alter role {DatabaseLogins.AppRole} login password '{login.Password.Replace("'", "''", StringComparison.Ordinal)}'", stop);
        }
    }

    private static async Task<bool> CanSignInAsync(string connectionString, CancellationToken stop)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(stop);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, string>> DoneAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var done = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var query = new NpgsqlCommand("select name, sha256 from schema_migration", connection);
        await using var rows = await query.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
        {
            done[rows.GetString(0)] = rows.GetString(1);
        }

        return done;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }

    private static List<MigrationScript> Read(Assembly assembly)
    {
        const string folder = ".Migrations.";
        var scripts = new List<MigrationScript>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.Contains(folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var start = resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length;
            scripts.Add(new(resource[start..^".sql".Length], reader.ReadToEnd()));
        }

        return scripts;
    }
}
