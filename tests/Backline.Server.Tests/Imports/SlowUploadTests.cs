using System.Net.Sockets;
using System.Text;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>Files that come as slowly as their sender likes.</summary>
public sealed class SlowUploadTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private const int AtOnce = 8;
    private const int TooMany = 3;
    private readonly Seed seed = new(app.Logins.Owner);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task A_slow_upload_holds_no_transaction_and_only_so_many_come_at_once()
    {
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, await seed.AccountAsync("Slow Line"));
        var uploads = new List<Upload>();
        for (var i = 0; i < AtOnce + TooMany; i++) uploads.Add(await Upload.BeginAsync(app.Address, key));
        var waiting = uploads.ToDictionary(upload => upload.Answer);
        for (var refused = 0; refused < TooMany; refused++)
        {
            var answered = await Task.WhenAny(waiting.Keys).WaitAsync(TimeSpan.FromSeconds(30), Stop);
            waiting.Remove(answered);
            Assert.StartsWith("HTTP/1.1 429", await answered, StringComparison.Ordinal);
        }

        // the background workers have one now and then
        Assert.InRange(await seed.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"), 0, AtOnce / 2);

        foreach (var upload in waiting.Values) await upload.EndAsync();
        foreach (var answer in await Task.WhenAll(waiting.Keys)) Assert.StartsWith("HTTP/1.1 201", answer, StringComparison.Ordinal);
        foreach (var upload in uploads) upload.Dispose();
    }

    /// <summary>A chunked request whose end is sent when it is told: an HTTP client would hear of a refusal only then.</summary>
    private sealed class Upload(TcpClient connection) : IDisposable
    {
        private const string Head = "Serial Number,Model\n";
        private const string Row = "A1234567,CCX 500\n";

        public Task<string> Answer { get; private set; } = Task.FromResult("");

        public static async Task<Upload> BeginAsync(Uri server, string key)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(server.Host, server.Port, Stop);
            var upload = new Upload(connection);
            await upload.WriteAsync(
                $"POST /api/v1/imports?covers=nothing&fileName=slow.csv HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {key}\r\nTransfer-Encoding: chunked\r\n\r\n{Head.Length:x}\r\n{Head}\r\n");
            upload.Answer = upload.ReadAsync();
            return upload;
        }

        public Task EndAsync() => WriteAsync($"{Row.Length:x}\r\n{Row}\r\n0\r\n\r\n");

        public void Dispose() => connection.Dispose();

        private async Task WriteAsync(string text) => await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Stop);

        private async Task<string> ReadAsync()
        {
            var buffer = new byte[256];
            return Encoding.ASCII.GetString(buffer, 0, await connection.GetStream().ReadAsync(buffer, Stop));
        }
    }
}
