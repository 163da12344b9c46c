using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>The server process of a private PostgreSQL: made from the system's binaries, started, found again after a kill, stopped by whoever started it.
/// Whoever starts or stops it holds the lock of its folder.</summary>
internal sealed class PrivatePostgresServer(PrivatePostgresOptions options, PrivatePostgresFolder folder, string superuser)
{
    private readonly string binaries = PrivatePostgresBinaries.Find(folder.Data);

    public bool IsRunning => Postmaster() is { } pid && ProcessTable.StartTime(pid) is not null;

    public bool IsOurs => Postmaster() is { } pid && WeStarted(pid);

    /// <summary>True when there was none, and one was made.</summary>
    public async Task<bool> CreateClusterAsync(CancellationToken stop)
    {
        if (File.Exists(Path.Combine(folder.Data, "PG_VERSION")))
        {
            return false;
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
        return true;
    }

    /// <summary>True when this process started it.</summary>
    public async Task<bool> LaunchUnlessRunningAsync(CancellationToken stop)
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
                    await folder.User.LeaveAsync(folder.Started, stop);
                    return true;
                }

                await Task.Delay(10, stop);
            }

            // after kill -9 the last children of the old server hold its shared memory for a moment, which reads as "is another one running?"
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                var words = await said + LogTail();
                throw DatabaseUnavailableException.Of(words, $"PostgreSQL does not start: {words}", $"Its log is in {Path.Combine(folder.Data, "log")}.");
            }

            await Task.Delay(100, stop);
        }
    }

    /// <summary>Waits until everything is written.</summary>
    public async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await PrivatePostgresUser.RunAsync(folder.User.Command(Program("pg_ctl"), "-D", folder.Data, "stop", "-m", "fast", "-w", "-t", "60"), CancellationToken.None);
        File.Delete(folder.Started);
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
