using Backline.Domain.Cases;
using Backline.Domain.Contracts;

namespace Backline.Domain.Escalations;

/// <summary>One case that does not move, or an account whose cases together call for more than each of them gets.</summary>
public enum EscalationKind { Case, Account }

/// <summary>Requested: somebody asked, and service management has not said yet.</summary>
public enum EscalationState { Requested, Active, Declined, Ended }

/// <summary>How one ended. DeEscalated: somebody of the desk said why; CaseEnded: its case was closed; RatingChanged: whoever rated the case low rated it higher before anybody took it up.</summary>
public enum EscalationEnding { DeEscalated, CaseEnded, RatingChanged }

/// <summary>Why a case is escalated (CA-2). Age: it reached a level of the matrix; Desk: somebody there thought it needs it.</summary>
public enum EscalationTrigger
{
    Age, MissedUpdate, NoProgress, ReopenedTwice, RepeatedOnDevice, PartDidNotFix, SoftwareBug, Complexity, LowSatisfaction, CloudPartnerSilent, CustomerAsks, PartnerAsks, Desk,
}

public static class EscalationTriggers
{
    extension(EscalationTrigger trigger)
    {
        /// <summary>Whoever turned to the desk asked for it, and gave the reason.</summary>
        public bool IsAskedFor => trigger is EscalationTrigger.CustomerAsks or EscalationTrigger.PartnerAsks;
    }
}

/// <summary>Where an escalated account is heading.</summary>
public enum EscalationTrend { Improving, Steady, Worsening }

/// <summary>Why an escalation begins.</summary>
/// <param name="Level">Of the matrix; 0 when no level was reached.</param>
/// <param name="Starts">Active at once; else somebody has to agree.</param>
public sealed record EscalationRequest(EscalationKind Kind, EscalationTrigger Trigger, string Title, string Reason, int Level, bool Starts);

/// <summary>What is escalated, and on whose desk.</summary>
/// <param name="CaseId">Null: the account.</param>
/// <param name="Severity">Of the case.</param>
public sealed record EscalationPlace(Guid AccountId, Guid? PartnerId, CaseTier Tier, Guid? FrontId, Guid? CaseId, Severity? Severity = null);
