using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>Whether the account's partner may take the part the plan and the channel give it (PL-1, BL-5).</summary>
public static class Fronting
{
    /// <param name="plan">Of the plan: a brandable one is fronted by a certified partner.</param>
    /// <param name="channel">Through whom quotes and orders go.</param>
    /// <param name="certified">Of the account's partner; null when it has none.</param>
    public static Refusal? WhyNot(PlanSettings plan, Channel channel, bool? certified) =>
        plan.Brandable && channel != Channel.Partner ? new("contract.plan-needs-partner")
        : channel == Channel.Partner && certified is null ? new("contract.partner-missing")
        : plan.Brandable && certified is false ? new("contract.partner-not-certified")
        : null;
}
