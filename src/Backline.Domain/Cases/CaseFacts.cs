using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Domain.Cases;

/// <summary>Whose desk a case lies on (PO-2): the vendor's, or that of the partner who fronts the service.</summary>
public enum CaseTier { Vendor, Partner }

/// <summary>Waiting: for somebody or something that is not the desk. Resolved can be opened again, Closed can't.</summary>
public enum CaseState { Open, Waiting, Resolved, Closed }

/// <summary>How service was restored; a workaround counts (CA-3).</summary>
public enum CaseOutcome { Fixed, WorkedAround, Answered, NotReproducible, Withdrawn, Duplicate }

/// <summary>What a case is about, as it is opened. Only the account is needed; a serial number never is (CO-1, CO-3).</summary>
/// <param name="Tier">The desk that takes it.</param>
/// <param name="IsPriority">It goes before those without (CA-1, PL-4).</param>
/// <param name="IsPrivate">Of the customer's people only the one who opened it and the watchers see it.</param>
public sealed record CaseRequest(Guid AccountId, Guid? PartnerId, CaseTier Tier, string Subject, Severity Severity, bool IsPriority, bool IsPrivate = false)
{
    public Guid? SiteId { get; init; }
    public Guid? ContactId { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? ModelId { get; init; }

    /// <summary>The partner who stands before the customer for this case; null: nobody stands between (PO-2).</summary>
    public Guid? FrontId { get; init; }

    /// <summary>The case at the partner's desk that this one carries on with the vendor.</summary>
    public Guid? HandedFromId { get; init; }
}

/// <summary>What a case waits for, and when somebody looks again even if nothing comes.</summary>
public sealed record CaseWait(PauseReason Reason, DateTimeOffset Since, DateTimeOffset FollowUpAt);

/// <summary>What a case is about: where, who is asked there, and which device.</summary>
public sealed record CaseSubject(Guid? SiteId, Guid? ContactId, Guid? DeviceId, Guid? ModelId);

/// <summary>How one case belongs to another. Said from one of them: the other is blocked, followed up, split.</summary>
public enum CaseLinkKind { Related, DuplicateOf, FollowUpOf, Blocks, SplitFrom }
