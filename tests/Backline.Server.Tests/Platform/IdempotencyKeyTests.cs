using System.Net.Sockets;
using System.Text;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

public sealed class IdempotencyKeyTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("clé", "utf-8")]
    [InlineData("clé", "latin1")] // no UTF-8
    [InlineData("키", "utf-8")]
    public async Task A_key_of_other_letters_is_refused_by_name(string key, string encoding)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var seed = new Seed(app.Logins.Owner);
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, stop);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.GetEncoding(encoding).GetBytes(
            $"POST /api/v1/cases HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {await seed.VendorKeyAsync()}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"), stop);
        using var reader = new StreamReader(stream);

        var answer = await reader.ReadToEndAsync(stop);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("idempotency.key-invalid", answer, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", answer, StringComparison.Ordinal);
    }
}
