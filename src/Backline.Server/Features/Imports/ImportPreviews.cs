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
        var key = HeadersKey(file);
        // asked again about this very file, its own answers are what counts
        var remembered = import.Mapping != new ImportMapping() ? null : await session.ScalarAsync<string>(
            """
            select mapping::text from import where account_id = $1 and headers_key = $2 and id <> $3 and jsonb_strip_nulls(mapping) - 'firstRowIsDevice' - 'keep' - 'headerRow' - 'sites' <> '{}' order by created_at desc limit 1
            """, stop, import.AccountId, key, import.Id);
        var findings = PreviewWriter.Of(file) with
        {
            Questions = [.. questions.Select(KeptRefusal.Of)],
            Remembered = remembered is null ? null : JsonSerializer.Deserialize<ImportMapping>(remembered, BacklineJson.Options)! with { Keep = null, HeaderRow = null, Sites = null },
        };
        await SetAsync(import, ImportState.NeedsMapping, questions[0], new() { Rows = rows }, findings, key, stop);
    }

    public Task ShowAsync(Import import, InventoryFile file, ImportCounts counts, ImportFindings findings, Refusal? why, CancellationToken stop) =>
        SetAsync(import, why is null && (import with { Counts = counts }).IsAllKnown ? ImportState.Discarded : ImportState.Previewed, why, counts, findings, HeadersKey(file), stop);

    public async Task ConfirmedAsync(Import import, ImportCounts counts, DateTimeOffset now, CancellationToken stop)
    {
        await session.ExecuteAsync("update import set state = 'confirmed', counts = $3, refusal = null, confirmed_at = $4, version = version + 1 where account_id = $1 and id = $2", stop,
            import.AccountId, import.Id, ImportQueries.Jsonb(counts), now);
        session.Audit(new(import.AccountId, import.PartnerId, "import.confirmed", "import", import.Id, import.Number,
            After: new { counts, import.FileName, sha256 = Convert.ToHexStringLower(import.Sha256), import.Covers, import.CreateSites }));
    }

    private Task<int> SetAsync(Import import, ImportState state, Refusal? refusal, ImportCounts counts, ImportFindings findings, byte[] key, CancellationToken stop) => session.ExecuteAsync(
        "update import set state = $3, refusal = $4, counts = $5, findings = $6, format = $7, headers_key = $8, version = version + 1 where account_id = $1 and id = $2", stop,
        import.AccountId, import.Id, state.Word(), ImportQueries.Jsonb(refusal is null ? null : KeptRefusal.Of(refusal)), ImportQueries.Jsonb(counts), ImportQueries.Jsonb(findings), import.Format!, key);

    private static byte[] HeadersKey(InventoryFile file) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', file.Columns.Select(column => column.Header))));
}
