using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Http;

/// <summary>What is answered with its version, which is its ETag.</summary>
public interface IVersioned
{
    long Version { get; }
}

/// <summary>Does something to the version a request names, and answers it as it is then.</summary>
/// <param name="path">Where it is found by its id: /api/v1/defects.</param>
internal abstract class VersionedAct<TView>(string path, Session session, IHttpContextAccessor accessor) where TView : IVersioned
{
    /// <exception cref="NotFoundException"/>
    protected abstract Task<TView> GetAsync(Guid id, CancellationToken stop);

    protected virtual async Task<long> VersionAsync(Guid id, CancellationToken stop) => (await GetAsync(id, stop)).Version;

    public async Task<IResult> DoAsync(Guid id, Func<long, Task> act, CancellationToken stop)
    {
        var version = await VersionAsync(id, stop);
        accessor.HttpContext!.RequireVersion(version);
        await act(version);
        return TypedResults.Ok(await SavedAsync(id, stop));
    }

    public async Task<IResult> CreatedAsync(Guid id, CancellationToken stop) => TypedResults.Created($"{path}/{id}", await SavedAsync(id, stop));

    // asked before it is committed: in the same unit of work
    private async Task<TView> SavedAsync(Guid id, CancellationToken stop)
    {
        await session.FlushAsync(stop);
        var view = await GetAsync(id, stop);
        await session.SaveAsync(stop);
        accessor.HttpContext!.SetEtag(view.Version);
        return view;
    }
}
