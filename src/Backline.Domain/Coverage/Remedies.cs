using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>What would make a no a yes (CO-6), the nearest first; and last, always, that a case may be opened all the same.</summary>
internal static class Remedies
{
    private static readonly string[] co1 = ["CO-1"], co2 = ["CO-2"], co3 = ["CO-3", "PO-2"], co4 = ["CO-4"], co6 = ["CO-6"];
    private static readonly string[] el1 = ["EL-1"], el3 = ["EL-3"], el4 = ["EL-4"], pl1 = ["PL-1"], pl3 = ["PL-3"], pl5 = ["PL-5"];

    private static readonly CoverageNote openCase = new("open-case-anyway", ["CA-4", "CO-6"]);
    private static readonly CoverageNote timeAndMaterials = new("time-and-materials", co6);
    private static readonly CoverageNote payPerIncident = new("pay-per-incident", co6);
    private static readonly CoverageNote giveSerial = new("give-serial", pl1);
    private static readonly CoverageNote giveSerialOfUnit = new("give-serial", co4);
    private static readonly CoverageNote giveAccount = new("give-account", co1);
    private static readonly CoverageNote giveSite = new("give-site", co3);
    private static readonly CoverageNote askPartner = new("ask-partner", co3);
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
        if (remedies.Count == 0) AddWithoutContract(remedies);
        remedies.Add(openCase);
        return remedies;
    }

    public static IReadOnlyList<CoverageNote> ToTell(CoverageQuestion question) =>
        question.Serial is null && question.Mac is not null ? [giveSerial, giveAccount, openCase] : [giveAccount, openCase];

    public static IReadOnlyList<CoverageNote> WithoutAccount(CoverageQuestion question, CoverageFacts facts, in Subject subject)
    {
        if (subject.EndOfSupport) return WithoutContract(subject);
        var remedies = new List<CoverageNote>(4) { giveAccount };
        if (question.Serial is not null || question.Mac is not null) remedies.Add(registerDevice);
        else if (facts.Reader != Side.Customer) remedies.Add(giveSite);
        remedies.Add(openCase);
        return remedies;
    }

    public static IReadOnlyList<CoverageNote> WithoutContract(in Subject subject)
    {
        var remedies = new List<CoverageNote>(5);
        if (subject.EndOfSupport) AddEndOfSupport(remedies, subject);
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
        // reviving a contract that would not cover this device helps nobody
        if (candidate.Verdict is >= Verdict.NotYetStarted and <= Verdict.Cancelled && candidate.Basis == Basis.None) return;
        switch (candidate.Verdict)
        {
            case Verdict.ServiceNotInPlan: AddService(remedies, question.Service, contract); break;
            case Verdict.NeedsQuote: Once(remedies, new("order-quote", el3, subject.Model?.Name ?? "")); break;
            case Verdict.ModelUnknown when subject.IsUnknownUnit(question):
                Once(remedies, registerDevice);
                Once(remedies, new("name-model", el1, ""));
                break;
            case Verdict.ModelUnknown: Once(remedies, new("match-model", el1, string.Join(", ", facts.ModelProposals))); break;
            case Verdict.SerialNeeded: Once(remedies, giveSerial); break;
            case Verdict.CategoryNotSelected: AddCategory(remedies, subject, contract); break;
            case Verdict.SerialNotNamed: Once(remedies, new("add-serial", pl1, contract.Number)); break;
            case Verdict.NotYetStarted: Once(remedies, new("wait-for-start", co6, contract.Number, contract.StartsOn)); break;
            case Verdict.Draft: Once(remedies, new("activate-contract", co6, contract.Number)); break;
            case Verdict.Lapsed or Verdict.EndedEarly: AddLapsed(remedies, contract); break;
            case Verdict.EndOfSupport: AddEndOfSupport(remedies, subject); break;
            case Verdict.DeviceRemoved: AddRemoved(remedies, subject); break;
        }
    }

    private static void AddService(List<CoverageNote> remedies, Service service, ContractFacts contract)
    {
        if (CoverageDecision.OptionFor(service) is { } option && contract.Offered.Contains(option)) Once(remedies, new("add-option", pl5, option, contract.Number));
        else Once(remedies, new("change-plan", pl3, service, contract.PlanName));
    }

    private static void AddCategory(List<CoverageNote> remedies, in Subject subject, ContractFacts contract)
    {
        if (subject.Model is not { } model) return;
        Once(remedies, model.Category == DeviceCategory.RoomAccessory
            ? new("add-category-of-system", el1, model.Name, contract.Number)
            : new("add-category", el1, model.Category, contract.Number));
    }

    /// <summary>A lapsed contract: what can be had is named, and reactivation goes back to the day it ended.</summary>
    private static void AddLapsed(List<CoverageNote> remedies, ContractFacts contract)
    {
        Once(remedies, new("reactivate-contract", co6, contract.Number, contract.EndsOn));
        Once(remedies, timeAndMaterials);
        Once(remedies, payPerIncident);
    }

    private static void AddWithoutContract(List<CoverageNote> remedies)
    {
        Once(remedies, buyContract);
        Once(remedies, timeAndMaterials);
        Once(remedies, payPerIncident);
    }

    private static void AddEndOfSupport(List<CoverageNote> remedies, in Subject subject)
    {
        Once(remedies, new("replace-with-current-model", el4, subject.Model?.Name ?? ""));
        if (subject.Model is { NeedsEndOfSupportDate: true } model) Once(remedies, new("enter-end-of-support-date", el4, model.Name));
    }

    private static void AddRemoved(List<CoverageNote> remedies, in Subject subject) =>
        Once(remedies, subject.Device is { Moved: true } ? new("ask-new-account", co6) : new("restore-device", co2));

    private static void Once(List<CoverageNote> remedies, CoverageNote remedy)
    {
        foreach (var there in remedies)
        {
            if (string.Equals(there.Code, remedy.Code, StringComparison.Ordinal)) return;
        }
        remedies.Add(remedy);
    }
}
