using Backline.Domain.Contracts;
using Backline.Domain.Coverage;

namespace Backline.Server.Features.Coverage;

/// <summary>What is found when a case is opened.</summary>
/// <param name="AccountId">Null: what was named may mean several, or none.</param>
/// <param name="SiteId">That was named, or where the device is.</param>
/// <param name="Said">Kept with the case. A no never keeps anybody from opening it.</param>
/// <param name="Settings">Of the contract that covers; null: none does.</param>
/// <param name="Serial">As it is kept with the case; null: none was given, or a word that means models.</param>
/// <param name="Fronted">One of the account's partner-branded contracts is in force: the partner serves the customer (PO-2).</param>
internal sealed record OpeningCover(
    Guid? AccountId, Guid? SiteId, Guid? DeviceId, Guid? ModelId, CoverageCheckAnswer Said, Guid? ContractId, PlanSettings? Settings, bool Fronted, string? Serial);

/// <summary>Whether a case is covered as it is opened, and whose promises count for it.</summary>
internal sealed class OpeningCoverQueries(CoverageChecks checks, CoverageHints hints)
{
    internal const string OpenAnyway = "open-case-anyway";

    /// <summary>Where a remedy is seen to that was kept with a case.</summary>
    public static IReadOnlyList<RemedyLink> LinksOf(string remedy) => RemedyLink.Of(remedy);

    /// <summary>A unit or a name that nobody knows takes no coverage away that the account or the site has without it (CO-1): a serial number is needed for a replacement only (CO-4).</summary>
    /// <exception cref="Platform.Http.InvalidInputException">The question can't be read.</exception>
    /// <exception cref="Platform.Database.NotFoundException">An account or site was named that the reader does not have.</exception>
    public async Task<OpeningCover> DecideAsync(CoverageRequest request, CancellationToken stop)
    {
        var (named, isKnown) = await AskAsync(request, stop);
        if (named.Said.Covered || isKnown) return named;
        // whoever writes CCX500 means the model CCX 500
        if (request is { Serial: { } word, Model: null } && await hints.MeansModelsAsync(word, stop)) return await DecideAsync(request with { Serial = null, Mac = null, Model = word }, stop);
        if ((request.AccountId ?? request.SiteId) is null) return named;
        var (without, _) = await AskAsync(request with { Serial = null, Mac = null, Model = null }, stop);
        if (!without.Said.Covered) return named;
        var remedies = named.Said.Remedies.Where(remedy => remedy.Code != OpenAnyway).UnionBy(without.Said.Remedies, remedy => remedy.Code);
        return without with { Serial = named.Serial, Said = without.Said with { Reasons = [.. without.Said.Reasons, named.Said.Reasons[0]], Remedies = [.. remedies] } };
    }

    private async Task<(OpeningCover Cover, bool IsKnown)> AskAsync(CoverageRequest request, CancellationToken stop)
    {
        var (search, found, answer) = await checks.DecideAsync(request, inside: true, stop);
        var account = found.Question.AccountId ?? found.Site?.AccountId ?? answer.AccountId;
        var contract = answer.Covered ? answer.Contract?.Id : null;
        var fronts = found.Facts.Contracts.Where(one => one.AccountId == account).Select(one => new FrontedContract(one.Brandable, one.State, one.StartsOn, one.EndsOn));
        var device = found.Facts.Devices.FirstOrDefault(one => one.Id == answer.DeviceId && one.AccountId == account);
        var isKnown = !found.Question.NamesDevice || found.Facts.Devices.Count > 0 || found.Facts.Model is not null;
        var site = found.Site?.Id ?? found.Devices.FirstOrDefault(one => one.Id == device?.Id)?.SiteId;
        return (new(account, site, device?.Id, device?.Model?.Id ?? found.Facts.Model?.Id, checks.Say(search, found, answer),
            contract, contract is { } id ? found.Settings.GetValueOrDefault(id) : null, Fronting.IsBranded(fronts, found.Facts.Day), request.Serial), isKnown);
    }
}
