using Microsoft.AspNetCore.Http.Features;

namespace Backline.Server.Platform.Files;

/// <summary>
/// An answer that is sent while it is made. What is made goes through a temporary file, so that whoever makes it never waits for whoever reads it, and nothing of
/// it is held in memory. Without its end the connection breaks off: half of it is never taken for all of it.
/// </summary>
internal sealed class GrowingAnswer(IHttpResponseBodyFeature wire, CancellationToken aborted) : OneWayStream
{
    private const int Piece = 64 * 1024;

    private readonly CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(aborted);
    private readonly SemaphoreSlim more = new(0);
    private FileStream? spool;
    private Task sending = Task.CompletedTask;
    private long written;
    private volatile bool ended;

    public override bool CanWrite => true;

    public bool HasBegun => spool is not null;

    /// <summary>Headers go out now; what is written from here on follows as it comes.</summary>
    public async Task BeginAsync()
    {
        spool = Spool.Make();
        await wire.StartAsync(leaving.Token);
        sending = SendAsync(leaving.Token);
    }

    /// <summary>All of it is made; waits until it is sent.</summary>
    public async Task EndAsync()
    {
        ended = true;
        more.Release();
        await sending;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        RandomAccess.Write(spool!.SafeFileHandle, buffer.AsSpan(offset, count), written);
        Tell(count);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // nobody reads any more
        leaving.Token.ThrowIfCancellationRequested();
        await RandomAccess.WriteAsync(spool!.SafeFileHandle, buffer, written, cancellationToken);
        Tell(buffer.Length);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (spool is not null) await spool.DisposeAsync();
        leaving.Dispose();
        more.Dispose();
        await base.DisposeAsync();
    }

    private void Tell(int count)
    {
        Volatile.Write(ref written, written + count);
        if (more.CurrentCount == 0) more.Release();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        var piece = new byte[Piece];
        for (long sent = 0; ;)
        {
            // in this order: what was written before the end is seen with it
            var isAll = ended;
            var until = Volatile.Read(ref written);
            for (; sent < until;)
            {
                var read = await RandomAccess.ReadAsync(spool!.SafeFileHandle, piece.AsMemory(0, (int)Math.Min(Piece, until - sent)), sent, stop);
                await wire.Stream.WriteAsync(piece.AsMemory(0, read), stop);
                sent += read;
            }
            await wire.Stream.FlushAsync(stop);
            if (isAll) return;
            await more.WaitAsync(stop);
        }
    }
}
