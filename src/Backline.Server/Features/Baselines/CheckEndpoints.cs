using System.ComponentModel.DataAnnotations;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

internal static class CheckEndpoints
{
    public static void MapChecks(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/baseline-checks").WithTags("Baselines").RequirePermission(Permissions.BaselinesRead);
        read.MapGet("/", ListAsync).Lists<CheckSummary>().WithSummary("Monthly checks, newest first.");
        read.MapGet("/{id:guid}", GetAsync).Answers<CheckDetails>().WithSummary("One check: counts by reason, decisions with their arithmetic.");
        read.MapGet("/{id:guid}/evidence", EvidenceAsync).AnswersFile("text/csv").WithSummary("Every device with its reason, as it was frozen (CSV).");
        var run = api.MapGroup("/baseline-checks").WithTags("Baselines").RequirePermission(Permissions.BaselinesRun);
        run.MapPost("/", RunAsync).Answers<CheckRun>().WithSummary("Checks an account for a month; what is checked already stays as it is.");
    }

    public static void MapBaselineFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/baselines/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.BaselinesRead);
        web.MapGet("/baseline-checks/{id:guid}/evidence.csv", EvidenceAsync).RequirePermission(Permissions.BaselinesRead);
        web.MapGet("/true-ups/{id:guid}", ShowTrueUpAsync).RequirePermission(Permissions.BaselinesRead).ExcludeFromDescription();
        web.MapGet("/baseline-checks/{id:guid}/check.json", GetAsync).RequirePermission(Permissions.BaselinesRead);
    }

    private static async Task<IResult> ListAsync(string? month, Guid? accountId, string? cursor, int? limit, CheckQueries checks, HttpContext http, CancellationToken stop) =>
        http.Answer(await checks.ListAsync(MonthOf(month, "month"), accountId, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, CheckQueries checks, CancellationToken stop) => TypedResults.Ok(await checks.GetAsync(id, stop));

    private static async Task<IResult> EvidenceAsync(Guid id, CheckQueries checks, StoredFiles files, HttpContext http, CancellationToken stop)
    {
        var check = await checks.GetAsync(id, stop);
        var file = check.Evidence is { } evidence ? await files.FindAsync(evidence.FileId, stop) : null;
        if (file is null) throw new NotFoundException("evidence", id);
        http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(file.Sha256)}:";
        return TypedResults.Stream(files.Open(file, stop), "text/csv; charset=utf-8", file.Name);
    }

    /// <param name="AccountId">Id or master account ID (MA-204817).</param>
    /// <param name="Account">The same under its earlier name.</param>
    public sealed record RunInput([property: Required] string? AccountId = null, [property: Required] string? Month = null, string? Account = null);

    /// <param name="Items">All checks of the month, also those that stood already.</param>
    /// <param name="Now">What this run came to.</param>
    /// <param name="Why">Why there is no check of the month; null when there is one.</param>
    public sealed record CheckRun(IReadOnlyList<CheckSummary> Items, string? Next, RunTotals Now, NothingChecked? Why = null);

    /// <param name="Code">check.no-contract, check.contract-activated-later.</param>
    public sealed record NothingChecked(string Code, string Text);

    private static async Task<IResult> RunAsync(RunInput input, CheckQueries checks, MonthlyChecks monthly, ProblemTexts texts, Session session, CancellationToken stop)
    {
        var (named, field) = input.Account is null ? (input.AccountId, "/accountId") : (input.Account, "/account");
        new InputErrors().Text(named, field).Refuse(input is { Account: not null, AccountId: not null }, "/account", "check.account-twice").Text(input.Month, "/month").Refuse(input.Month is not null && !Month.TryParse(input.Month, out _), "/month", "month.invalid", input.Month ?? "").ThrowIfAny();
        var (account, month) = (await checks.AccountAsync(named!, stop, field), Month.Parse(input.Month));
        var totals = await monthly.RunAsync(new(month, account), session.Reader, null, stop);
        var page = await checks.ListAsync(month, account, null, Cursor.MaxLimit, stop);
        var why = page.Items.Count == 0 ? await checks.WhyNothingAsync(account, month, stop) : null;
        return TypedResults.Ok(new CheckRun(page.Items, page.Next, RunTotals.Of(totals), why is null ? null : new(why.Code, texts.Of(why))));
    }

    private static async Task<IResult> ExportAsync([AsParameters] BaselineFilter filter, BaselineQueries baselines, CancellationToken stop)
    {
        var month = await baselines.MonthAsync(filter, stop);
        var rows = await baselines.ExportAsync(filter, month, stop);
        return new CsvAnswer("baselines", ["month", "account-number", "account", "contract", "category", "counted", "contracted", "baseline", "trigger", "outcome", "true-up", "true-up-state"],
            rows.Select(r => (IReadOnlyList<string?>)[r.Month, r.Account.Number, r.Account.Name, r.Contract.Number, r.Category, Text(r.Counted), Text(r.Contracted), Text(r.Baseline), Text(r.TriggerAt), r.Outcome, r.TrueUp, r.TrueUpState]), month.ToString());
    }

    // a true-up is read on the newest version of its quote
    private static async Task<IResult> ShowTrueUpAsync(Guid id, Session session, CancellationToken stop)
    {
        var quote = await session.ScalarAsync<Guid>("select q.id from true_up t join quote q on q.account_id = t.account_id and q.true_up_id = t.id where t.id = $1 order by q.revision desc limit 1", stop, id);
        return quote == Guid.Empty ? throw new NotFoundException("true-up", id) : TypedResults.LocalRedirect($"/quotes/{quote}");
    }

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Month? MonthOf(string? text, string pointer) => string.IsNullOrEmpty(text) ? null
        : Month.TryParse(text, out var month) ? month : throw new InvalidInputException(new InputError(pointer, "month.invalid", text));
}
