using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Features.Imports.Staging;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Imports;

/// <summary>Puts down where an import stands after its file was read.</summary>
internal sealed class ImportPreviews(Session session)
{
    /// <summary>A person has to say something first; what they said about the same headers is proposed again.</summary>
    public async Task AskAsync(Import import, InventoryFile file, IReadOnlyList<Refusal> questions, long rows, CancellationToken stop)
    {
        var (remembered, from) = await RememberedAsync(import, file, stop);
        var findings = PreviewWriter.Of(file) with { Questions = [.. questions.Select(KeptRefusal.Of)], Remembered = remembered, RememberedFrom = from };
        await SetAsync(import, ImportState.NeedsMapping, questions[0], new() { Rows = rows }, findings, HeadersKey(file), stop);
    }

    /// <summary>Where the columns were recognised, and other ones were said of the same headers before, those are proposed.</summary>
    public async Task ShowAsync(Import import, InventoryFile file, ImportCounts counts, ImportFindings findings, Refusal? why, CancellationToken stop)
    {
        var (remembered, from) = await RememberedAsync(import, file, stop);
        var recognised = file.Columns.Where(column => column.Field is not null).Select(column => new MappedColumn(column.Index, column.Field!.Value)).ToHashSet();
        if (remembered?.Columns is { } columns && !recognised.SetEquals(columns)) findings = findings with { Remembered = remembered, RememberedFrom = from };
        await SetAsync(import, why is null && (import with { Counts = counts }).IsAllKnown ? ImportState.Discarded : ImportState.Previewed, why, counts, findings, HeadersKey(file), stop);
    }

    /// <summary>What was said of the same headers: by the last import that was confirmed, else by the last there is.</summary>
    private async Task<(ImportMapping? Mapping, string? From)> RememberedAsync(Import import, InventoryFile file, CancellationToken stop)
    {
        // asked again about this very file, its own answers are what counts
        if (!import.Mapping.SaysNoMeaning) return default;
        var found = await session.FirstAsync(
            """
            select mapping::text, number from import
            where account_id = $1 and headers_key in ($2, (select headers_key from import where account_id = $1 and id = $3 and $4)) and id <> $3 and state <> 'refused'
                and jsonb_strip_nulls(mapping) - 'firstRowIsDevice' - 'keep' - 'headerRow' - 'sheet' - 'sites' <> '{}'
            order by (state = 'confirmed') desc, created_at desc limit 1
            """, row => (Mapping: row.GetString(0), From: row.GetString(1)), stop, import.AccountId, HeadersKey(file), import.Id, import.Mapping.HeaderRow is not null);
        return found.Mapping is null ? default : (JsonSerializer.Deserialize<ImportMapping>(found.Mapping, BacklineJson.Options)! with { Keep = null, Sheet = null, Sites = null }, found.From);
    }

    public async Task ConfirmedAsync(Import import, ImportCounts counts, DateTimeOffset now, CancellationToken stop)
    {
        await session.ExecuteAsync("update import set state = 'confirmed', counts = $3, refusal = null, confirmed_at = $4, version = version + 1 where account_id = $1 and id = $2", stop,
            import.AccountId, import.Id, ImportQueries.Jsonb(counts), now);
        session.Audit(new(import.AccountId, import.PartnerId, "import.confirmed", "import", import.Id, import.Number,
            After: new { counts, import.FileName, sha256 = Convert.ToHexStringLower(import.Sha256), import.Covers, import.CreateSites }));
    }

    // headers a person pointed out are kept under those found without them, as the next file is read
    private Task<int> SetAsync(Import import, ImportState state, Refusal? refusal, ImportCounts counts, ImportFindings findings, byte[] key, CancellationToken stop) => session.ExecuteAsync(
        "update import set state = $3, refusal = $4, counts = $5, findings = $6, format = $7, headers_key = case when $9 then coalesce(headers_key, $8) else $8 end, version = version + 1 where account_id = $1 and id = $2", stop,
        import.AccountId, import.Id, state.Word(), ImportQueries.Jsonb(refusal is null ? null : KeptRefusal.Of(refusal)), ImportQueries.Jsonb(counts), ImportQueries.Jsonb(findings), import.Format!, key, import.Mapping.HeaderRow is not null);

    private static byte[] HeadersKey(InventoryFile file) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', file.Columns.Select(column => column.Header))));
}
