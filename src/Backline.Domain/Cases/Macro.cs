using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Cases;

/// <summary>What is done with a case along with a reply, in one act. Each is left out or said once.</summary>
/// <param name="AssignMe">Whoever carries it out takes the case.</param>
/// <param name="Wait">With the reply, for what.</param>
/// <param name="FollowUpDays">Business days at the site, 1 to 60; with a wait alone.</param>
/// <param name="Tell">The reply is the plan, or a workaround: <see cref="ClockMark.Planned"/> or <see cref="ClockMark.WorkedAround"/>.</param>
public sealed record Macro(bool AssignMe = false, Severity? Severity = null, PauseReason? Wait = null, int? FollowUpDays = null, ClockMark? Tell = null, CaseOutcome? Resolve = null)
{
    public const int MostDays = 60;

    public bool IsEmpty => this == new Macro();

    /// <summary>A reply is one thing: it resolves, tells, or asks and waits.</summary>
    public Refusal? WhyNot() =>
        new object?[] { Wait, Tell, Resolve }.Count(one => one is not null) > 1 ? new("macro.one-of")
        : (Wait is null) != (FollowUpDays is null) ? new("macro.follow-up-with-wait")
        : FollowUpDays is < 1 or > MostDays ? new("macro.follow-up-days", MostDays)
        : Tell is not (null or ClockMark.Planned or ClockMark.WorkedAround) ? new("macro.tells-what")
        : Resolve == CaseOutcome.Duplicate ? new("macro.duplicate-is-merged") : null;
}
