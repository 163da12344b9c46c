using System.Net.Sockets;
using System.Text;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Requests that name no host, or none that is one.</summary>
public sealed class HostTests(AppFixture app) : IClassFixture<AppFixture>
{
    public static TheoryData<string> Hosts => ["HTTP/1.0\r\n", "HTTP/1.1\r\nHost:\r\n", "HTTP/1.1\r\nHost: evil.example:99999\r\n", "HTTP/1.1\r\nHost: ..\r\n", $"HTTP/1.1\r\nHost: {new string('a', 3000)}\r\n"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_request_without_a_host_that_is_one_is_answered_in_words(string said)
    {
        Assert.StartsWith("HTTP/1.1 400", await AskAsync("/sign-in", said), StringComparison.Ordinal);
        Assert.Contains("names no host", await AskAsync("/nothing/here", said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_without_a_host_is_answered() => Assert.StartsWith("HTTP/1.1 200", await AskAsync("/health/live", "HTTP/1.0\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("HTTP/1.0\r\nHost: localhost\r\n")]
    [InlineData("HTTP/1.1\r\nHost: [::1]:8480\r\n")]
    [InlineData("HTTP/1.1\r\nHost: xn--bcher-kva.example\r\n")]
    public async Task A_host_is_any_name_or_address(string said) => Assert.StartsWith("HTTP/1.1 200", await AskAsync("/sign-in", said), StringComparison.Ordinal);

    private async Task<string> AskAsync(string path, string said)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} {said}Connection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(connection.GetStream(), Encoding.UTF8);
        return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
