using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports;

/// <summary>Saves what a person asked for, and when it is small does it while they wait.</summary>
public sealed class ImportWork(Session session, ImportRunner runner, ImportQueries queries)
{
    public async Task<Import> SaveAsync(Guid id, CancellationToken stop)
    {
        await session.SaveAsync(stop);
        var import = await queries.GetAsync(id, stop);
        await session.RollbackAsync();
        var small = import.State == ImportState.Reading ? import.Bytes <= ImportOperations.InlineBytes : import.Counts.Rows <= ImportOperations.InlineRows;
        if (!import.IsWorking || !small) return import;
        await runner.RunAsync(id, stop);
        import = await queries.GetAsync(id, stop);
        await session.RollbackAsync();
        return import;
    }
}
