using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Imports;

/// <summary>`backline import inventory` over the API of a running server. A rehearsal is previewed and discarded there.</summary>
/// <param name="handedIn">Told as soon as the server has the file.</param>
internal sealed class RemoteImport(ServerApi server, bool dryRun, bool createSites, Action<string> handedIn)
{
    private const string Imports = "/api/v1/imports";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);

    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<(ImportAnswer Import, IReadOnlyList<ImportRowAnswer> Rows)> RunAsync(FileInfo file, string account, string covers, ImportSaid said, CancellationToken stop)
    {
        var import = await UploadAsync(file, account, covers, stop);
        import = await SaidAsync(import, said.Text, stop);
        if (import.State is ImportState.NeedsMapping or ImportState.Previewed) import = await SaidAsync(import, () => said.Of(import.Columns), stop);
        var hasWork = import.Counts.Written + import.Counts.Seen > 0 || (import.Covers != ImportCovers.Nothing && import.Counts.Unchanged > 0);
        if (!dryRun && import.State == ImportState.Previewed && hasWork)
            import = await SettledAsync(await server.PutAsync<ConfirmRequest, ImportAnswer>($"{Imports}/{import.Id}/confirmation", import.Version, new(createSites), stop), stop);
        var rows = await RowsAsync(import.Id, stop);
        if (dryRun && import.State is ImportState.Previewed or ImportState.NeedsMapping or ImportState.Refused)
            await server.DeleteAsync<ImportAnswer>($"{Imports}/{import.Id}", import.Version, stop);
        return (import, rows);
    }

    private Task<ImportAnswer> SaidAsync(ImportAnswer import, ImportMapping? said, CancellationToken stop) => SaidAsync(import, () => said, stop);

    private async Task<ImportAnswer> SaidAsync(ImportAnswer import, Func<ImportMapping?> said, CancellationToken stop)
    {
        try
        {
            return said() is { } mapping ? await MapAsync(import, mapping, stop) : import;
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
        var import = await server.UploadAsync<ImportAnswer>(Imports + query, content, stop);
        handedIn(import.Number);
        return await SettledAsync(import, stop);
    }

    /// <summary>Discards the import of this number or id, once the server has read it.</summary>
    /// <exception cref="IOException">There is none, or it is decided; the message says so.</exception>
    public static async Task<ImportAnswer> DiscardAsync(ServerApi server, string import, CancellationToken stop)
    {
        var found = await FindAsync(server, import, stop) ?? throw new IOException(ImportDiscard.NotThere(import));
        for (; found.State == ImportState.Reading; found = await server.GetAsync<ImportAnswer>($"{Imports}/{found.Id}", stop)) await Task.Delay(BetweenLooks, stop);
        return await server.DeleteAsync<ImportAnswer>($"{Imports}/{found.Id}", found.Version, stop);
    }

    private static async Task<ImportAnswer?> FindAsync(ServerApi server, string import, CancellationToken stop)
    {
        if (Guid.TryParse(import, out var id)) return await server.GetAsync<ImportAnswer>($"{Imports}/{id}", stop);
        Page<ImportLine>? page = null;
        do
        {
            page = await server.GetAsync<Page<ImportLine>>(Imports + QueryString.Create(new Dictionary<string, string?> { ["limit"] = "200", ["cursor"] = page?.Next }), stop);
            if (page.Items.FirstOrDefault(line => string.Equals(line.Number, import.Trim(), StringComparison.OrdinalIgnoreCase)) is { } line) return await server.GetAsync<ImportAnswer>($"{Imports}/{line.Id}", stop);
        }
        while (page.Next is not null);
        return null;
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
