using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

public sealed record ContractParties(Guid AccountId, Guid? PartnerId, Guid? PredecessorId = null);

/// <summary>What is agreed beside the categories.</summary>
/// <param name="OnSite">Whether visits are charged is a term of the contract; null takes the plan's.</param>
public sealed record ContractTerms(Channel Channel, string Currency, DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<PlanOption> Options, OnSiteCharge? OnSite = null)
{
    public Refusal? WhyNot(PlanSettings plan)
    {
        foreach (var option in Options)
        {
            if (!plan.Options.Contains(option)) return new("contract.option-not-offered", option.Word());
        }
        return !Money.IsCurrency(Currency) ? new("money.currency-invalid", Currency ?? "") : Term.WhyNot(StartsOn, EndsOn);
    }
}
