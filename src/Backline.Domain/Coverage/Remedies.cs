using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>Who changes a contract for somebody who may not.</summary>
public enum AskedParty { SuccessManager, Partner, Vendor }

/// <summary>
/// What would make a no a yes (CO-6), the nearest first; and last, always, that a case may be opened all the same.
/// Whoever may not change contracts is told whom to ask, by codes that begin with "ask-to-".
/// </summary>
internal static class Remedies
{
    private static readonly string[] co1 = ["CO-1"], co2 = ["CO-2"], co3 = ["CO-3", "PO-2"], co4 = ["CO-4"], co6 = ["CO-6"];
    private static readonly string[] el1 = ["EL-1"], el3 = ["EL-3"], el4 = ["EL-4"], pl1 = ["PL-1"], pl3 = ["PL-3"], pl5 = ["PL-5"];

    private static readonly CoverageNote openCase = new("open-case-anyway", ["CA-4", "CO-6"]);
    private static readonly CoverageNote timeAndMaterials = new("time-and-materials", co6);
    private static readonly CoverageNote payPerIncident = new("pay-per-incident", co6);
    private static readonly CoverageNote giveSerial = new("give-serial", pl1);
    private static readonly CoverageNote giveSerialOfUnit = new("give-serial", co4);
    private static readonly CoverageNote giveOne = new("give-serial-or-mac", co6);
    private static readonly CoverageNote giveAccount = new("give-account", co1);
    private static readonly CoverageNote giveSite = new("give-site", co3);
    private static readonly CoverageNote askPartner = new(CoverageNote.AskPartner, co3);
    private static readonly CoverageNote registerDevice = new("register-device", co2);
    private static readonly CoverageNote buyContract = new("buy-contract", co6);

    public static IReadOnlyList<CoverageNote> ForYes(CoverageQuestion question, CoverageFacts facts, in Candidate best, bool serialNeeded)
    {
        var customerOfPartner = best.Contract.Brandable && facts.Reader == Side.Customer;
        var partnerWithoutSite = best.Contract.Brandable && facts.Reader == Side.Partner && facts.Site is null && !question.NamesDevice;
        if (!serialNeeded && !customerOfPartner && !partnerWithoutSite) return [];
        var remedies = new List<CoverageNote>(3);
        if (serialNeeded) remedies.Add(giveSerialOfUnit);
        if (customerOfPartner) remedies.Add(askPartner);
        if (partnerWithoutSite) remedies.Add(giveSite);
        if (serialNeeded) remedies.Add(openCase);
        return remedies;
    }

    public static IReadOnlyList<CoverageNote> ForNo(CoverageQuestion question, CoverageFacts facts, in Subject subject, Candidate[] candidates)
    {
        var remedies = new List<CoverageNote>(6);
        foreach (ref readonly var candidate in candidates.AsSpan()) Add(remedies, question, facts, subject, candidate);
        LeaveOutLater(remedies);
        if (remedies.Count == 0 && subject.IsUnknownUnit(question)) remedies.Add(registerDevice);
        if (remedies.Count == 0) AddWithoutContract(remedies);
        remedies.Add(openCase);
        return remedies;
    }

    /// <summary>A draft that covers from a later day on is no remedy where another covers on the day asked about, or where a contract covers as early without anybody's doing.</summary>
    private static void LeaveOutLater(List<CoverageNote> remedies)
    {
        var covers = remedies.Exists(there => there.Code is "activate-contract" or "ask-to-activate-contract");
        var waits = remedies.Find(there => there.Code == "wait-for-start");
        remedies.RemoveAll(there => there.Code is "activate-from" or "ask-to-activate-from" && (covers || (waits is not null && (DateOnly)there.Args[1] >= (DateOnly)waits.Args[1])));
    }

    public static IReadOnlyList<CoverageNote> ToTell(CoverageQuestion question, CoverageNote several) => several.Code switch
    {
        Reasons.Elsewhere => [new("ask-with-account", co1, several.Args[1]), openCase],
        Reasons.Contradicting => [giveOne, openCase],
        _ => question.Serial is null && question.Mac is not null ? [giveSerial, giveAccount, openCase] : [giveAccount, openCase],
    };

    public static IReadOnlyList<CoverageNote> WithoutAccount(CoverageQuestion question, CoverageFacts facts, in Subject subject)
    {
        if (subject.EndOfSupport) return WithoutContract(facts, subject);
        var remedies = new List<CoverageNote>(5);
        if (question is { Serial: null, Mac: null, Model: not null } && subject.Model is null) remedies.Add(NearNames(facts));
        remedies.Add(giveAccount);
        if (question.Serial is not null || question.Mac is not null) remedies.Add(registerDevice);
        else if (facts.Reader != Side.Customer) remedies.Add(giveSite);
        remedies.Add(openCase);
        return remedies;
    }

    public static IReadOnlyList<CoverageNote> WithoutContract(CoverageFacts facts, in Subject subject)
    {
        var remedies = new List<CoverageNote>(5);
        if (subject.EndOfSupport) AddEndOfSupport(remedies, facts, subject);
        else if (subject.Removed) AddRemoved(remedies, subject);
        else
        {
            if (subject.Model is { } model && model.Category.IsQuoteOnly()) remedies.Add(new("order-quote", el3, model.Name));
            AddWithoutContract(remedies);
        }
        remedies.Add(openCase);
        return remedies;
    }

    private static void Add(List<CoverageNote> remedies, CoverageQuestion question, CoverageFacts facts, in Subject subject, in Candidate candidate)
    {
        var contract = candidate.Contract;
        // reviving a contract that would not cover this device, or does not bring this service, helps nobody
        if (candidate.Verdict is >= Verdict.NotYetStarted and <= Verdict.Cancelled && candidate.Basis == Basis.None) return;
        if (candidate.Verdict is >= Verdict.CategoryNotSelected and <= Verdict.Cancelled && !candidate.Serves) return;
        switch (candidate.Verdict)
        {
            case Verdict.ServiceNotInPlan: AddService(remedies, question.Service, facts, contract); break;
            case Verdict.NeedsQuote: Once(remedies, new("order-quote", el3, subject.Model?.Name ?? "")); break;
            case Verdict.ModelUnknown when subject.IsUnknownUnit(question):
                Once(remedies, registerDevice);
                Once(remedies, new("name-model", el1, ""));
                break;
            case Verdict.ModelUnknown when subject.Device is null: Once(remedies, NearNames(facts)); break;
            case Verdict.ModelUnknown: Once(remedies, new(facts.MatchesModels ? "match-model" : "ask-to-match-model", el1, string.Join(", ", facts.ModelProposals))); break;
            case Verdict.SerialNeeded: Once(remedies, giveSerial); break;
            case Verdict.CategoryNotSelected: AddCategory(remedies, facts, subject, contract); break;
            case Verdict.SerialNotNamed: Once(remedies, ToChange(facts, contract, "add-serial", pl1, contract.Number)); break;
            case Verdict.NotYetStarted when contract.Starts && IsSupportedOn(subject, contract.StartsOn): Once(remedies, new("wait-for-start", co6, contract.Number, contract.StartsOn)); break;
            case Verdict.Draft: AddDraft(remedies, facts, subject, contract); break;
            case Verdict.Lapsed when contract.RunsOn(facts.AskedOn ?? facts.Day): AddRenewal(remedies, facts, contract); break;
            case Verdict.Lapsed or Verdict.EndedEarly: AddLapsed(remedies, facts, contract); break;
            case Verdict.EndOfSupport: AddEndOfSupport(remedies, facts, subject); break;
            case Verdict.DeviceRemoved: AddRemoved(remedies, subject); break;
        }
    }

    private static void AddService(List<CoverageNote> remedies, Service service, CoverageFacts facts, ContractFacts contract)
    {
        if (CoverageDecision.OptionFor(service) is { } option && contract.Offered.Contains(option)) AddOption(remedies, option, facts, contract);
        else Once(remedies, new("change-plan", pl3, service, contract.PlanName, facts.Offers));
    }

    /// <summary>
    /// What is agreed stays as it is for the term. A unit may be named by a further contract that has the option; what covers the account has
    /// no second contract on the same days, so the option waits for the renewal.
    /// </summary>
    private static void AddOption(List<CoverageNote> remedies, PlanOption option, CoverageFacts facts, ContractFacts contract) => Once(remedies,
        ToChange(facts, contract, contract.Covers == Covers.Devices ? "add-option" : "renew-with-option", pl5, option, contract.Number, contract.EndsOn.AddDays(1)));

    /// <summary>By a further contract: one that is active takes no category in.</summary>
    private static void AddCategory(List<CoverageNote> remedies, CoverageFacts facts, in Subject subject, ContractFacts contract)
    {
        if (subject.Model is not { } model) return;
        if (contract.Covers == Covers.Devices)
        {
            // an accessory goes with the account's systems, and these are not the account's
            if (model.Category.IsCoverable()) Once(remedies, ToChange(facts, contract, "add-category-and-serial", pl1, model.Category, contract.Number));
            return;
        }
        Once(remedies, model.Category == DeviceCategory.RoomAccessory
            ? ToChange(facts, contract, "add-category-of-system", el1, model.Name, contract.Number)
            : ToChange(facts, contract, "add-category", el1, model.Category, contract.Number));
    }

    /// <summary>A draft covers on the days of its term once it is active: on a day before them, that day is told; past them it helps nobody.</summary>
    private static void AddDraft(List<CoverageNote> remedies, CoverageFacts facts, in Subject subject, ContractFacts contract)
    {
        if (facts.Day > contract.EndsOn) return;
        if (facts.Day >= contract.StartsOn) Once(remedies, ToChange(facts, contract, "activate-contract", co6, contract.Number));
        else if (IsSupportedOn(subject, contract.StartsOn)) Once(remedies, ToChange(facts, contract, "activate-from", co6, contract.Number, contract.StartsOn));
    }

    /// <summary>A contract that still runs is renewed; where its renewal is drafted, activating that is enough.</summary>
    private static void AddRenewal(List<CoverageNote> remedies, CoverageFacts facts, ContractFacts contract)
    {
        if (remedies.Exists(there => there.Code is "activate-contract" or "ask-to-activate-contract")) return;
        Once(remedies, ToChange(facts, contract, "renew-contract", co6, contract.Number, contract.EndsOn, facts.Day));
    }

    /// <summary>A lapsed contract: what can be had is named, and reactivation goes back to the day it ended.</summary>
    private static void AddLapsed(List<CoverageNote> remedies, CoverageFacts facts, ContractFacts contract)
    {
        Once(remedies, ToChange(facts, contract, "reactivate-contract", co6, contract.Number, contract.StoppedOn));
        Once(remedies, timeAndMaterials);
        Once(remedies, payPerIncident);
    }

    private static void AddWithoutContract(List<CoverageNote> remedies)
    {
        Once(remedies, buyContract);
        Once(remedies, timeAndMaterials);
        Once(remedies, payPerIncident);
    }

    private static void AddEndOfSupport(List<CoverageNote> remedies, CoverageFacts facts, in Subject subject)
    {
        Once(remedies, new("replace-with-current-model", el4, subject.Model?.Name ?? ""));
        if (subject.Model is { NeedsEndOfSupportDate: true } model) Once(remedies, new(facts.ManagesCatalog ? "enter-end-of-support-date" : "ask-to-enter-end-of-support-date", el4, model.Name));
    }

    private static void AddRemoved(List<CoverageNote> remedies, in Subject subject) =>
        Once(remedies, subject.Device is { Moved: true } ? new("ask-new-account", co6) : new("restore-device", co2));

    /// <summary>A name that was typed is no model: those it may mean are asked about instead.</summary>
    private static CoverageNote NearNames(CoverageFacts facts) => new("ask-with-model", el1, string.Join(", ", facts.ModelProposals));

    private static bool IsSupportedOn(in Subject subject, DateOnly day) => subject.Model?.SupportEndedOn(day) != true;

    private static CoverageNote ToChange(CoverageFacts facts, ContractFacts contract, string code, string[] rules, params object[] args) =>
        facts.ManagesContracts ? new(code, rules, args) : new("ask-to-" + code, rules, [.. args, ToAsk(facts.Reader, contract)]);

    /// <summary>Under a partner's brand a customer turns to the partner only (PO-2); a contract changes hands with its success manager (PL-4).</summary>
    private static AskedParty ToAsk(Side reader, ContractFacts contract) =>
        reader == Side.Customer && contract.Brandable ? AskedParty.Partner
        : reader == Side.Vendor || contract.Services.Contains(Service.SuccessManagement) ? AskedParty.SuccessManager
        : AskedParty.Vendor;

    private static void Once(List<CoverageNote> remedies, CoverageNote remedy)
    {
        foreach (var there in remedies)
        {
            if (string.Equals(there.Code, remedy.Code, StringComparison.Ordinal)) return;
        }
        remedies.Add(remedy);
    }
}
