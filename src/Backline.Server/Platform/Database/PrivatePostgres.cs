using System.Diagnostics;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>What a private PostgreSQL is asked for. Without durability a crash may lose everything: for tests.</summary>
public sealed record PrivatePostgresOptions(string DataFolder)
{
    public bool Durable { get; init; } = true;

    public long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}

/// <summary>A PostgreSQL of one's own in a folder, from the system's binaries: unix socket only, passwords that nobody chose. Several processes
/// share it; the last one to leave stops it. Comes back by itself when it dies while somebody uses it.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly PrivatePostgresFolder folder;
    private readonly PrivatePostgresHolders holders;
    private readonly PrivatePostgresServer server;
    private readonly string superuser;
    private readonly CancellationTokenSource leaving = new();
    private Task watching = Task.CompletedTask;

    private PrivatePostgres(PrivatePostgresOptions options, PrivatePostgresFolder folder, string ownerPassword, string appPassword)
    {
        this.folder = folder;
        holders = new(folder.Holders);
        var login = new NpgsqlConnectionStringBuilder { Host = folder.Socket, Port = 5432, Username = "backline", Password = ownerPassword, Database = "postgres", GssEncryptionMode = GssEncryptionMode.Disable, SslMode = SslMode.Disable };
        superuser = login.ConnectionString;
        server = new(options, folder, superuser);
        login.Database = "backline";
        login.MaxPoolSize = 10;
        OwnerConnectionString = login.ConnectionString;
        login.Username = DatabaseLogins.AppRole;
        login.Password = appPassword;
        login.MaxPoolSize = options.Durable ? 60 : 20;
        AppConnectionString = login.ConnectionString;
    }

    /// <summary>Superuser and owner: migrations, backups. The app works with <see cref="AppConnectionString"/>.</summary>
    public string OwnerConnectionString { get; }

    public string AppConnectionString { get; }

    public DatabaseLogins Logins => new(OwnerConnectionString, AppConnectionString);

    /// <summary>Where it really is, and why when that is not where it was asked for.</summary>
    public string Folder => folder.Root;

    public string? Moved => folder.Moved;

    /// <summary>The server was already running: another process shares it, or one that was killed left it behind.</summary>
    public bool Adopted { get; private set; }

    public bool Created { get; private set; }

    public TimeSpan Took { get; private set; }

    /// <exception cref="DatabaseUnavailableException">With the mend: not installed, folder of another user, server does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var place = await PrivatePostgresFolder.PrepareAsync(options.DataFolder, stop);
        using (await LockAsync(place, stop))
        {
            var postgres = new PrivatePostgres(options, place, await place.PasswordAsync("superuser", stop), await place.PasswordAsync("app", stop));
            var entered = postgres.holders.Enter();
            try
            {
                await place.User.LeaveAsync(entered, stop);
                await place.User.LeaveAsync(place.Lock, stop);
                postgres.Created = await postgres.server.CreateClusterAsync(stop);
                postgres.Adopted = !await postgres.server.LaunchUnlessRunningAsync(stop);
                await postgres.CreateDatabaseAsync(stop);
            }
            catch
            {
                postgres.holders.Leave();
                throw;
            }

            postgres.Took = clock.Elapsed;
            postgres.watching = postgres.WatchAsync(postgres.leaving.Token);
            return postgres;
        }
    }

    /// <summary>Whether a database was made for this data folder, without making one, or anything else.</summary>
    public static bool IsMade(string dataFolder) => PrivatePostgresFolder.Holds(dataFolder);

    public async ValueTask DisposeAsync()
    {
        if (leaving.IsCancellationRequested)
        {
            return;
        }

        await leaving.CancelAsync();
        await watching;
        using (await LockAsync(folder, CancellationToken.None))
        {
            if (holders.Leave() && server.IsOurs) await server.StopAsync();
        }

        holders.Dispose();
        leaving.Dispose();
    }

    private static async Task<FileStream> LockAsync(PrivatePostgresFolder place, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(place.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (clock.Elapsed < LongestWait)
            {
                await Task.Delay(50, stop);
            }
            catch (IOException e)
            {
                throw new DatabaseUnavailableException($"Another process has been starting or stopping PostgreSQL in {place.Root} for a minute.", "See `backline doctor`.", e);
            }
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(superuser + ";Pooling=false");
        await connection.OpenAsync(stop);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = 'backline'", connection);
        if (await exists.ExecuteScalarAsync(stop) is null)
        {
            await using var create = new NpgsqlCommand("create database backline", connection);
            await create.ExecuteNonQueryAsync(stop);
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (!server.IsRunning) await TryLaunchAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // leaving
        }
    }

    // what keeps it from starting may go by: a disk that was full has room again
    private async Task TryLaunchAsync(CancellationToken stop)
    {
        try
        {
            using (await LockAsync(folder, stop)) await server.LaunchUnlessRunningAsync(stop);
        }
        catch (Exception e) when (e is DatabaseUnavailableException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
    }
}
