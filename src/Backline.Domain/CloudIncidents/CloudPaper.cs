using Backline.Domain.Common;

namespace Backline.Domain.CloudIncidents;

/// <summary>Agreement: the customer's support agreement or subscription with the cloud partner. Authority: its signed approval for the vendor to act.</summary>
public enum CloudPaperKind { Agreement, Authority }

/// <summary>A paper of the customer's, for one cloud partner.</summary>
/// <param name="Until">The last day it counts; null: until it is taken back.</param>
/// <param name="HasScan">The paper itself was handed in.</param>
public sealed record CloudPaper(CloudPaperKind Kind, Guid CloudPartnerId, string Reference, DateOnly From, DateOnly? Until, bool HasScan)
{
    public bool Runs(DateOnly day) => From <= day && (Until is null || Until >= day);

    /// <summary>The approval is the signed paper, not somebody's word that there is one (EC-3).</summary>
    public bool LacksScan => Kind == CloudPaperKind.Authority && !HasScan;

    public bool Counts(Guid partner, DateOnly day) => CloudPartnerId == partner && Runs(day) && !LacksScan;

    /// <summary>An approval binds the whole account, so not everybody of it adds one or takes one back (EC-3).</summary>
    /// <param name="signs">Whether who asks signs for the account.</param>
    public static Refusal? WhyNotSign(CloudPaperKind kind, bool signs) => kind == CloudPaperKind.Authority && !signs ? new("cloud-paper.not-signing") { Forbids = true } : null;

    /// <summary>Without it none is left that counts of what the partner asks for: its incidents rest on it.</summary>
    /// <param name="others">Those nobody took back.</param>
    public bool IsAlone(CloudPartner partner, IEnumerable<CloudPaper> others, DateOnly day) =>
        Counts(partner.Id, day) && (Kind == CloudPaperKind.Agreement || partner.NeedsAuthority) && !others.Any(other => other.Kind == Kind && other.Counts(partner.Id, day));
}
