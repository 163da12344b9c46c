using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Server.Features.Contracts;

/// <summary>What was agreed at one moment, in the words of the interface: the audit keeps it from before and after a change.</summary>
internal sealed record ContractSnapshot(string PlanCode, string Channel, string Currency, DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<string> Options, string OnSite, IReadOnlyList<CategorySnapshot> Categories)
{
    public static ContractSnapshot Of(Contract contract) => new(contract.PlanCode, contract.Channel.Word(), contract.Currency, contract.StartsOn, contract.EndsOn,
        [.. contract.Options.Select(option => option.Word())], contract.Settings.OnSite.Word(),
        [.. contract.Categories.OrderBy(c => c.Category).Select(c => new CategorySnapshot(c.Category.Word(), c.Counted, c.ExpectedAdditions, c.AdvancePercent / 1.000000m, new(c.UnitPrice, contract.Currency)))]);
}

/// <param name="AdvancePercent">Without the noughts that a column keeps: the same figure is no change.</param>
/// <param name="UnitPrice">Per device and year.</param>
internal sealed record CategorySnapshot(string Category, int Counted, int ExpectedAdditions, decimal AdvancePercent, Money UnitPrice);
