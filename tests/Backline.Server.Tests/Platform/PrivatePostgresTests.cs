using System.Diagnostics;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Tests.Platform;

/// <summary>With real processes that are really killed.</summary>
public sealed class PrivatePostgresTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("backline-private-");

    public PrivatePostgresTests() => File.SetUnixFileMode(data.FullName, (UnixFileMode)0b111_101_101);

    private string Cluster => Path.Combine(data.FullName, "postgres", "data");

    /// <summary>A server that has stopped is gone from the table of processes a moment after it took its lock away.</summary>
    private void AssertAllLeft() => Assert.True(SpinWait.SpinUntil(() => !ProcessTable.AnyWorksIn(Cluster), TimeSpan.FromSeconds(10)));

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var cold = await StartAsync())
        {
            Assert.True(cold.Created);
            await ExecuteAsync(cold, "create table kept (id integer)");
        }

        AssertAllLeft();
        await using var warm = await StartAsync();
        Assert.False(warm.Created);
        await ExecuteAsync(warm, "insert into kept values (1)");
    }

    [Fact]
    public async Task Of_two_users_the_last_to_leave_stops_it()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        Assert.True(second.Adopted);

        await first.DisposeAsync();
        await ExecuteAsync(second, "select 1");
        await second.DisposeAsync();

        AssertAllLeft();
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_by_itself()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres, "create table kept (id integer)");

        Kill(Postmaster());

        await EventuallyAsync(() => ExecuteAsync(postgres, "insert into kept values (1)"));
    }

    [Fact]
    public async Task A_server_left_by_a_killed_app_is_adopted_and_stopped()
    {
        using (var app = await ServeAsync())
        {
            Kill(app.Id);
            await app.WaitForExitAsync(Stop);
        }

        await using (var heir = await StartAsync())
        {
            Assert.True(heir.Adopted);
            await ExecuteAsync(heir, "select count(*) from account");
        }

        AssertAllLeft();
    }

    [Fact]
    public async Task It_starts_after_everything_was_killed()
    {
        using (var app = await ServeAsync())
        {
            var server = Postmaster();
            Kill(app.Id);
            Kill(server);
            await app.WaitForExitAsync(Stop);
        }

        await using var postgres = await StartAsync();
        Assert.False(postgres.Adopted);
        await ExecuteAsync(postgres, "select count(*) from account");
    }

    [Fact]
    public async Task A_terminated_app_stops_its_server()
    {
        using var app = await ServeAsync();

        using (var kill = Process.Start("kill", ["-TERM", $"{app.Id}"]))
        {
            await kill.WaitForExitAsync(Stop);
        }

        await app.WaitForExitAsync(Stop);
        Assert.Equal(0, app.ExitCode);
        AssertAllLeft();
    }

    [Fact]
    public async Task Root_leaves_a_database_to_the_user_who_made_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can be a guest.");
        await (await StartAsync()).DisposeAsync();
        await SayAsync("chown", "-R", "nobody:", data.FullName);
        // as an older release left it
        await SayAsync("chown", "-R", "postgres:", Path.Combine(data.FullName, "postgres", "run"));

        await using var guest = await StartAsync();

        await ExecuteAsync(guest, "select 1");
        Assert.Equal("", await SayAsync("find", data.FullName, "!", "-user", "nobody"));
    }

    [Fact]
    public async Task Connections_by_the_socket_ask_for_no_encryption()
    {
        await using var postgres = await StartAsync();

        Assert.Equal(SslMode.Disable, new NpgsqlConnectionStringBuilder(postgres.AppConnectionString).SslMode);
    }

    private static async Task<string> SayAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return said.Trim();
    }

    private Task<PrivatePostgres> StartAsync() => PrivatePostgres.StartAsync(new(data.FullName), Stop);

    private async Task<Process> ServeAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "backline.dll");
        var app = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", "--data", data.FullName, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (await app.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.Contains("listens on", StringComparison.Ordinal))
            {
                return app;
            }
        }

        throw new InvalidOperationException($"serve ended with {app.ExitCode}");
    }

    private int Postmaster() => int.Parse(File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static async Task ExecuteAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task EventuallyAsync(Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(100);
            }
        }
    }
}
