using Backline.Domain.Catalog;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>
/// Decides whether something is covered, and says why. Pure and deterministic: the same facts in any order give the same answer.
/// </summary>
public static class CoverageDecision
{
    public static CoverageAnswer Decide(CoverageQuestion question, CoverageFacts facts)
    {
        var subject = Subject.Find(question, facts);
        if (subject.Several is { } several) return Unresolved(CoverageOutcome.Ambiguous, subject, several, Remedies.ToTell(question, several));
        if (subject.AccountId is null) return Unresolved(NoAccountOutcome(question, subject), subject, NoAccount(question, facts, subject), Remedies.WithoutAccount(question, facts, subject));

        var candidates = Judge(question, facts, subject);
        if (candidates.Length == 0) return Unresolved(NoContractOutcome(subject), subject, NoContract(subject, facts), Remedies.WithoutContract(facts, subject));
        var best = candidates[0];
        return best.Verdict == Verdict.Won
            ? Yes(question, facts, subject, candidates)
            : new(Covered: false, OutcomeOf(best.Verdict), subject.AccountId, subject.Device?.Id, best.Contract, subject.Model?.Category,
                Reasons.ForNo(question, facts, subject, best), Remedies.ForNo(question, facts, subject, candidates), Trace(candidates));
    }

    /// <summary>The option that brings a service when the plan does not.</summary>
    internal static PlanOption? OptionFor(Service service) => service switch
    {
        Service.OnSite => PlanOption.OnSite,
        Service.SuccessManagement => PlanOption.CsmTime,
        _ => null,
    };

    private static Candidate[] Judge(CoverageQuestion question, CoverageFacts facts, in Subject subject)
    {
        var contracts = facts.Contracts;
        var count = 0;
        for (var i = 0; i < contracts.Count; i++)
        {
            if (contracts[i].AccountId == subject.AccountId) count++;
        }
        if (count == 0) return [];
        var candidates = new Candidate[count];
        for (var i = contracts.Count - 1; i >= 0; i--)
        {
            if (contracts[i].AccountId == subject.AccountId) candidates[--count] = Candidate.Judge(contracts[i], subject, question, facts.Day);
        }
        if (candidates.Length > 1) Array.Sort(candidates, Candidate.Order);
        return candidates;
    }

    private static CoverageAnswer Yes(CoverageQuestion question, CoverageFacts facts, in Subject subject, Candidate[] candidates)
    {
        var best = candidates[0];
        // CO-4: the unit decides whether it is replaced, so without its number there is no yes yet
        var serialNeeded = question.Service == Service.Replacement && !subject.HasSerial;
        var outcome = serialNeeded ? CoverageOutcome.Ambiguous : best.Charged ? CoverageOutcome.CoveredWithCharge : CoverageOutcome.Covered;
        return new(!serialNeeded, outcome, subject.AccountId, subject.Device?.Id, best.Contract, subject.Model?.Category,
            Reasons.ForYes(question, subject, best, serialNeeded), Remedies.ForYes(question, facts, best, serialNeeded), Trace(candidates));
    }

    private static CoverageOutcome OutcomeOf(Verdict verdict) => verdict switch
    {
        Verdict.NeedsQuote => CoverageOutcome.NeedsQuote,
        Verdict.ModelUnknown or Verdict.SerialNeeded => CoverageOutcome.Ambiguous,
        _ => CoverageOutcome.NotCovered,
    };

    // a model that is supported is covered in one account and not in another, and a name may be misspelled: what is missing is the account or the name, not the cover
    private static CoverageOutcome NoAccountOutcome(CoverageQuestion question, in Subject subject) =>
        NoContractOutcome(subject) is CoverageOutcome.NotCovered && !subject.EndOfSupport && question is { Model: not null, Serial: null, Mac: null }
            ? CoverageOutcome.Ambiguous
            : NoContractOutcome(subject);

    private static CoverageOutcome NoContractOutcome(in Subject subject) =>
        subject.Model is { } model && !subject.EndOfSupport && !subject.Removed && model.Category.IsQuoteOnly()
            ? CoverageOutcome.NeedsQuote
            : CoverageOutcome.NotCovered;

    private static CoverageNote NoAccount(CoverageQuestion question, CoverageFacts facts, in Subject subject) =>
        subject.EndOfSupport ? Reasons.EndOfSupport(subject)
        : question.Serial is not null || question.Mac is not null ? Reasons.Unknown(question, facts)
        : question.Model is { } name && subject.Model is null ? new(Verdict.ModelUnknown.Reason(), Verdict.ModelUnknown.Rules(), name)
        : new("coverage.account-needed", ["CO-1"]);

    private static CoverageNote NoContract(in Subject subject, CoverageFacts facts) =>
        subject.EndOfSupport ? Reasons.EndOfSupport(subject)
        : subject.Removed ? Reasons.Removed(subject, facts)
        : new("coverage.no-contract", ["CO-6"]);

    private static CoverageAnswer Unresolved(CoverageOutcome outcome, in Subject subject, CoverageNote reason, IReadOnlyList<CoverageNote> remedies) =>
        new(Covered: false, outcome, subject.AccountId, subject.Device?.Id, null, subject.Model?.Category, [reason], remedies, []);

    private static CoverageTrace[] Trace(Candidate[] candidates)
    {
        var trace = new CoverageTrace[candidates.Length];
        for (var i = 0; i < candidates.Length; i++)
        {
            // of a contract that is not in force, that is told first
            var (contract, verdict) = (candidates[i].Contract, candidates[i].OnTheDay == Verdict.Won ? candidates[i].Verdict : candidates[i].OnTheDay);
            var outranked = verdict == Verdict.Won && i > 0;
            trace[i] = new(contract.Id, contract.Number, contract.PlanName, verdict == Verdict.Won && i == 0, outranked ? "outranked" : verdict.Why(), verdict.Rules());
        }
        return trace;
    }
}
