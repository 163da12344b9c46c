using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Coverage;
using Backline.Server.Features.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

public sealed record CoverageNoteAnswer(string Code, IReadOnlyList<string> Rules, string Text)
{
    /// <summary>The pages on which it is done, for whoever may.</summary>
    internal IReadOnlyList<RemedyLink> Links { get; init; } = [];

    /// <summary>Names in the text to ask again with.</summary>
    internal IReadOnlyList<string> Names { get; init; } = [];
}

/// <param name="Key">Of the words it is called by.</param>
/// <param name="Needs">The permission of the page.</param>
internal sealed record RemedyLink(string Key, string Href, string Needs)
{
    /// <summary>Those that lead to the same place whatever was asked about.</summary>
    public static IReadOnlyList<RemedyLink> Of(string code) => code switch
    {
        "register-device" => [new("import", "/imports/new", Permissions.ImportsManage), new("by-hand", "/devices/new", Permissions.DevicesManage)],
        "match-model" => [new("match", "/devices/models-waiting", Permissions.CatalogManage)],
        _ => [],
    };
}

public sealed record CoverageTraceAnswer(Guid ContractId, string Number, string Plan, bool Won, string Why, string Text, IReadOnlyList<string> Rules);

/// <param name="State">yes, no, or not-asked: an earlier question had decided.</param>
public sealed record CoverageStepAnswer(string Key, string State, string Text, IReadOnlyList<string> Rules);

public sealed record CoverageContractAnswer(Guid Id, string Number, DateOnly StartsOn, DateOnly EndsOn, string State);

public sealed record CoverageAccountAnswer(Guid Id, string Number, string Name);

public sealed record CoverageDeviceAnswer(Guid Id, string Model, string? Serial, string? Site, string Room);

/// <summary>The answer with its reasons, what would change a no, and every contract that was considered (CO-6).</summary>
public sealed record CoverageCheckAnswer(
    bool Covered, string Outcome, CoverageContractAnswer? Contract, string? Plan, string? Category,
    IReadOnlyList<CoverageNoteAnswer> Reasons, IReadOnlyList<CoverageNoteAnswer> Remedies, IReadOnlyList<CoverageStepAnswer> Steps, IReadOnlyList<CoverageTraceAnswer> Trace,
    CoverageAccountAnswer? Account, CoverageDeviceAnswer? Device, string Service, DateTimeOffset At, DateOnly Day)
{
    /// <summary>What is asked about is known, but not whose it is.</summary>
    internal bool LacksAccount => Outcome == "ambiguous" && Account is null && Reasons[0].Code is "coverage.account-needed" or "coverage.model-unknown";
}

/// <summary>The question everything rests on: look up, decide, say it in words. Changes nothing.</summary>
internal sealed class CoverageChecks(CoverageQueries queries, CoverageHints hints, ContractOperations contracts, CoverageWording wording, ProblemTexts problems, TimeProvider clock)
{
    /// <exception cref="Platform.Http.InvalidInputException">The question can't be read.</exception>
    /// <exception cref="Platform.Database.NotFoundException">An account or site was named that the reader does not have.</exception>
    public async Task<CoverageCheckAnswer> CheckAsync(CoverageRequest request, CancellationToken stop)
    {
        var (search, found, answer) = await DecideAsync(request, inside: false, stop);
        return Say(search, found, answer, await HinderedAsync(answer, found.Facts, stop));
    }

    /// <param name="inside">In the open unit of work, which holds a connection already.</param>
    internal async Task<(CoverageSearch Search, CoverageFound Found, CoverageAnswer Answer)> DecideAsync(CoverageRequest request, bool inside, CancellationToken stop)
    {
        var search = CoverageSearch.From(request, clock.GetUtcNow());
        var found = await queries.FindAsync(search, stop, inside);
        var answer = CoverageDecision.Decide(found.Question, found.Facts);
        if (await hints.AddWhatHelpsAsync(found, answer, stop) is { } more)
        {
            found = found with { Facts = more };
            answer = CoverageDecision.Decide(found.Question, more);
        }
        return (search, found, answer);
    }

    /// <summary>A draft that is to be activated, and what keeps it from that. How a contract is put together is for those alone who activate it: others ask them.</summary>
    private async Task<(CoverageNote Remedy, string Why)?> HinderedAsync(CoverageAnswer answer, CoverageFacts facts, CancellationToken stop)
    {
        var remedy = answer.Remedies.FirstOrDefault(one => one.Code is "activate-contract" or "activate-from");
        return remedy is not null && ContractOf(remedy, facts) is { } draft && await contracts.WhyNotActivateAsync(draft.Id, stop) is { } refusal ? (remedy, problems.Of(refusal)) : null;
    }

    internal CoverageCheckAnswer Say(CoverageSearch search, CoverageFound found, CoverageAnswer answer, (CoverageNote Remedy, string Why)? hindered = null)
    {
        var account = found.Accounts.FirstOrDefault(a => a.Id == answer.AccountId);
        var device = found.Devices.FirstOrDefault(d => d.Id == answer.DeviceId);
        return new(
            answer.Covered, answer.Outcome.Word(),
            answer.Contract is { } contract ? new(contract.Id, contract.Number, contract.StartsOn, contract.EndsOn, contract.State.Word()) : null,
            answer.Contract?.PlanName, answer.Category?.Word(),
            [.. answer.Reasons.Select(Note)], [.. answer.Remedies.Select(remedy => Remedy(remedy, answer, found.Facts, hindered is { } draft && ReferenceEquals(draft.Remedy, remedy) ? draft.Why : null))],
            [.. CoverageSteps.Of(found.Question, answer).Select(step => new CoverageStepAnswer(step.Key, step.State.Word(), wording.Question(step), step.Rules))],
            [.. answer.Trace.Select(t => new CoverageTraceAnswer(t.ContractId, t.Number, t.Plan, t.Won, t.Why, wording.WhyLost(t), t.Rules))],
            account is null ? null : new(account.Id, account.Number, account.Name),
            device is null ? null : new(device.Id, device.ModelName, device.Serial, device.Site, device.Room),
            search.Service.Word(), search.At, found.Facts.Day);
    }

    private CoverageNoteAnswer Remedy(CoverageNote remedy, CoverageAnswer answer, CoverageFacts facts, string? hindrance)
    {
        var note = Note(remedy);
        return note with
        {
            Text = hindrance is null ? note.Text : wording.Hindered(note.Text, hindrance),
            Links = Links(remedy, answer, facts),
            Names = remedy.Code is "match-model" or "ask-to-match-model" or "ask-with-model" ? facts.ModelProposals : [],
        };
    }

    private static IReadOnlyList<RemedyLink> Links(CoverageNote remedy, CoverageAnswer answer, CoverageFacts facts) => remedy.Code switch
    {
        "restore-device" => [new("device", $"/devices/{answer.DeviceId}", Permissions.DevicesManage)],
        "enter-end-of-support-date" when ModelOf(answer, facts) is { } model => [new("model", $"/models/{model.Id}", Permissions.CatalogManage)],
        "add-serial" or "activate-contract" or "activate-from" or "renew-contract" or "renew-with-option" when ContractOf(remedy, facts) is { } contract =>
            [new("open", $"/contracts/{contract.Id}", Permissions.ContractsManage)],
        // under the plan of the contract it stands beside
        "add-category" or "add-category-and-serial" or "add-category-of-system" or "add-option" when ContractOf(remedy, facts) is { } beside =>
            [new("contract", $"/contracts/new?account={beside.AccountId}&plan={beside.PlanCode}" + (answer.Category is { } category && remedy.Code != "add-category-of-system" ? $"&category={category.Word()}" : ""), Permissions.ContractsManage)],
        _ => RemedyLink.Of(remedy.Code),
    };

    private static ContractFacts? ContractOf(CoverageNote remedy, CoverageFacts facts) => facts.Contracts.FirstOrDefault(contract => remedy.Args.Contains(contract.Number));

    private static ModelFacts? ModelOf(CoverageAnswer answer, CoverageFacts facts) => facts.Devices.FirstOrDefault(device => device.Id == answer.DeviceId)?.Model ?? facts.Model;

    private CoverageNoteAnswer Note(CoverageNote note) => new(note.Code, note.Rules, wording.Of(note));
}
