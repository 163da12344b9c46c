using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Contracts;

internal static class ContractEndpoints
{
    public static void MapContractEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/contracts").WithTags("Contracts").RequirePermission(Permissions.ContractsRead);
        read.MapGet("/", ListAsync).Lists<ContractRow>().WithSummary("Contracts.");
        read.MapGet("/{id:guid}", GetAsync).Answers<ContractAnswer>().Versioned().WithSummary("One contract, with the arithmetic of its categories.");
        read.MapGet("/{id:guid}/baselines", (Guid id, ContractQueries contracts, ContractHistory history, CancellationToken stop) => BaselinesAsync(id, contracts, history, stop)).Answers<Page<BaselineRow>>().WithSummary("Every baseline the contract had, each with what it came from.");
        read.MapGet("/{id:guid}/devices", DevicesAsync).Lists<NamedDevice>().WithSummary("Devices the contract names.");
        var manage = api.MapGroup("/contracts").WithTags("Contracts").RequirePermission(Permissions.ContractsManage);
        manage.MapPost("/", DraftAsync).Creates<ContractAnswer>().Versioned().WithSummary("Draft a contract.").Idempotent();
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<ContractAnswer>().NeedsVersion().WithSummary("Change the terms of a draft.");
        manage.MapPut("/{id:guid}/activation", ActivateAsync).Answers<ContractAnswer>().NeedsVersion().WithSummary("Activate a draft: it covers from its first day.");
        manage.MapPut("/{id:guid}/cancellation", CancelAsync).Answers<ContractAnswer>().NeedsVersion().WithSummary("Cancel a draft.");
        manage.MapPut("/{id:guid}/end", EndAsync).Answers<ContractAnswer>().NeedsVersion().WithSummary("End a contract today, with the reason.");
        manage.MapPost("/{id:guid}/renewal", RenewAsync).Creates<ContractAnswer>().Versioned().WithSummary("Draft the contract that follows.").Idempotent();
        manage.MapPost("/{id:guid}/devices", NameDevicesAsync).Answers<NamedLines>().WithSummary("Name devices by serial number; every line is answered.").Idempotent();
        manage.MapDelete("/{id:guid}/devices/{deviceId:guid}", RemoveDeviceAsync).AnswersNothing().WithSummary("Take a named device off the contract.");
    }

    public static void MapContractForms(this RouteGroupBuilder web)
    {
        web.MapGet("/contracts/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.ContractsRead);
        web.MapPost("/contracts/figures", FiguresAsync).RequirePermission(Permissions.ContractsManage);
    }

    /// <param name="WhyNotActivate">What keeps a draft from being activated; null when nothing does, or it is no draft.</param>
    public sealed record ContractAnswer(
        Guid Id, string Number, Guid AccountId, Guid? PredecessorId, string PlanCode, string PlanName, Channel Channel, string Currency, DateOnly StartsOn, DateOnly EndsOn, int Months,
        ContractState State, IReadOnlyList<PlanOption> Options, IReadOnlyList<CategoryAnswer> Categories, PlanSettings Settings, RefusalAnswer? WhyNotActivate,
        DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt, DateTimeOffset? EndedAt, long Version);

    public sealed record CategoryAnswer(
        string Category, int Counted, int ExpectedAdditions, decimal AdvancePercent, Money UnitPrice, int AdvanceUnits, int Contracted, int? Baseline, int? TriggerAt, Money Order, Money Advance, Derivation Derivation);

    public sealed record RefusalAnswer(string Code, string Text);

    private static async Task<IResult> ListAsync([AsParameters] ContractFilter filter, string? cursor, int? limit, ContractQueries contracts, HttpContext http, CancellationToken stop) =>
        http.Answer(await contracts.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, HttpContext http, CancellationToken stop) =>
        await AnswerAsync(await contracts.LoadAsync(id, version: null, stop), checks, texts, http, stop);

    private static async Task<IResult> BaselinesAsync(Guid id, ContractQueries contracts, ContractHistory history, CancellationToken stop)
    {
        await contracts.GetAsync(id, stop);
        return TypedResults.Ok(Page.Whole(await history.BaselinesAsync(id, stop)));
    }

    private static async Task<IResult> DevicesAsync(Guid id, string? cursor, int? limit, ContractQueries contracts, ContractHistory history, HttpContext http, CancellationToken stop)
    {
        await contracts.GetAsync(id, stop);
        return http.Answer(await history.DevicesAsync(id, cursor, Cursor.Limit(limit), stop));
    }

    /// <param name="AccountId">Whose contract it is.</param>
    public sealed record NewContract(Guid? AccountId, ContractInput? Terms);

    private static async Task<IResult> DraftAsync(NewContract input, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop)
    {
        new InputErrors().Refuse(input.AccountId is null, "/accountId", "input.required").Refuse(input.Terms is null, "/terms", "input.required").ThrowIfAny();
        try
        {
            var contract = await contracts.DraftAsync(input.AccountId!.Value, input.Terms!, stop);
            await session.SaveAsync(stop);
            return await AnswerAsync(contract, checks, texts, http, stop, created: true);
        }
        catch (InvalidInputException wrong)
        {
            throw wrong.Under("/terms");
        }
    }

    private static Task<IResult> ChangeAsync(Guid id, ContractInput input, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop) =>
        VersionedAsync(id, version => contracts.ChangeAsync(id, version, input, stop), contracts, checks, texts, session, http, stop);

    private static Task<IResult> ActivateAsync(Guid id, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop) =>
        VersionedAsync(id, version => contracts.ActivateAsync(id, version, stop), contracts, checks, texts, session, http, stop);

    private static Task<IResult> CancelAsync(Guid id, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop) =>
        VersionedAsync(id, version => contracts.CancelAsync(id, version, stop), contracts, checks, texts, session, http, stop);

    public sealed record Ending(string? Reason);

    private static Task<IResult> EndAsync(Guid id, Ending input, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop) =>
        VersionedAsync(id, version => contracts.EndAsync(id, version, input.Reason, stop), contracts, checks, texts, session, http, stop);

    private static async Task<IResult> RenewAsync(Guid id, ContractRenewals renewals, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop)
    {
        var next = await renewals.RenewAsync(id, stop);
        await session.SaveAsync(stop);
        return await AnswerAsync(next, checks, texts, http, stop, created: true);
    }

    public sealed record NamedLines(int Added, IReadOnlyList<NamedLine> Lines);

    private static async Task<IResult> NameDevicesAsync(Guid id, NamingInput input, ContractDevices devices, Session session, CancellationToken stop)
    {
        var lines = await devices.NameAsync(id, input, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(new NamedLines(lines.Count(line => line.IsAdded), lines));
    }

    private static async Task<IResult> RemoveDeviceAsync(Guid id, Guid deviceId, ContractDevices devices, Session session, CancellationToken stop)
    {
        await devices.RemoveAsync(id, deviceId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ExportAsync([AsParameters] ContractFilter filter, ContractQueries contracts, CancellationToken stop)
    {
        var rows = (await contracts.ListAsync(filter, null, 100_000, stop)).Items;
        return new CsvAnswer("contracts", ["number", "account-number", "account", "plan", "standing", "starts-on", "ends-on", "days-left", "channel", "categories"],
            rows.Select(c => (IReadOnlyList<string?>)[c.Number, c.AccountNumber, c.Account, c.PlanName, c.Standing.Word(), Figure.Of(c.StartsOn), Figure.Of(c.EndsOn), Figure.Of(c.DaysLeft), c.Channel.Word(), string.Join(' ', c.Categories)]));
    }

    /// <summary>The arithmetic of a form that is being filled in, and the prices that follow it; what is typed saves nothing.</summary>
    private static async Task<IResult> FiguresAsync(ContractForm terms, ContractPrices prices, PostedForm form, ContractOperations contracts, ContractChecks checks, CancellationToken stop)
    {
        if (!Guid.TryParse(form.Text("accountId"), out var accountId)) return TypedResults.BadRequest();
        var account = await checks.AccountAsync(accountId, stop);
        var listed = await prices.FollowAsync(form.Text("planCode") ?? "", new(account.Currency, checks.TodayIn(account.TimeZone), new Dictionary<string, decimal>()), stop);
        Contract? shown = null;
        var input = terms.Read();
        await form.TryAsync(async () => shown = await contracts.ComposeAsync(accountId, input, "", stop), save: false);
        var installed = await checks.InstalledAsync(account, stop);
        return new RazorComponentResult<Pages.ContractFigures>(new { Contract = shown, Problem = form.Errors.Values.FirstOrDefault(), Installed = installed, Named = form.Whole("named"), Listed = listed }) { StatusCode = 200 };
    }

    private static async Task<IResult> VersionedAsync(
        Guid id, Func<long, Task<Contract>> act, ContractOperations contracts, ContractChecks checks, ProblemTexts texts, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await contracts.LoadAsync(id, version: null, stop)).Version;
        http.RequireVersion(version);
        var contract = await act(version);
        await session.SaveAsync(stop);
        return await AnswerAsync(contract, checks, texts, http, stop);
    }

    private static async Task<IResult> AnswerAsync(Contract contract, ContractChecks checks, ProblemTexts texts, HttpContext http, CancellationToken stop, bool created = false)
    {
        var refusal = contract.State == ContractState.Draft ? await checks.WhyNotActivateAsync(contract, stop) : null;
        var figures = OrderFigures.Of(contract).ToDictionary(f => f.Category);
        var answer = new ContractAnswer(
            contract.Id, contract.Number, contract.AccountId, contract.PredecessorId, contract.PlanCode, contract.PlanName, contract.Channel, contract.Currency,
            contract.StartsOn, contract.EndsOn, contract.Months, contract.State, contract.Options,
            [.. contract.Categories.Select(c => Of(c, figures[c.Category], contract.Currency))], contract.Settings,
            refusal is null ? null : new(refusal.Code, texts.Of(refusal)), contract.CreatedAt, contract.ActivatedAt, contract.EndedAt, contract.Version);
        http.SetEtag(contract.Version);
        return created ? TypedResults.Created($"/api/v1/contracts/{contract.Id}", answer) : TypedResults.Ok(answer);
    }

    private static CategoryAnswer Of(ContractCategory category, OrderFigures figures, string currency) => new(
        category.Category.Word(), category.Counted, category.ExpectedAdditions, category.AdvancePercent, new(category.UnitPrice, currency), figures.AdvanceUnits,
        figures.Contracted, figures.Baseline, figures.TriggerAt, figures.Order, figures.Advance, figures.Derivation);
}
