using Backline.Domain.Catalog;

namespace Backline.Domain.Coverage;

public enum CoverageOutcome { Covered, CoveredWithCharge, NeedsQuote, NotCovered, Ambiguous }

/// <summary>A reason or a remedy: a stable code that texts key on, the rules it rests on, and its arguments.</summary>
public sealed record CoverageNote(string Code, IReadOnlyList<string> Rules, params object[] Args)
{
    /// <summary>Under a partner's brand the partner is asked, not the vendor.</summary>
    public const string AskPartner = "ask-partner";
}

/// <summary>One contract that was considered.</summary>
/// <param name="Why">"won", "outranked", or what it failed at.</param>
public sealed record CoverageTrace(Guid ContractId, string Number, string Plan, bool Won, string Why, IReadOnlyList<string> Rules);

/// <summary>Yes or no, and why (CO-6). A no always names what would make it a yes, and never keeps anybody from opening a case.</summary>
/// <param name="Contract">The contract that covers, or came closest.</param>
/// <param name="Category">Of the device or model; null when the whole account was asked about.</param>
public sealed record CoverageAnswer(
    bool Covered,
    CoverageOutcome Outcome,
    Guid? AccountId,
    Guid? DeviceId,
    ContractFacts? Contract,
    DeviceCategory? Category,
    IReadOnlyList<CoverageNote> Reasons,
    IReadOnlyList<CoverageNote> Remedies,
    IReadOnlyList<CoverageTrace> Trace);
