using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

/// <summary>What one category of a contract comes to at its start, with the arithmetic (BL-1, BL-2).</summary>
/// <param name="Order">Contracted units for the whole term.</param>
/// <param name="Baseline">Null, as the trigger, for a contract by serial number: it has neither (PL-1).</param>
/// <param name="Advance">The part of it paid for additions that are only expected.</param>
public sealed record OrderFigures(
    DeviceCategory Category, int Counted, int AdvanceUnits, int Contracted, int? Baseline, int? TriggerAt, Money Order, Money Advance, Derivation Derivation)
{
    public static OrderFigures Of(Contract contract, ContractCategory category)
    {
        if (contract.Settings.Covers == Covers.Devices) return OfNamed(contract, category);
        var rules = new BaselineRules(contract.Settings.Baseline);
        var contracted = category.Contracted(contract.Settings.Baseline.QuantityBasis);
        // what is paid for is counted and advance, whichever of the two readings the later comparison uses
        var ordered = category.Counted + category.AdvanceUnits;
        var order = Charge.For(ordered == 0 ? [] : [new(contract.Term.FirstMonth, ordered)], category.UnitPrice, contract.Currency, contract.Term);
        var advance = Charge.Advance(category, contract);
        var derivation = new Derivation([category.AdvanceStep])
            .With("baseline.contracted", contracted == category.Counted ? Figure.Of(category.Counted) : $"{Figure.Of(category.Counted)} + {Figure.Of(category.AdvanceUnits)}", Figure.Of(contracted), "BL-1")
            .Then(rules.Derive(contracted))
            .Then(new([.. order.Derivation.Steps.Select(step => step with { Key = "order.amount" })]))
            .Then(new([.. advance.Derivation.Steps.Select(step => step with { Key = "order.advance" })]));
        return new(category.Category, category.Counted, category.AdvanceUnits, contracted, rules.Baseline(contracted), rules.TriggerAt(contracted), order.Total, advance.Total, derivation);
    }

    /// <summary>Single devices: those that are named, for the whole term. Nothing is counted later, so nothing is paid in advance.</summary>
    private static OrderFigures OfNamed(Contract contract, ContractCategory category)
    {
        var order = Charge.For(category.Counted == 0 ? [] : [new(contract.Term.FirstMonth, category.Counted)], category.UnitPrice, contract.Currency, contract.Term);
        var derivation = Derivation.Empty.With("order.named", Figure.Of(category.Counted), Figure.Of(category.Counted), "PL-1")
            .Then(new([.. order.Derivation.Steps.Select(step => step with { Key = "order.amount" })]));
        return new(category.Category, category.Counted, 0, category.Counted, null, null, order.Total, new(0, contract.Currency), derivation);
    }

    public static IReadOnlyList<OrderFigures> Of(Contract contract) => [.. contract.Categories.OrderBy(c => c.Category).Select(c => Of(contract, c))];
}
