using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Coverage;

namespace Backline.Server.Features.Coverage;

public sealed record CoverageNoteAnswer(string Code, IReadOnlyList<string> Rules, string Text)
{
    /// <summary>The page on which it is done, for whoever may.</summary>
    internal string? Href { get; init; }
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
internal sealed class CoverageChecks(CoverageQueries queries, CoverageWording wording, TimeProvider clock)
{
    /// <exception cref="Platform.Http.InvalidInputException">The question can't be read.</exception>
    /// <exception cref="Platform.Database.NotFoundException">An account or site was named that the reader does not have.</exception>
    public async Task<CoverageCheckAnswer> CheckAsync(CoverageRequest request, CancellationToken stop)
    {
        var search = CoverageSearch.From(request, clock.GetUtcNow());
        var found = await queries.FindAsync(search, stop);
        var answer = CoverageDecision.Decide(found.Question, found.Facts);
        if (await queries.AddWhatHelpsAsync(found, answer, stop) is { } more) answer = CoverageDecision.Decide(found.Question, more);
        return Say(search, found, answer);
    }

    private CoverageCheckAnswer Say(CoverageSearch search, CoverageFound found, CoverageAnswer answer)
    {
        var account = found.Accounts.FirstOrDefault(a => a.Id == answer.AccountId);
        var device = found.Devices.FirstOrDefault(d => d.Id == answer.DeviceId);
        return new(
            answer.Covered, answer.Outcome.Word(),
            answer.Contract is { } contract ? new(contract.Id, contract.Number, contract.StartsOn, contract.EndsOn, contract.State.Word()) : null,
            answer.Contract?.PlanName, answer.Category?.Word(),
            [.. answer.Reasons.Select(Note)], [.. answer.Remedies.Select(remedy => Note(remedy) with { Href = Href(remedy, answer, found.Facts) })],
            [.. CoverageSteps.Of(found.Question, answer).Select(step => new CoverageStepAnswer(step.Key, step.State.Word(), wording.Question(step), step.Rules))],
            [.. answer.Trace.Select(t => new CoverageTraceAnswer(t.ContractId, t.Number, t.Plan, t.Won, t.Why, wording.WhyLost(t), t.Rules))],
            account is null ? null : new(account.Id, account.Number, account.Name),
            device is null ? null : new(device.Id, device.ModelName, device.Serial, device.Site, device.Room),
            search.Service.Word(), search.At, found.Facts.Day);
    }

    // under the plan of the contract it stands beside
    private static string? Href(CoverageNote remedy, CoverageAnswer answer, CoverageFacts facts) =>
        remedy.Code is "add-category" or "add-category-and-serial" or "add-category-of-system" or "add-option" && facts.Contracts.FirstOrDefault(contract => remedy.Args.Contains(contract.Number)) is { } beside
            ? $"/contracts/new?account={beside.AccountId}&plan={beside.PlanCode}" + (answer.Category is { } category && remedy.Code != "add-category-of-system" ? $"&category={category.Word()}" : "")
            : null;

    private CoverageNoteAnswer Note(CoverageNote note) => new(note.Code, note.Rules, wording.Of(note));
}
