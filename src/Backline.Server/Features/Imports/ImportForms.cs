using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Pages;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Imports;

/// <summary>Targets of the forms on the pages of imports, downloads, and the fragment that shows progress.</summary>
internal static class ImportForms
{
    private const string Token = "__RequestVerificationToken";

    public static void MapImportForms(this RouteGroupBuilder web)
    {
        var imports = web.MapGroup("/imports").RequirePermission(Permissions.ImportsManage).ExcludeFromDescription();
        imports.MapPost("/file", UploadAsync).WithMetadata(UploadForm.SizeLimit, SelfChecked.Instance).RequireRateLimiting(RateLimits.Uploads);
        imports.MapPost("/{id:guid}/confirm", ConfirmAsync);
        imports.MapPost("/{id:guid}/undo", UndoAsync);
        imports.MapPost("/{id:guid}/discard", DiscardAsync);
        imports.MapPost("/{id:guid}/mapping", MapAsync);
        imports.MapPost("/{id:guid}/sheet", SheetAsync);
        imports.MapPost("/{id:guid}/covers", CoversAsync);
        imports.MapPost("/{id:guid}/rows/{row:int}/keep", KeepAsync);
        imports.MapPost("/{id:guid}/sites", SitesAsync);
        imports.MapGet("/{id:guid}/progress", ProgressAsync);
        imports.MapGet("/{id:guid}/file", DownloadAsync);
        imports.MapGet("/{id:guid}/rejected.csv", RejectedAsync);
    }

    private static async Task<IResult> UploadAsync(HttpContext http, IAntiforgery antiforgery, ImportOperations operations, ImportWork work, Flash flash, Problems problems, ProblemTexts texts, CancellationToken stop)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var trusted = false;
        try
        {
            if (!UploadForm.IsMultipart(http.Request)) throw new BadHttpRequestException("A form with a file is expected.");
            var id = await UploadForm.ReadAsync(http.Request,
                async (name, value) =>
                {
                    fields[name] = value;
                    if (name != Token) return;
                    // as a header: the check then leaves the body alone
                    http.Request.Headers["RequestVerificationToken"] = value;
                    trusted = await antiforgery.IsRequestValidAsync(http);
                },
                (name, content) => trusted
                    ? operations.UploadAsync(new(fields.GetValueOrDefault("account"), ImportEndpoints.Covers(fields.GetValueOrDefault("covers")), fields.GetValueOrDefault("source"), name), content, stop)
                    : throw new BadHttpRequestException(texts["page-too-old"]), stop);
            if (id is not { } made) throw new RefusedException(new("import.no-file"));
            return TypedResults.LocalRedirect($"/imports/{await work.SaveOnceAsync(http, fields.GetValueOrDefault(PostedOnce.Field), made, stop)}");
        }
        catch (Exception e) when (e is RefusedException or InvalidInputException or BadHttpRequestException)
        {
            flash.Bad(TextOf(e, problems, texts));
            return TypedResults.LocalRedirect("/imports/new" + QueryString.Create((KeyValuePair<string, string?>[])[new("account", Guid.TryParse(fields.GetValueOrDefault("account"), out var account) ? account.ToString() : null), new("covers", fields.GetValueOrDefault("covers")), new("source", fields.GetValueOrDefault("source"))]));
        }
    }

    private static Task<RedirectHttpResult> ConfirmAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, form) => operations.ConfirmAsync(import, form["createSites"] == "true", stop), stop);

    private static Task<RedirectHttpResult> UndoAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, _) => operations.UndoAsync(import, stop), stop);

    private static Task<RedirectHttpResult> DiscardAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, _) => operations.DiscardAsync(import, stop), stop);

    private static Task<RedirectHttpResult> MapAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, form) => operations.MapAsync(import, MappingOf(form, import), stop), stop, "/columns");

    private static Task<RedirectHttpResult> SheetAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, form) => operations.MapAsync(import, OfSheet(form["sheet"].ToString(), import.Mapping), stop), stop);

    private static Task<RedirectHttpResult> CoversAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, form) => operations.CoverAsync(import, ImportEndpoints.Covers(form["covers"]), stop), stop);

    private static Task<RedirectHttpResult> KeepAsync(Guid id, int row, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, _) => operations.KeepAsync(import, row, stop), stop);

    private static Task<RedirectHttpResult> SitesAsync(Guid id, HttpContext http, Acting acting, ImportOperations operations, CancellationToken stop) =>
        acting.DoAsync(id, http, (import, form) => operations.MapAsync(import, import.Mapping with { Sites = SitesOf(form, import.Mapping) }, stop), stop, "?show=sites");

    private static async Task<IResult> ProgressAsync(Guid id, HttpContext http, ImportQueries queries, CancellationToken stop)
    {
        var import = await queries.GetAsync(id, stop);
        if (!import.IsWorking) http.Response.Headers["HX-Refresh"] = "true";
        return new RazorComponentResult<ImportProgress>(new { Import = import, Progress = await queries.ProgressAsync(import, stop) });
    }

    private static async Task<IResult> DownloadAsync(Guid id, HttpContext http, ImportQueries queries, StoredFiles files, CancellationToken stop)
    {
        var import = await queries.GetAsync(id, stop);
        var file = await files.FindAsync(import.FileId, stop) ?? throw new NotFoundException("file", import.FileId);
        return TypedResults.Stream(files.Open(file, http.RequestAborted), "application/octet-stream", import.FileName);
    }

    /// <summary>What was not imported, to mend and hand in again: the row of the file, what is wrong, how to mend it.</summary>
    private static async Task<IResult> RejectedAsync(Guid id, ImportQueries queries, ImportAnswers answers, IStringLocalizer<ImportTexts> texts, CancellationToken stop)
    {
        var import = await queries.GetAsync(id, stop);
        var rows = new List<ImportRowAnswer>();
        foreach (var outcome in (string[])["conflict", "rejected"])
        {
            for (string? cursor = null, first = ""; first is not null || cursor is not null; first = null)
            {
                var page = await queries.RowsAsync(import, outcome, Cursor.MaxLimit, cursor, stop);
                rows.AddRange(page.Items.Select(answers.Of));
                cursor = page.Next;
            }
        }
        return TypedResults.Bytes(RejectedFile.Of(rows, texts), "text/csv; charset=utf-8", $"{import.Number}-rows.csv");
    }

    // "name-3" is what the file says, "site-3" what was chosen for it; nothing chosen takes an earlier choice back
    private static Dictionary<string, Guid> SitesOf(IFormCollection form, ImportMapping before)
    {
        var sites = new Dictionary<string, Guid>(before.Sites ?? new Dictionary<string, Guid>(), StringComparer.Ordinal);
        foreach (var key in form.Keys.Where(key => key.StartsWith("name-", StringComparison.Ordinal)))
        {
            var name = form[key].ToString();
            if (Guid.TryParse(form["site-" + key[5..]], out var site)) sites[name] = site;
            else sites.Remove(name);
        }
        return sites;
    }

    // another sheet is another table: what was said of the columns of this one does not hold for it
    private static ImportMapping OfSheet(string sheet, ImportMapping before) => before with { Sheet = sheet, HeaderRow = null, Columns = null, FirstRowIsDevice = false, Keep = null };

    private static ImportMapping MappingOf(IFormCollection form, Import import)
    {
        var before = import.Mapping;
        if (form["sheet"].ToString() is { Length: > 0 } sheet && sheet != import.Findings.Sheet) return OfSheet(sheet, before);
        int? header = int.TryParse(form["headerRow"], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null;
        // other headers are other columns: what was said of these does not hold for them
        if (header is not null && header != import.Findings.HeaderRow) return before with { HeaderRow = header, Columns = null, FirstRowIsDevice = false, Keep = null };
        var columns = form.Keys.Where(key => key.StartsWith("column-", StringComparison.Ordinal) && !string.IsNullOrEmpty(form[key]))
            .Select(key => new MappedColumn(int.TryParse(key.AsSpan(7), CultureInfo.InvariantCulture, out var index) ? index : -1, Words.Parse<DeviceField>(form[key]))).ToArray();
        return new()
        {
            Columns = columns.Length == 0 ? null : columns,
            DateOrder = Words.TryParse<DateOrder>(form["dateOrder"], out var order) ? order : null,
            Encoding = form["encoding"].ToString() is { Length: > 0 } encoding ? encoding : null,
            Separator = form["separator"].ToString() switch { "tab" => '\t', [var one] => one, _ => null },
            FirstRowIsDevice = form["firstRowIsDevice"] == "true",
            HeaderRow = header is null ? null : before.HeaderRow,
            Sheet = before.Sheet,
            Sites = before.Sites,
            // a first row that becomes a device moves the numbers of all others
            Keep = form["firstRowIsDevice"] == "true" == before.FirstRowIsDevice ? before.Keep : null,
        };
    }

    internal static string TextOf(Exception e, Problems problems, ProblemTexts texts) => e switch
    {
        InvalidInputException input => string.Join(' ', input.Errors.Select(error => texts[error.Code, error.Args])),
        RefusedException { Refusal: var refusal } when texts[refusal.Code + ".mend", refusal.Args] is var mend && mend != refusal.Code + ".mend" => $"{texts.Of(refusal)} {mend}",
        BadHttpRequestException bad => bad.Message,
        _ => problems.TextOf(e),
    };

    /// <summary>One act on one import from its page: what is refused is said there.</summary>
    internal sealed class Acting(ImportQueries queries, ImportWork work, Flash flash, Problems problems, ProblemTexts texts)
    {
        public async Task<RedirectHttpResult> DoAsync(Guid id, HttpContext http, Func<Import, IFormCollection, Task> act, CancellationToken stop, string failed = "")
        {
            var import = await queries.GetAsync(id, stop);
            try
            {
                var form = await http.Request.ReadFormAsync(stop);
                // a second click on a button that was shown before is the same decision
                if (long.TryParse(form["version"], CultureInfo.InvariantCulture, out var shown) && shown != import.Version && import.State is ImportState.NeedsMapping or ImportState.Previewed) throw new StaleVersionException();
                await act(import, form);
                var after = await work.SaveAsync(id, stop);
                if (after is { State: ImportState.Confirmed, Refusal: null } && import.State != ImportState.Confirmed) flash.Ok(texts["import.done", import.Number]);
                if (after.State == ImportState.Undone && import.State != ImportState.Undone) flash.Ok(texts["import.undone", import.Number]);
                return TypedResults.LocalRedirect($"/imports/{id}");
            }
            catch (Exception e) when (e is RefusedException or InvalidInputException or StaleVersionException)
            {
                flash.Bad(TextOf(e, problems, texts));
                return TypedResults.LocalRedirect($"/imports/{id}{(e is StaleVersionException ? "" : failed)}");
            }
        }
    }
}
