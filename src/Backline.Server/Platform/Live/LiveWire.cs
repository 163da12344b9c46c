using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Platform.Live;

/// <summary>
/// Between the nodes: what is told on one is heard on all, by the database's own notifications. They are sent after the commit of what they tell of, many at
/// once: sent inside it, they would let one change commit at a time.
/// </summary>
public sealed class LiveWire(NpgsqlDataSource source, LiveHub hub, LivePeople people, ILogger<LiveWire> logger) : BackgroundService
{
    private const string ChannelName = "backline_live";

    // PostgreSQL takes 8,000 bytes in one notification
    private const int Longest = 7900;
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    // nobody sees it, and a busy hour needs a fraction of the notifications
    private static readonly TimeSpan gathers = TimeSpan.FromMilliseconds(30);

    private readonly Channel<LiveNews> waiting = Channel.CreateBounded<LiveNews>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Never waits; what can't be sent is not sent, and pages read everything now and then.</summary>
    public void Tell(LiveNews news) => waiting.Writer.TryWrite(news);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(AgainAndAgainAsync(ListenAsync, stoppingToken), AgainAndAgainAsync(SendAsync, stoppingToken));

    private async Task AgainAndAgainAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException)
            {
                LiveLog.Broken(logger, e);
                await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        connection.Notification += (_, heard) => Hear(heard.Payload);
        await using (var listen = new NpgsqlCommand($"listen {ChannelName}", connection)) await listen.ExecuteNonQueryAsync(stop);
        // what was told while nobody listened is not known
        hub.TellAgain();
        try
        {
            while (true) await connection.WaitAsync(stop);
        }
        finally
        {
            // it may go back among the others
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using var unlisten = new NpgsqlCommand("unlisten *", connection);
                await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private void Hear(string payload)
    {
        foreach (var news in JsonSerializer.Deserialize<List<LiveNews>>(payload, BacklineJson.Options) ?? [])
            if (news.Presence is not { } presence || people.Note(news.Id, presence)) hub.Tell(news with { Presence = null });
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (await waiting.Reader.WaitToReadAsync(stop))
        {
            await Task.Delay(gathers, stop);
            await using var connection = await source.OpenConnectionAsync(stop);
            foreach (var payload in Payloads())
            {
                await using var notify = new NpgsqlCommand("select pg_notify($1, $2)", connection) { Parameters = { new() { Value = ChannelName }, new() { Value = payload } } };
                await notify.ExecuteNonQueryAsync(stop);
            }
        }
    }

    // the same said twice in one go is said once
    private IEnumerable<string> Payloads()
    {
        var seen = new HashSet<LiveNews>();
        var batch = new StringBuilder();
        while (waiting.Reader.TryRead(out var news))
        {
            if (!seen.Add(news)) continue;
            var json = JsonSerializer.Serialize(news, BacklineJson.Options);
            if (batch.Length > 0 && Encoding.UTF8.GetByteCount(batch.ToString()) + Encoding.UTF8.GetByteCount(json) + 2 > Longest)
            {
                yield return $"[{batch}]";
                batch.Clear();
            }
            if (batch.Length > 0) batch.Append(',');
            batch.Append(json);
        }
        if (batch.Length > 0) yield return $"[{batch}]";
    }
}

internal static partial class LiveLog
{
    [LoggerMessage(EventId = 7100, Level = LogLevel.Warning, Message = "Nodes do not hear of each other's changes at present; pages read everything again when they do.")]
    public static partial void Broken(ILogger logger, Exception e);
}
