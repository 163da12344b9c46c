using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>One category a contract covers: what was counted, what is expected, what is paid in advance, at what price.</summary>
public sealed class ContractCategory
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid ContractId { get; private init; }
    public DeviceCategory Category { get; private init; }
    public int Counted { get; private set; }
    public int ExpectedAdditions { get; private set; }

    /// <summary>Percent of the expected additions charged at the start (BL-1).</summary>
    public decimal AdvancePercent { get; private set; }

    /// <summary>Per device and year, fixed for the term (EL-5).</summary>
    public decimal UnitPrice { get; private set; }

    private ContractCategory() { }

    internal ContractCategory(Contract contract, CategoryTerms terms)
    {
        AccountId = contract.AccountId;
        PartnerId = contract.PartnerId;
        ContractId = contract.Id;
        Category = terms.Category;
        Change(terms);
    }

    internal void Change(CategoryTerms terms)
    {
        terms.WhyNot().ThrowIfRefused();
        Counted = terms.Counted;
        ExpectedAdditions = terms.ExpectedAdditions;
        AdvancePercent = terms.AdvancePercent;
        UnitPrice = terms.UnitPrice;
    }

    /// <summary>Whole units paid in advance: expected additions × percentage, rounded up (BL-1).</summary>
    public int AdvanceUnits => new Percentage(AdvancePercent).Of(ExpectedAdditions);

    /// <summary>How they come about, unrounded: "33 × 25 % = 8.25".</summary>
    public DerivationStep AdvanceStep => new("baseline.advance", $"{Figure.Of(ExpectedAdditions)} × {Figure.Of(AdvancePercent)} % = {Figure.Of(ExpectedAdditions * AdvancePercent / 100)}", Figure.Of(AdvanceUnits), ["BL-1"]);

    /// <summary>What everything later is measured against.</summary>
    public int Contracted(QuantityBasis basis) => basis == QuantityBasis.Counted ? Counted : Counted + AdvanceUnits;
}

/// <summary>What a contract agrees for one category.</summary>
/// <param name="AdvancePercent">0 to 100, at most three decimals.</param>
/// <param name="UnitPrice">Per device and year, at most four decimals; a new one has no more than its currency (<see cref="Money.WhyNotPayable"/>).</param>
public sealed record CategoryTerms(DeviceCategory Category, int Counted, int ExpectedAdditions, decimal AdvancePercent, decimal UnitPrice)
{
    public const int MostDevices = 100_000_000;
    private const decimal HighestPrice = 1_000_000_000;

    public Refusal? WhyNot() => WhyNots().Select(fault => fault.Refusal).FirstOrDefault();

    /// <summary>All that is wrong, each with the term it is wrong with: category, counted, expectedAdditions, advancePercent, unitPrice.</summary>
    public IEnumerable<(string Term, Refusal Refusal)> WhyNots()
    {
        if (!Category.IsCoverable()) yield return ("category", new("contract.category-needs-quote", Category.Word()));
        if (Counted is < 0 or > MostDevices) yield return ("counted", new("contract.counted-invalid", Counted, MostDevices));
        if (ExpectedAdditions is < 0 or > MostDevices) yield return ("expectedAdditions", new("contract.expected-invalid", ExpectedAdditions, MostDevices));
        if (AdvancePercent is < 0 or > 100 || decimal.Round(AdvancePercent, 3) != AdvancePercent) yield return ("advancePercent", new("contract.advance-invalid", AdvancePercent));
        if (UnitPrice is < 0 or > HighestPrice || decimal.Round(UnitPrice, 4) != UnitPrice) yield return ("unitPrice", new("contract.price-invalid", UnitPrice, HighestPrice));
    }
}
