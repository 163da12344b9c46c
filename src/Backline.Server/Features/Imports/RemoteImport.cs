using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Imports;

/// <summary>`backline import inventory` over the API of a running server. A rehearsal is previewed and discarded there.</summary>
internal sealed class RemoteImport(ServerApi server, bool dryRun, bool createSites)
{
    private const string Imports = "/api/v1/imports";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);

    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<(ImportAnswer Import, IReadOnlyList<ImportRowAnswer> Rows)> RunAsync(FileInfo file, string account, string covers, ImportSaid said, CancellationToken stop)
    {
        var import = await UploadAsync(file, account, covers, stop);
        if (said.Text is { } text) import = await MapAsync(import, text, stop);
        import = await SaidAsync(import, said, stop);
        var hasWork = import.Counts.Written + import.Counts.Seen > 0 || (import.Covers != ImportCovers.Nothing && import.Counts.Unchanged > 0);
        if (!dryRun && import.State == ImportState.Previewed && hasWork)
            import = await SettledAsync(await server.PutAsync<ConfirmRequest, ImportAnswer>($"{Imports}/{import.Id}/confirmation", import.Version, new(createSites), stop), stop);
        var rows = await RowsAsync(import.Id, stop);
        if (dryRun && import.State is ImportState.Previewed or ImportState.NeedsMapping or ImportState.Refused)
            await server.DeleteAsync<ImportAnswer>($"{Imports}/{import.Id}", import.Version, stop);
        return (import, rows);
    }

    private async Task<ImportAnswer> SaidAsync(ImportAnswer import, ImportSaid said, CancellationToken stop)
    {
        try
        {
            return import.State is ImportState.NeedsMapping or ImportState.Previewed && said.Of(import.Columns) is { } mapping ? await MapAsync(import, mapping, stop) : import;
        }
        catch (IOException)
        {
            // what was said of it is wrong: the file is not left for somebody else to decide about
            await server.DeleteAsync<ImportAnswer>($"{Imports}/{import.Id}", import.Version, stop);
            throw;
        }
    }

    private async Task<ImportAnswer> MapAsync(ImportAnswer import, ImportMapping mapping, CancellationToken stop) =>
        await SettledAsync(await server.PutAsync<ImportMapping, ImportAnswer>($"{Imports}/{import.Id}/mapping", import.Version, mapping, stop), stop);

    private async Task<ImportAnswer> UploadAsync(FileInfo file, string account, string covers, CancellationToken stop)
    {
        await using var content = file.OpenRead();
        var query = QueryString.Create(new Dictionary<string, string?> { ["accountId"] = account, ["covers"] = covers, ["fileName"] = file.Name });
        return await SettledAsync(await server.UploadAsync<ImportAnswer>(Imports + query, content, stop), stop);
    }

    private async Task<ImportAnswer> SettledAsync(ImportAnswer import, CancellationToken stop)
    {
        while (import.State is ImportState.Reading or ImportState.Importing)
        {
            await Task.Delay(BetweenLooks, stop);
            import = await server.GetAsync<ImportAnswer>($"{Imports}/{import.Id}", stop);
        }
        return import;
    }

    private async Task<List<ImportRowAnswer>> RowsAsync(Guid id, CancellationToken stop)
    {
        var rows = new List<ImportRowAnswer>();
        foreach (var outcome in (string[])["conflict", "rejected", "warning"])
        {
            Page<ImportRowAnswer>? page = null;
            do
            {
                var query = QueryString.Create(new Dictionary<string, string?> { ["outcome"] = outcome, ["limit"] = "200", ["cursor"] = page?.Next });
                page = await server.GetAsync<Page<ImportRowAnswer>>($"{Imports}/{id}/rows{query}", stop);
                rows.AddRange(page.Items);
            }
            while (page.Next is not null);
        }
        return rows;
    }
}
