using Backline.Domain.Common;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Common;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("600.005", "EUR", "600.01 EUR")]
    [InlineData("600.004", "EUR", "600.00 EUR")]
    [InlineData("-0.005", "EUR", "-0.01 EUR")]
    [InlineData("97999.5", "JPY", "98000 JPY")]
    [InlineData("1000000.4", "KRW", "1000000 KRW")]
    [InlineData("0.5", "VND", "1 VND")]
    [InlineData("1.0005", "KWD", "1.001 KWD")]
    public void Rounds_half_up_to_the_minor_unit(string amount, string currency, string expected) =>
        Assert.Equal(expected, new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency).Round().ToString());

    [Theory]
    [InlineData("22800", "KRW", null)]
    [InlineData("22800.0000", "KRW", null)]
    [InlineData("22.8", "KRW", "money.whole-only")]
    [InlineData("22800.50", "KRW", "money.whole-only")]
    [InlineData("0.5", "VND", "money.whole-only")]
    [InlineData("-0.5", "JPY", "money.whole-only")]
    [InlineData("14.40", "EUR", null)]
    [InlineData("14.405", "EUR", "money.too-many-decimals")]
    [InlineData("1.005", "KWD", null)]
    [InlineData("1.0005", "KWD", "money.too-many-decimals")]
    [InlineData("1.0005", "CLF", null)]
    public void What_is_agreed_has_no_more_decimals_than_can_be_paid(string amount, string currency, string? refusal) =>
        Assert.Equal(refusal, Money.WhyNotPayable(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency)?.Code);

    [Fact]
    public void Currencies_never_meet_in_one_sum()
    {
        var refused = Assert.Throws<RefusedException>(() => new Money(1, "EUR") + new Money(1, "USD"));
        Assert.Equal("money.currencies-differ", refused.Refusal.Code);
    }

    [Theory]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("")]
    public void A_currency_is_three_capital_letters(string currency) =>
        Assert.Equal("money.currency-invalid", Assert.Throws<RefusedException>(() => new Money(1, currency)).Refusal.Code);

    [Theory]
    [InlineData("EUR", true)]
    [InlineData("XAF", true)]
    [InlineData("CLF", true)]
    [InlineData("ZWG", true)]
    [InlineData("BGN", false)]
    [InlineData("KRX", false)]
    [InlineData("BTC", false)]
    [InlineData("XAU", false)]
    [InlineData("XXX", false)]
    [InlineData("XTS", false)]
    [InlineData("eur", false)]
    [InlineData(null, false)]
    public void Prices_are_agreed_in_active_currencies_only(string? code, bool expected) => Assert.Equal(expected, Money.IsCurrency(code));

    [Fact]
    public void An_amount_of_a_currency_that_is_no_more_can_still_be_read() => Assert.Equal("12.50 BGN", new Money(12.5m, "BGN").ToString());

    [Fact]
    public void Rounding_moves_by_at_most_half_a_minor_unit_and_only_once() =>
        Prop.ForAll<int, byte>((thousandths, pick) =>
        {
            var currency = new[] { "EUR", "JPY", "KWD" }[pick % 3];
            var exact = new Money(thousandths / 1000m, currency);
            var half = 0.5m / (decimal)Math.Pow(10, Money.MinorUnits(currency));
            return Math.Abs(exact.Round().Amount - exact.Amount) <= half && exact.Round().Round() == exact.Round();
        }).QuickCheckThrowOnFailure();
}
