using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>Why the answer is what it is. The first reason is the one that decided.</summary>
internal static class Reasons
{
    private static readonly string[] co1 = ["CO-1", "EL-2"], co2 = ["CO-2"], co4 = ["CO-4"], co5 = ["CO-5"], co6 = ["CO-6"];
    private static readonly string[] pl1 = ["PL-1"], pl5 = ["PL-5"], pl4 = ["PL-4", "CA-1"], pl6 = ["PL-6"], el3 = ["EL-3"], el4 = ["EL-4"], on = ["ON-1"], co3 = ["CO-3", "PO-2"];

    /// <summary>Codes that the remedies key on as well.</summary>
    public const string Named = "coverage.named-not-in-inventory", Elsewhere = "coverage.device-elsewhere", Contradicting = "coverage.serial-and-mac-differ";

    public static List<CoverageNote> ForYes(CoverageQuestion question, in Subject subject, in Candidate best, bool serialNeeded)
    {
        var contract = best.Contract;
        var reasons = new List<CoverageNote>(6);
        if (serialNeeded) reasons.Add(new("coverage.serial-needed-for-replacement", co4));
        reasons.Add(ByBasis(question, subject, best));
        reasons.Add(new("coverage.contract-in-force", co6, contract.Number, contract.PlanName, contract.StartsOn, contract.EndsOn));
        if (subject.Model is { } model && contract.AboveBaseline.Contains(model.Category)) reasons.Add(new("coverage.above-baseline", co5, model.Category));
        if (subject.Device is null && best.Basis == Basis.Category && (question.Serial ?? question.Mac) is { } unit) reasons.Add(new("coverage.not-in-inventory", co2, unit));
        if (subject.Device?.MissingSince is { } since) reasons.Add(new("coverage.device-missing", co6, since));
        if (question.Service == Service.OnSite) reasons.Add(new(best.Charged ? "coverage.on-site-charged" : "coverage.on-site-included", on));
        if (question.Service == Service.ProfessionalServices) reasons.Add(new("coverage.discount", pl6, contract.DiscountPercent, contract.Brandable ? Side.Partner : Side.Customer));
        if (contract.Brandable) reasons.Add(new("coverage.partner-branded", co3));
        if (contract.Priority) reasons.Add(new("coverage.priority", pl4));
        return reasons;
    }

    public static IReadOnlyList<CoverageNote> ForNo(CoverageQuestion question, CoverageFacts facts, in Subject subject, in Candidate best)
    {
        var contract = best.Contract;
        var rules = best.Verdict.Rules();
        var code = best.Verdict.Reason();
        return
        [
            best.Verdict switch
            {
                Verdict.EndOfSupport => EndOfSupport(subject),
                Verdict.DeviceRemoved => Removed(subject, facts),
                Verdict.ServiceNotInPlan => new(code, rules, question.Service, contract.PlanName),
                Verdict.NeedsQuote or Verdict.CategoryNotSelected when subject.Model is { } model => new(code, rules, model.Category, contract.Number, model.Name),
                Verdict.ModelUnknown when subject.IsUnknownUnit(question) => Unknown(question, facts),
                Verdict.ModelUnknown => new(code, rules, subject.Device?.ModelName ?? question.Model ?? ""),
                Verdict.SerialNotNamed => new(code, rules, subject.Device?.Serial ?? question.Serial ?? "", contract.Number),
                Verdict.NotYetStarted => new(code, rules, contract.Number, contract.StartsOn),
                Verdict.Lapsed when contract.RunsOn(facts.AskedOn ?? facts.Day) => new("coverage.ends-before", rules, contract.Number, contract.EndsOn),
                Verdict.Lapsed => new(code, rules, contract.Number, contract.EndsOn),
                Verdict.EndedEarly => new(code, rules, contract.Number, contract.EndedOn ?? contract.EndsOn),
                _ => new(code, rules, contract.Number),
            },
        ];
    }

    /// <summary>A unit was named that no inventory has: whether it is covered depends on what it is.</summary>
    public static CoverageNote Unknown(CoverageQuestion question, CoverageFacts facts) => facts.Contracts.FirstOrDefault(contract => contract.NamesSerial) is { } naming
        ? new(Named, pl1, question.Serial ?? question.Mac ?? "", naming.Number)
        : new("coverage.device-unknown", co6, question.Serial ?? question.Mac ?? "");

    public static CoverageNote EndOfSupport(in Subject subject) => subject.Model is { EndOfSupportOn: { } day } model
        ? new("coverage.end-of-support", el4, model.Name, day)
        : new("coverage.end-of-support-undated", el4, subject.Model?.Name ?? "");

    public static CoverageNote Removed(in Subject subject, CoverageFacts facts) => new(
        subject.Device is { Moved: true } ? "coverage.device-left" : "coverage.device-removed", co6, subject.Device?.RemovedOn ?? facts.Day);

    private static CoverageNote ByBasis(CoverageQuestion question, in Subject subject, in Candidate best) => best.Basis switch
    {
        Basis.Quote => new("coverage.by-ordered-quote", el3, best.Contract.Number),
        Basis.Serial => new("coverage.by-serial", pl1, best.Contract.Number),
        Basis.Category => new("coverage.by-category", co1, subject.Model!.Category),
        Basis.Account when best.Contract.Covers == Covers.Devices => new("coverage.by-option", pl5, CoverageDecision.OptionFor(question.Service)!, best.Contract.Number),
        Basis.System => new("coverage.with-its-system", co1, subject.Model!.Name),
        _ => new("coverage.by-account", co1, best.Contract.Selected.ToList()),
    };
}
