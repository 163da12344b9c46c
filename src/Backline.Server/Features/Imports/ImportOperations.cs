using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Features.Imports.Staging;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Imports;

/// <param name="Account">Master account ID or id; a customer may leave it out.</param>
public sealed record ImportRequest(string? Account, ImportCovers Covers, string? Source, string FileName, ImportMapping? Mapping = null);

/// <summary>What people do with imports. Long work is left to the worker; the caller saves.</summary>
public sealed class ImportOperations(Session session, ImportQueries queries, StoredFiles files, ImportUndo undo, ImportSignal signal, TimeProvider clock)
{
    /// <summary>Files and imports up to here are worked on while the person waits.</summary>
    public const long InlineBytes = 1_000_000, InlineRows = 2_000;

    /// <exception cref="RefusedException"><c>import.file-too-large</c> with the limit, <c>import.empty-file</c>.</exception>
    public async Task<Guid> UploadAsync(ImportRequest request, Stream content, CancellationToken stop)
    {
        await using var spool = await Spool.OfAsync(new LimitedStream(content, InventoryLimits.Standard.Bytes), stop);
        if (spool.Length == 0) throw new RefusedException(new("import.empty-file"));
        var account = await AccountAsync(request.Account, stop);
        var name = FileNames.Clean(request.FileName);
        new InputErrors().Text(name, "/fileName", 255).OptionalText(request.Source, "/source").ThrowIfAny();
        var file = await files.AddAsync(account.Id, account.Partner, name, "application/octet-stream", spool, stop);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await session.ExecuteAsync(
            """
            insert into import (account_id, partner_id, id, number, file_id, file_name, sha256, bytes, source, state, mapping, covers, create_sites, created_by, created_by_id, created_side, created_at)
            values ($1, $2, $3, 'I-' || $4::text || '-' || lpad(nextval('import_number_seq')::text, 6, '0'), $5, $6, $7, $8, $9, 'reading', $10, $11, false, $12, $13, $14, $15)
            """, stop, account.Id, ImportQueries.Typed(account.Partner), id, now.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), file.Id, name, file.Sha256, file.Bytes, request.Source?.Trim() ?? "",
            ImportQueries.Jsonb(request.Mapping ?? new()), request.Covers.Word(), session.Reader.Name, ImportQueries.Typed(session.Reader.PersonId), session.Reader.Side.Word(), now);
        session.AfterCommit(signal.Wake);
        return id;
    }

    public async Task MapAsync(Import import, ImportMapping mapping, CancellationToken stop)
    {
        import.WhyNotMap().ThrowIfRefused();
        Check(mapping, import);
        await CheckSitesAsync(mapping, import, stop);
        await session.ExecuteAsync("delete from import_row where account_id = $1 and import_id = $2", stop, import.AccountId, import.Id);
        await MoveAsync(import, "state = 'reading', refusal = null, counts = '{}', mapping = $4", stop, ImportQueries.Jsonb(mapping));
        session.AfterCommit(signal.Wake);
    }

    /// <summary>The file was said to cover more, or less, than it does: it is compared anew.</summary>
    public async Task CoverAsync(Import import, ImportCovers covers, CancellationToken stop)
    {
        import.WhyNotMap().ThrowIfRefused();
        await session.ExecuteAsync("delete from import_row where account_id = $1 and import_id = $2", stop, import.AccountId, import.Id);
        await MoveAsync(import, "state = 'reading', refusal = null, counts = '{}', covers = $4", stop, covers.Word());
        session.AfterCommit(signal.Wake);
    }

    /// <summary>Of several rows of the same device this one is true; chosen again, it takes the place of the one chosen before.</summary>
    /// <exception cref="RefusedException"><c>import.row-not-choosable</c>: the row is in no such conflict.</exception>
    public async Task KeepAsync(Import import, int row, CancellationToken stop)
    {
        import.WhyNotMap().ThrowIfRefused();
        var code = await session.FirstAsync(
            "select code, details->'args'->>0 from import_row where account_id = $1 and import_id = $2 and row_number = $3 and code in ('import.repeated-serial', 'import.row-not-kept')",
            found => (Code: found.GetString(0), First: found.GetString(1)), stop, import.AccountId, import.Id, row);
        if (code.Code is null) throw new RefusedException(new("import.row-not-choosable", row));
        var instead = code.Code == "import.row-not-kept" ? int.Parse(code.First, System.Globalization.CultureInfo.InvariantCulture) : 0;
        await MapAsync(import, import.Mapping with { Keep = [.. (import.Mapping.Keep ?? []).Where(kept => kept != instead), row] }, stop);
    }

    /// <summary>Done already when it is confirmed or being so: a second click changes nothing.</summary>
    public async Task ConfirmAsync(Import import, bool createSites, CancellationToken stop)
    {
        if (import.State is ImportState.Importing or ImportState.Confirmed) return;
        import.WhyNotConfirm().ThrowIfRefused();
        await MoveAsync(import, "state = 'importing', refusal = null, create_sites = $4, decided_by = $5, decided_by_id = $6", stop, createSites, session.Reader.Name, ImportQueries.Typed(session.Reader.PersonId));
        session.AfterCommit(signal.Wake);
    }

    public async Task UndoAsync(Import import, CancellationToken stop)
    {
        if (import.State is ImportState.Undoing or ImportState.Undone) return;
        (await undo.WhyNotUndoAsync(import, stop)).ThrowIfRefused();
        await MoveAsync(import, "state = 'undoing', refusal = null, decided_by = $4, decided_by_id = $5", stop, session.Reader.Name, ImportQueries.Typed(session.Reader.PersonId));
        session.AfterCommit(signal.Wake);
    }

    /// <summary>The file and its preview are kept, nothing is imported.</summary>
    public async Task DiscardAsync(Import import, CancellationToken stop)
    {
        if (import.State == ImportState.Discarded) return;
        import.WhyNotDiscard().ThrowIfRefused();
        await MoveAsync(import, "state = 'discarded', refusal = null", stop);
        session.Audit(new(import.AccountId, import.PartnerId, "import.discarded", "import", import.Id, import.Number));
    }

    // the version in the condition: of two people at once, one finds it changed
    private async Task MoveAsync(Import import, string set, CancellationToken stop, params object?[] args)
    {
        if (await session.ExecuteAsync($"update import set {set}, version = version + 1 where account_id = $1 and id = $2 and version = $3", stop, [import.AccountId, import.Id, import.Version, .. args]) == 0)
            throw new StaleVersionException();
    }

    private async Task<(Guid Id, Guid? Partner)> AccountAsync(string? asked, CancellationToken stop)
    {
        var own = session.Reader.AccountId?.ToString();
        if ((string.IsNullOrWhiteSpace(asked) ? own : asked.Trim()) is not { } account) throw new InvalidInputException(new InputError("/accountId", "input.required"));
        return await queries.AccountAsync(account, stop) ?? throw new InvalidInputException(new InputError("/accountId", "import.account-unknown", account));
    }

    private async Task CheckSitesAsync(ImportMapping mapping, Import import, CancellationToken stop)
    {
        if (mapping.Sites is not { Count: > 0 } sites) return;
        if (sites.Count > Import.MostNewSites) throw new InvalidInputException(new InputError("/sites", "import.sites-too-many", Import.MostNewSites));
        var known = await session.ListAsync("select id from site where account_id = $1 and closed_at is null and id = any($2)", row => row.GetGuid(0), stop, import.AccountId, sites.Values.ToArray());
        new InputErrors().Refuse(sites.Values.Except(known).Any(), "/sites", "import.site-unknown").ThrowIfAny();
    }

    private static void Check(ImportMapping mapping, Import import)
    {
        var errors = new InputErrors();
        var columns = mapping.Columns ?? [];
        errors.Refuse(mapping.Columns is not null && !columns.Any(column => column.Field is DeviceField.Serial or DeviceField.Mac), "/columns", "import.mapping-needs-identity");
        errors.Refuse(columns.GroupBy(column => column.Field).Any(same => same.Count() > 1), "/columns", "import.field-twice");
        errors.Refuse(columns.Any(column => column.Index < 0 || (import.Findings.Columns.Count > 0 && column.Index >= import.Findings.Columns.Count)), "/columns", "import.column-unknown");
        errors.Refuse(mapping.Keep?.Count > FileStage.MostKept, "/keep", "import.keep-too-many", FileStage.MostKept);
        errors.Refuse(mapping.HeaderRow is < 1 or > HeaderRow.Furthest, "/headerRow", "import.header-row-range", HeaderRow.Furthest);
        errors.Refuse(mapping.Encoding is { } encoding && TextEncodings.Find(encoding) is null, "/encoding", "import.unknown-encoding", mapping.Encoding ?? "");
        errors.Refuse(mapping.Separator is '"' or '\r' or '\n' or '\0', "/separator", "import.bad-separator");
        var sheets = (string[])[.. import.Findings.Sheets.Append(import.Findings.Sheet).Concat(import.Findings.SheetsNotRead).OfType<string>().Distinct(StringComparer.Ordinal)];
        errors.Refuse(mapping.Sheet is { } sheet && sheets.Length > 0 && !sheets.Contains(sheet.Trim(), StringComparer.OrdinalIgnoreCase), "/sheet", "import.unknown-sheet", mapping.Sheet ?? "", string.Join(", ", sheets));
        errors.Refuse(mapping.FirstRowIsDevice && mapping.Columns is null, "/firstRowIsDevice", "import.first-row-needs-mapping");
        errors.ThrowIfAny();
    }
}
