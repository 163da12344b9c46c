using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Platform.Cli.Doctor;

/// <summary>Does the database answer, is it of this version, and does its clock agree?</summary>
internal static class DatabaseChecks
{
    private static readonly TimeSpan TolerableDrift = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> AllAsync(DataFolder data, TimeProvider time, CancellationToken stop)
    {
        try
        {
            if (DatabaseChoice.Configured() is { } configured)
            {
                return await AllAsync(configured, time, stop);
            }

            if (!PrivatePostgres.IsMade(data.Path))
            {
                return [Finding.Ok("Database", "not made yet: `backline serve` makes it")];
            }

            await using var postgres = await PrivatePostgres.StartAsync(new(data.Path), stop);
            return await AllAsync(postgres.Logins, time, stop);
        }
        catch (DatabaseUnavailableException e)
        {
            return [Finding.Wrong("Database", e.Problem, e.Mend)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> AllAsync(DatabaseLogins logins, TimeProvider time, CancellationToken stop)
    {
        var where = DatabaseChoice.Describe(logins.Owner);
        try
        {
            await using var connection = new NpgsqlConnection(logins.Owner + ";Pooling=false");
            await connection.OpenAsync(stop);
            await using var clock = new NpgsqlCommand("select $1 - clock_timestamp()", connection) { Parameters = { new() { Value = time.GetUtcNow() } } };
            var drift = ((TimeSpan)(await clock.ExecuteScalarAsync(stop))!).Duration();
            return
            [
                Finding.Ok("Database", $"{where}, PostgreSQL {connection.PostgreSqlVersion}"),
                await MigrationsAsync(logins, stop),
                drift <= TolerableDrift
                    ? Finding.Ok("Clock", "agrees with the database")
                    : Finding.Wrong("Clock", FormattableString.Invariant($"{drift.TotalSeconds:0} s apart from the database's"), "turn on time synchronisation (timedatectl set-ntp true) on both machines"),
            ];
        }
        catch (NpgsqlException e)
        {
            return [Finding.Wrong("Database", $"{where}: {e.Message}", "check that the server runs, and host, user and password in BACKLINE_DATABASE")];
        }
    }

    private static async Task<Finding> MigrationsAsync(DatabaseLogins logins, CancellationToken stop)
    {
        var pending = await Migrator.PendingAsync(logins.Owner, stop);
        return pending.Count == 0
            ? Finding.Ok("Migrations", $"all {Migrator.Scripts.Count} applied")
            : Finding.Warning("Migrations", $"pending: {string.Join(", ", pending)}", "backline database migrate (serve does it too)");
    }
}
