using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

/// <summary>One line of a quote: units detected in one month, from there to the end of the term.</summary>
/// <param name="UnitPrice">Per device and year (EL-5).</param>
public sealed record ChargeLine(Month From, Month Until, int Months, int Units, decimal UnitPrice, decimal Amount, string Formula);

/// <summary>What units cost, line by line, with the arithmetic.</summary>
public sealed record Charge(IReadOnlyList<ChargeLine> Lines, Money Total, Derivation Derivation)
{
    public int Units => Lines.Sum(l => l.Units);

    /// <summary>units × yearly price × months / 12, half up per line to the currency's minor unit; the total is the sum of the lines.</summary>
    public static Charge For(IEnumerable<Lot> lots, decimal unitPrice, string currency, Term term)
    {
        var lines = lots.OrderBy(l => l.Month).Select(l => Line(l, unitPrice, currency, term)).ToList();
        var total = new Money(lines.Sum(l => l.Amount), currency);
        var derivation = new Derivation(
            [.. lines.Select(l => new DerivationStep("charge.line", l.Formula, new Money(l.Amount, currency).ToString(), ["BL-6", "EL-5"]))]);
        return new(lines, total, lines.Count > 1
            ? derivation.With("charge.total", string.Join(" + ", lines.Select(l => Figure.Of(l.Amount))), total.ToString(), "BL-5")
            : derivation);
    }

    /// <summary>The additions paid in advance at the start, for the whole term (BL-1).</summary>
    public static Charge Advance(ContractCategory category, Contract contract) =>
        For(category.AdvanceUnits == 0 ? [] : [new(contract.Term.FirstMonth, category.AdvanceUnits)], category.UnitPrice, contract.Currency, contract.Term);

    private static ChargeLine Line(Lot lot, decimal unitPrice, string currency, Term term)
    {
        var window = ChargeWindow.For(lot.Month, term);
        var amount = new Money(lot.Units * unitPrice * window.Months / 12, currency).Round().Amount;
        var price = Price(unitPrice, currency);
        return new(window.From, window.Until, window.Months, lot.Units, unitPrice, amount, $"{Figure.Of(lot.Units)} × {price} × {Figure.Of(window.Months)}/12");
    }

    private static string Price(decimal unitPrice, string currency) => new Money(unitPrice, currency).ToString()[..^4];
}

/// <summary>Units detected in one month.</summary>
public sealed record Lot(Month Month, int Units);
