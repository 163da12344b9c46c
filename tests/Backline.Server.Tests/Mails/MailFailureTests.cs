using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using Backline.Server.Platform.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Mails;

/// <summary>A mail that fails for good is told to those of the desk, once.</summary>
public sealed class MailFailureTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_refuses_for_good_is_not_tried_again_and_noted_once_in_the_case()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        await app.SentAsync(one);
        using var server = new RefusingServer("550 5.1.1 no such user");

        await TryAsync(server, one);
        await app.Agent.PostAsync($"/api/v1/cases/{one}/messages", new { text = "Are you there?" });
        await app.SentAsync(one);
        await TryAsync(server, one);

        var note = Assert.Single(await NotesAsync(one));
        Assert.StartsWith("An email of this case to anna@nordhaven.example can’t be sent, and is not tried again: ", note, StringComparison.Ordinal);
        Assert.Contains("no such user", note, StringComparison.Ordinal);
        Assert.Equal(2, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where about_id = $1 and due_at = 'infinity' and attempts = 1", one));
        Assert.Equal(["Nobody hears us.", "Are you there?"], await MailApp.SaidAsync(app.Anna, one));
    }

    [Fact]
    public async Task What_may_go_better_later_is_tried_until_its_tries_are_used_up()
    {
        var (one, _) = await app.OpenedAsync("anna@nordhaven.example");
        await app.SentAsync(one);
        using var server = new RefusingServer("450 4.2.0 try later");

        await TryAsync(server, one);
        Assert.Empty(await NotesAsync(one));
        Assert.True(await app.Seed.ScalarAsync<bool>("select due_at < 'infinity' from outbox_message where about_id = $1", one));
        await app.Seed.ExecuteAsync("update outbox_message set due_at = now() - interval '10 years', attempts = $2 where about_id = $1", one, MailWorker.MostAttempts - 1);
        await TryAsync(server, one);

        Assert.Contains("try later", Assert.Single(await NotesAsync(one)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(550, true)]
    [InlineData(554, true)]
    [InlineData(450, false)]
    [InlineData(502, false)]
    [InlineData(530, false)]
    [InlineData(-1, false)]
    public void Only_what_is_said_of_the_mail_itself_is_for_good(int status, bool refused) => Assert.Equal(refused, MailWorker.IsRefused(new SmtpException((SmtpStatusCode)status)));

    // the mails of this case alone, before all others
    private async Task TryAsync(RefusingServer server, Guid one)
    {
        await app.Seed.ExecuteAsync("update outbox_message set due_at = case when about_id = $1 then now() - interval '10 years' else 'infinity' end where sent_at is null and last_error is null", one);
        var worker = ActivatorUtilities.CreateInstance<MailWorker>(app.Cases.Services, new MailSettings { Host = "127.0.0.1", Port = server.Port, StartTls = false });
        while (await worker.SendNextAsync(Stop))
        {
            // until nothing is due
        }
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<bool>("select exists (select from due_item where kind = 'mail-failed')"); tries++) await Task.Delay(100, Stop);
    }

    private async Task<IReadOnlyList<string>> NotesAsync(Guid one) => [.. (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Where(message => message.GetProperty("visibility").GetString() == "internal").Select(message => message.GetProperty("text").GetString()!)];

    /// <summary>A mail server that takes no recipient.</summary>
    private sealed class RefusingServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public RefusingServer(string answer)
        {
            listener.Start();
            _ = ServeAsync(answer);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        private async Task ServeAsync(string answer)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    using var lines = new StreamReader(client.GetStream(), Encoding.ASCII);
                    await using var says = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
                    await says.WriteLineAsync("220 refusing");
                    while (await lines.ReadLineAsync() is { } line)
                        await says.WriteLineAsync(line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) ? answer : line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 go on");
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // the test is over
            }
        }

        public void Dispose() => listener.Dispose();
    }
}
