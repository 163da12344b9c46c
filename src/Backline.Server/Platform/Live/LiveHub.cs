using System.Threading.Channels;
using Backline.Server.Platform.Access;

namespace Backline.Server.Platform.Live;

/// <summary>An event as it goes to a browser.</summary>
/// <param name="Number">Of this node, from 1.</param>
internal sealed record LiveEvent(long Number, LiveNews News);

/// <summary>
/// What the browsers connected to this node are told. The newest events are kept, so that whoever comes back is told what it missed; where that can't be
/// said for certain (another node, too long ago, too slow a reader, a break in the database's notifications), it is told to read everything again.
/// </summary>
public sealed class LiveHub(TimeProvider clock)
{
    private const int Kept = 4096;
    private const int MostStreams = 4000;
    private const int MostOfOnePerson = 12;

    private readonly Lock gate = new();
    private readonly Queue<LiveEvent> kept = new();
    private readonly List<LiveStream> streams = [];
    private long newest;

    /// <summary>Names this node's numbering: after a restart it is another.</summary>
    private readonly string era = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")[^12..];

    public int Streams
    {
        get
        {
            lock (gate) return streams.Count;
        }
    }

    public string IdOf(long number) => $"{era}-{number}";

    /// <summary>Null: there are too many, and the browser asks now and then instead.</summary>
    /// <param name="lastId">The last event that the browser has, as it was named to it.</param>
    internal LiveStream? Open(Reader reader, string? lastId)
    {
        lock (gate)
        {
            if (streams.Count >= MostStreams || streams.Count(one => one.Reader.PersonId == reader.PersonId && one.Reader.Name == reader.Name) >= MostOfOnePerson) return null;
            var stream = new LiveStream(reader, newest);
            if (lastId is { Length: > 0 }) Resume(stream, lastId);
            streams.Add(stream);
            return stream;
        }
    }

    internal void Close(LiveStream stream)
    {
        lock (gate) streams.Remove(stream);
    }

    public void Tell(LiveNews news)
    {
        lock (gate)
        {
            var one = new LiveEvent(++newest, news);
            kept.Enqueue(one);
            if (kept.Count > Kept) kept.Dequeue();
            foreach (var stream in streams) stream.Offer(one);
        }
    }

    /// <summary>Nobody can say what was missed.</summary>
    public void TellAgain()
    {
        lock (gate)
        {
            kept.Clear();
            newest++;
            foreach (var stream in streams) stream.Miss();
        }
    }

    private void Resume(LiveStream stream, string lastId)
    {
        var known = lastId.StartsWith(era + "-", StringComparison.Ordinal) && long.TryParse(lastId.AsSpan(era.Length + 1), out var last) && last <= newest && (last == newest || kept.TryPeek(out var oldest) && oldest.Number <= last + 1) ? last : -1;
        if (known < 0) stream.Miss();
        else
            foreach (var one in kept.Where(one => one.Number > known)) stream.Offer(one);
    }
}

/// <summary>What one browser is told.</summary>
internal sealed class LiveStream(Reader reader, long from)
{
    private const int Waiting = 256;
    private readonly Channel<LiveEvent> events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private volatile bool missed;

    public Reader Reader => reader;

    /// <summary>Where it began.</summary>
    public long From => from;

    public void Offer(LiveEvent one)
    {
        if (reader.May(one.News.Permission) && one.News.Circle.Holds(reader) && !events.Writer.TryWrite(one)) missed = true;
    }

    public void Miss()
    {
        missed = true;
        // wakes the reader; where there is no room it is awake
        events.Writer.TryWrite(new(0, new("again", Guid.Empty, "", new(false, null, null))));
    }

    /// <summary>Waits for what is next; false: nothing came within <paramref name="longest"/>.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken stop)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => until.Cancel(), null, longest, Timeout.InfiniteTimeSpan);
        try
        {
            return await events.Reader.WaitToReadAsync(until.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What waits to be told; null in the place of what was missed.</summary>
    public IEnumerable<LiveEvent?> Take()
    {
        if (missed)
        {
            missed = false;
            yield return null;
        }
        while (events.Reader.TryRead(out var one))
            if (one.Number > 0) yield return one;
    }
}
