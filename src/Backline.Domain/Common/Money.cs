using System.Globalization;

namespace Backline.Domain.Common;

/// <summary>An amount in one ISO 4217 currency. Amounts of different currencies never meet in one sum.</summary>
public readonly record struct Money : IComparable<Money>
{
    public decimal Amount { get; }
    public string Currency { get; }

    /// <summary>Of any code that was ever agreed in: what is stored stays readable when a currency is withdrawn.</summary>
    /// <exception cref="RefusedException"><c>money.currency-invalid</c> unless the code is three capital letters.</exception>
    public Money(decimal amount, string currency)
    {
        if (!IsCode(currency)) throw new RefusedException(new("money.currency-invalid", currency ?? ""));
        Amount = amount;
        Currency = currency;
    }

    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Three capital letters, whatever they stand for.</summary>
    public static bool IsCode(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>Whether prices can be agreed in it; see <see cref="Currencies"/>.</summary>
    public static bool IsCurrency(string? code) => code is not null && Currencies.Contains(code);

    /// <summary>Decimal places of the currency's minor unit (ISO 4217): most have 2.</summary>
    public static int MinorUnits(string currency) => Currencies.MinorUnits(currency);

    /// <summary>Why an amount can't be agreed in a currency: it has more decimals than can be paid, and would be shown as another one than is stored.</summary>
    public static Refusal? WhyNotPayable(decimal amount, string currency) => MinorUnits(currency) is var places && decimal.Round(amount, places) == amount ? null
        : places == 0 ? new("money.whole-only", amount, currency) : new("money.too-many-decimals", amount, currency, places);

    /// <summary>Half up, away from zero, to the minor unit of the currency.</summary>
    public Money Round() => new(decimal.Round(Amount, MinorUnits(Currency), MidpointRounding.AwayFromZero), Currency);

    public static Money operator +(Money left, Money right) => new(left.Amount + Same(left, right).Amount, left.Currency);
    public static Money operator -(Money left, Money right) => new(left.Amount - Same(left, right).Amount, left.Currency);
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public Money Add(Money other) => this + other;
    public Money Subtract(Money other) => this - other;
    public int CompareTo(Money other) => Amount.CompareTo(Same(this, other).Amount);

    /// <summary>"600.00 EUR", "98000 JPY": never fewer places than the minor unit has.</summary>
    public override string ToString() => Figures + " " + Currency;

    /// <summary>The amount alone: "600.00", "98000".</summary>
    public string Figures => Figure(Amount, Currency ?? "");

    /// <summary>An amount with no fewer places than the minor unit of its currency has.</summary>
    public static string Figure(decimal amount, string currency)
    {
        var places = MinorUnits(currency);
        var format = places == 0 ? "0.####" : "0." + new string('0', places) + "####"[..(4 - Math.Min(places, 4))];
        return amount.ToString(format, CultureInfo.InvariantCulture);
    }

    private static Money Same(Money left, Money right) => string.Equals(left.Currency, right.Currency, StringComparison.Ordinal)
        ? right
        : throw new RefusedException(new("money.currencies-differ", left.Currency ?? "", right.Currency ?? ""));
}
