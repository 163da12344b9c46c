using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>What a contract says about who stands before the customer.</summary>
/// <param name="Brandable">Of its plan: a partner fronts the service under its own brand.</param>
public sealed record FrontedContract(bool Brandable, ContractState State, DateOnly StartsOn, DateOnly EndsOn);

/// <summary>Whether the account's partner may take the part the plan and the channel give it (PL-1, BL-5), and when its brand stands on the portal.</summary>
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

    /// <summary>The account's people see the partner's brand, and only it, while one of its partner-branded contracts is in force (PL-1, PO-2).</summary>
    public static bool IsBranded(IEnumerable<FrontedContract> contracts, DateOnly today) =>
        contracts.Any(contract => contract.Brandable && contract.State == ContractState.Active && contract.StartsOn <= today && today <= contract.EndsOn);
}
