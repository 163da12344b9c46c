using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Imports;

/// <param name="CreateSites">Sites of the file the account does not have are created, in its country and time zone; unless asked for, their devices go in without a site.</param>
public sealed record ConfirmRequest(bool CreateSites = false);

internal static class ImportEndpoints
{
    private static FileUpload Inventory { get; } = new("CSV (also zipped) or an Excel workbook", InventoryLimits.Standard.MegaBytes, ["text/csv", "application/octet-stream"], "inventory.csv") { Form = ["accountId", "covers", "source", "fileName"] };

    public static void MapImports(this RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").RequirePermission(Permissions.ImportsManage).WithTags("Imports");
        imports.MapGet("", ListAsync).Lists<ImportLine>().WithSummary("Imports, newest first.");
        imports.MapPost("", UploadAsync).Creates<ImportAnswer>().Versioned().Uploads(Inventory).WithMetadata(UploadForm.SizeLimit).RequireRateLimiting(RateLimits.Uploads).Idempotent()
            .WithSummary("Hands in an inventory file: the file as body (accountId, covers, source, fileName in the query) or a multipart form with the fields before the file. Then poll the import until it is previewed.");
        imports.MapGet("/{id:guid}", GetAsync).Answers<ImportAnswer>().Versioned().WithSummary("An import with its counts, questions and findings.");
        imports.MapGet("/{id:guid}/rows", RowsAsync).Lists<ImportRowAnswer>().WithSummary("Rows that need a person, and samples of the others.");
        imports.MapPut("/{id:guid}/mapping", MapAsync).Answers<ImportAnswer>().NeedsVersion().WithSummary("Says which column is which, and reads the file again.");
        imports.MapPut("/{id:guid}/confirmation", ConfirmAsync).Answers<ImportAnswer>().NeedsVersion().WithSummary("Imports what the preview showed, in one transaction.");
        imports.MapPut("/{id:guid}/undo", UndoAsync).Answers<ImportAnswer>().NeedsVersion().WithSummary("Takes back the last import of the account, unless a true-up stands on what was counted since.");
        imports.MapDelete("/{id:guid}", DiscardAsync).Answers<ImportAnswer>().NeedsVersion().WithSummary("Discards an import that is not confirmed.");
    }

    private static async Task<IResult> ListAsync(HttpContext http, ImportQueries queries, Guid? accountId, string? state, int? limit, string? cursor, CancellationToken stop) =>
        http.Answer(await queries.ListAsync(accountId, State(state), Cursor.Limit(limit), cursor, stop));

    private static async Task<IResult> UploadAsync(HttpContext http, ImportOperations operations, ImportQueries queries, ImportAnswers answers, Session session, string? accountId, string? covers, string? source, string? fileName, CancellationToken stop)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal) { ["accountId"] = accountId, ["covers"] = covers, ["source"] = source, ["fileName"] = fileName };
        Task<Guid> Upload(string name, Stream content) => operations.UploadAsync(new(fields["accountId"], Covers(fields["covers"]), fields["source"], fields["fileName"] ?? name, null), content, stop);
        Guid? id;
        try
        {
            id = UploadForm.IsMultipart(http.Request)
                ? await UploadForm.ReadAsync(http.Request, (name, value) => { fields[name] = value; return Task.CompletedTask; }, Upload, stop)
                : await Upload("inventory.csv", http.Request.Body);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            throw UploadForm.TooLarge();
        }
        if (id is null) throw new InvalidInputException(new InputError("/file", "input.required"));
        await session.SaveAsync(stop);
        var import = await queries.GetAsync(id.Value, stop);
        http.SetEtag(import.Version);
        return TypedResults.Created($"/api/v1/imports/{id}", answers.Of(import));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ImportQueries queries, ImportAnswers answers, CancellationToken stop) => Answer(http, await queries.GetAsync(id, stop), answers);

    private static async Task<IResult> RowsAsync(Guid id, HttpContext http, ImportQueries queries, ImportAnswers answers, string? outcome, int? limit, string? cursor, CancellationToken stop)
    {
        var page = await queries.RowsAsync(await queries.GetAsync(id, stop), outcome, Cursor.Limit(limit), cursor, stop);
        return http.Answer(new Page<ImportRowAnswer>([.. page.Items.Select(answers.Of)], page.Next, page.Back));
    }

    private static Task<IResult> MapAsync(Guid id, [FromBody] ImportMapping mapping, HttpContext http, ImportOperations operations, ImportQueries queries, ImportWork work, ImportAnswers answers, CancellationToken stop) =>
        ChangeAsync(id, http, queries, work, answers, import => operations.MapAsync(import, mapping, stop), stop);

    private static Task<IResult> ConfirmAsync(Guid id, [FromBody] ConfirmRequest? request, HttpContext http, ImportOperations operations, ImportQueries queries, ImportWork work, ImportAnswers answers, CancellationToken stop) =>
        ChangeAsync(id, http, queries, work, answers, import => operations.ConfirmAsync(import, request?.CreateSites ?? false, stop), stop);

    private static Task<IResult> UndoAsync(Guid id, HttpContext http, ImportOperations operations, ImportQueries queries, ImportWork work, ImportAnswers answers, CancellationToken stop) =>
        ChangeAsync(id, http, queries, work, answers, import => operations.UndoAsync(import, stop), stop);

    private static Task<IResult> DiscardAsync(Guid id, HttpContext http, ImportOperations operations, ImportQueries queries, ImportWork work, ImportAnswers answers, CancellationToken stop) =>
        ChangeAsync(id, http, queries, work, answers, import => operations.DiscardAsync(import, stop), stop);

    private static async Task<IResult> ChangeAsync(Guid id, HttpContext http, ImportQueries queries, ImportWork work, ImportAnswers answers, Func<Import, Task> change, CancellationToken stop)
    {
        var import = await queries.GetAsync(id, stop);
        http.RequireVersion(import.Version);
        await change(import);
        var after = await work.SaveAsync(id, stop);
        // a refusal that came up while it was carried out: the import stands where it stood
        if (after.Refusal is { } refusal && after.State == import.State) refusal.Refusal.ThrowIfRefused();
        return Answer(http, after, answers);
    }

    private static Ok<ImportAnswer> Answer(HttpContext http, Import import, ImportAnswers answers)
    {
        http.SetEtag(import.Version);
        return TypedResults.Ok(answers.Of(import));
    }

    internal static ImportCovers Covers(string? word) => string.IsNullOrEmpty(word) ? ImportCovers.Nothing
        : Words.TryParse<ImportCovers>(word, out var covers) ? covers : throw new InvalidInputException(new InputError("/covers", "import.covers-unknown", string.Join(", ", Words.All<ImportCovers>())));

    internal static ImportState? State(string? word) => string.IsNullOrEmpty(word) ? null
        : Words.TryParse<ImportState>(word, out var state) ? state : throw new InvalidInputException(new InputError("state", "import.state-unknown", string.Join(", ", Words.All<ImportState>())));
}
