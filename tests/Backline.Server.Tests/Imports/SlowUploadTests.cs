using System.Net;
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
        var slow = Enumerable.Range(0, AtOnce + TooMany).Select(_ => new Trickle()).ToList();
        var waiting = slow.Select(content => SendAsync(key, content)).ToList();
        for (var refused = 0; refused < TooMany; refused++)
        {
            var answered = await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromSeconds(30), Stop);
            waiting.Remove(answered);
            using var answer = await answered;
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        }

        Assert.Equal(0L, await seed.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"));

        foreach (var content in slow) content.End.SetResult();
        foreach (var answer in await Task.WhenAll(waiting))
        {
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            answer.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string key, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports?covers=nothing&fileName=slow.csv") { Content = content, Headers = { Authorization = new("Bearer", key) } };
        return await app.Client.SendAsync(request, Stop);
    }

    /// <summary>Begins at once and ends when it is told to.</summary>
    private sealed class Trickle : HttpContent
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("Serial Number,Model\n"));
            await stream.FlushAsync();
            await End.Task;
            await stream.WriteAsync(Encoding.ASCII.GetBytes("A1234567,CCX 500\n"));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
