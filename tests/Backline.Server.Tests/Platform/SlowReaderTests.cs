using System.Net.Sockets;
using System.Text;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Answers that are read as slowly as their reader likes.</summary>
public sealed class SlowReaderTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task A_slow_reader_holds_no_transaction()
    {
        var account = await seed.AccountAsync("Slow Reader");
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), 'unknown', repeat('x', 100), 'SLOW' || n, 'SLOW' || n, 'by-hand', now(), now() from generate_series(1, 30000) n
            """, account);
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, account);
        using var connection = new TcpClient { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(app.Address.Host, app.Address.Port, Stop);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/v1/devices/export HTTP/1.0\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"), Stop);

        var first = new byte[12];
        await connection.GetStream().ReadExactlyAsync(first, Stop);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(first));
        // it is made as fast as it can be, however slowly it is read
        const string asking = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and query like '%from device d%'";
        for (var patience = 0; await seed.ScalarAsync<long>(asking) > 0; patience++)
        {
            Assert.InRange(patience, 0, 200);
            await Task.Delay(100, Stop);
        }

        using var rest = new StreamReader(connection.GetStream(), Encoding.UTF8);
        Assert.Equal(30_000, (await rest.ReadToEndAsync(Stop)).Split("\r\nMA-").Length - 1);
    }
}
