namespace Backline.Server.Platform.Jobs;

/// <summary>Tells this node's worker that something was put on the list of what is due; other nodes find it at their next look.</summary>
internal sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0);

    /// <summary>To be said after the commit: what is not committed can't be taken.</summary>
    public void Raise()
    {
        if (raised.CurrentCount == 0) raised.Release();
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken stop) => raised.WaitAsync(atMost, stop);

    public void Dispose() => raised.Dispose();
}
