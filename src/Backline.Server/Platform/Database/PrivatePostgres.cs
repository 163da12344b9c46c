using System.Diagnostics;
using System.Globalization;
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

    private readonly PrivatePostgresOptions options;
    private readonly PrivatePostgresFolder folder;
    private readonly PrivatePostgresHolders holders;
    private readonly string binaries;
    private readonly string superuser;
    private readonly CancellationTokenSource leaving = new();
    private Task watching = Task.CompletedTask;

    private PrivatePostgres(PrivatePostgresOptions options, PrivatePostgresFolder folder, string ownerPassword, string appPassword)
    {
        this.options = options;
        this.folder = folder;
        holders = new(folder.Holders);
        binaries = PrivatePostgresBinaries.Find(folder.Data);
        var login = new NpgsqlConnectionStringBuilder { Host = folder.Socket, Port = 5432, Username = "backline", Password = ownerPassword, Database = "postgres", GssEncryptionMode = GssEncryptionMode.Disable };
        superuser = login.ConnectionString;
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
            postgres.holders.Enter();
            try
            {
                await postgres.CreateClusterAsync(stop);
                postgres.Adopted = !await postgres.LaunchUnlessRunningAsync(stop);
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

    /// <summary>Whether a database was made for this data folder, without making one.</summary>
    public static async Task<bool> IsMadeAsync(string dataFolder, CancellationToken stop)
    {
        var place = await PrivatePostgresFolder.PrepareAsync(dataFolder, stop);
        return Directory.Exists(place.Data);
    }

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
            if (holders.Leave() && Postmaster() is { } running && WeStarted(running))
            {
                NpgsqlConnection.ClearAllPools();
                await PrivatePostgresUser.RunAsync(folder.User.Command(Program("pg_ctl"), "-D", folder.Data, "stop", "-m", "fast", "-w", "-t", "60"), CancellationToken.None);
                File.Delete(folder.Started);
            }
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

    private async Task CreateClusterAsync(CancellationToken stop)
    {
        if (File.Exists(Path.Combine(folder.Data, "PG_VERSION")))
        {
            return;
        }

        // into a folder of its own, renamed when whole: a kill in the middle leaves rubbish that the next start throws away
        foreach (var old in Directory.EnumerateDirectories(folder.Root, "data.init-*"))
        {
            TryDelete(old);
        }

        var made = $"{folder.Data}.init-{Path.GetRandomFileName()}";
        var password = Path.Combine(folder.Socket, Path.GetRandomFileName());
        Directory.CreateDirectory(made);
        await File.WriteAllTextAsync(password, await folder.PasswordAsync("superuser", stop), stop);
        File.SetUnixFileMode(password, UnixFileMode.UserRead);
        await folder.User.OwnAsync(made, stop);
        await folder.User.OwnAsync(folder.Socket, stop);
        try
        {
            await PrivatePostgresUser.RunAsync(folder.User.Command(Program("initdb"), ["-D", made, "-U", "backline", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8",
                "--locale=C.UTF-8", "--data-checksums", .. options.Durable ? Array.Empty<string>() : ["--no-sync"]]), stop);
        }
        finally
        {
            File.Delete(password);
        }

        Directory.Move(made, folder.Data);
        Created = true;
    }

    /// <summary>True when this process started it.</summary>
    private async Task<bool> LaunchUnlessRunningAsync(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await AnswersAsync(stop))
            {
                return false;
            }

            DropStaleLocks();
            using var server = PrivatePostgresUser.Start(folder.User.Command(Program("postgres"), PrivatePostgresSettings.Arguments(folder.Data, folder.Socket, options.Durable, options.Memory)));
            server.StandardInput.Close();
            var said = server.StandardError.ReadToEndAsync(CancellationToken.None);
            _ = server.StandardOutput.ReadToEndAsync(CancellationToken.None);
            while (!server.HasExited)
            {
                if (await AnswersAsync(stop))
                {
                    await File.WriteAllTextAsync(folder.Started, Mark(server.Id), stop);
                    return true;
                }

                await Task.Delay(10, stop);
            }

            // after kill -9 the last children of the old server hold its shared memory for a moment, which reads as "is another one running?"
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new DatabaseUnavailableException($"PostgreSQL does not start: {await said}{LogTail()}", $"Its log is in {Path.Combine(folder.Data, "log")}.");
            }

            await Task.Delay(100, stop);
        }
    }

    private void DropStaleLocks()
    {
        // a killed server can stay a zombie, for ever under a PID 1 that does not reap, and its number can be given to another process:
        // PostgreSQL would take both for a running server
        var lockFile = Path.Combine(folder.Data, "postmaster.pid");
        if (!ProcessTable.AnyWorksIn(folder.Data))
        {
            File.Delete(lockFile);
            foreach (var socket in Directory.EnumerateFiles(folder.Socket, ".s.PGSQL.*"))
            {
                File.Delete(socket);
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

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        if (!File.Exists(Path.Combine(folder.Socket, ".s.PGSQL.5432")))
        {
            return false;
        }

        try
        {
            await using var connection = new NpgsqlConnection(superuser + ";Pooling=false");
            await connection.OpenAsync(stop);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            throw new DatabaseUnavailableException($"The password in {folder.Root} is not the one of the database there.", "Restore the file superuser.pw that belongs to this data folder.", e);
        }
        catch (NpgsqlException)
        {
            return false;    // not up, or 57P03 "the database system is starting up"
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (Postmaster() is { } pid && ProcessTable.StartTime(pid) is not null)
                {
                    continue;
                }

                using (await LockAsync(folder, stop))
                {
                    await LaunchUnlessRunningAsync(stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // leaving
        }
        catch (DatabaseUnavailableException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
    }

    private int? Postmaster()
    {
        try
        {
            return int.Parse(File.ReadLines(Path.Combine(folder.Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private bool WeStarted(int pid) => File.Exists(folder.Started) && string.Equals(File.ReadAllText(folder.Started), Mark(pid), StringComparison.Ordinal);

    private static string Mark(int pid) => string.Create(CultureInfo.InvariantCulture, $"{pid} {ProcessTable.StartTime(pid)}");

    private string LogTail()
    {
        var logs = new DirectoryInfo(Path.Combine(folder.Data, "log"));
        var newest = logs.Exists ? logs.EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc) : null;
        return newest is null ? "" : string.Join('\n', File.ReadLines(newest.FullName).TakeLast(5));
    }

    private string Program(string name) => Path.Combine(binaries, name);

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // an initdb whose parent was killed is still writing there; the start after this one removes it
        }
    }
}
