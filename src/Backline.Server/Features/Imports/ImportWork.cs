using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;

namespace Backline.Server.Features.Imports;

/// <summary>Saves what a person asked for, and when it is small does it while they wait.</summary>
public sealed class ImportWork(Session session, ImportRunner runner, ImportQueries queries)
{
    /// <summary>As SaveAsync, for a posted form; its import, or that of the same form sent before. Which it is shows when the file is in: what this one made is then forgotten.</summary>
    internal async Task<Guid> SaveOnceAsync(HttpContext http, string? once, Guid id, CancellationToken stop)
    {
        if (Guid.TryParse(once, out var token))
        {
            var import = await queries.GetAsync(id, stop);
            var key = $"form {token} {import.AccountId} {import.Covers.Word()} {import.Source} {import.FileName} {Convert.ToHexStringLower(import.Sha256)}";
            if (await PostedOnce.FirstAnswerAsync(http, session, key) is { } first)
            {
                await session.RollbackAsync();
                return Guid.Parse(first);
            }
            await PostedOnce.KeepAsync(http, session, key, id.ToString());
        }
        await SaveAsync(id, stop);
        return id;
    }

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
