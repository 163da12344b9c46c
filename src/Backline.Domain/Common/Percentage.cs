namespace Backline.Domain.Common;

/// <summary>How a fraction of a device becomes whole devices.</summary>
public enum Rounding { Up, HalfUp, Down }

/// <summary>
/// A percentage kept as whole thousandths of a percent, so that 5 % of anything is exact.
/// Range 0 to 1,000,000 %; at most three decimals.
/// </summary>
public readonly record struct Percentage
{
    private const long Whole = 100_000;
    private readonly long thousandths;

    /// <exception cref="RefusedException"><c>percentage.invalid</c> when negative, too large or finer than 0.001 %.</exception>
    public Percentage(decimal percent)
    {
        var scaled = percent is < 0 or > 1_000_000 ? -1 : percent * 1000;
        if (scaled < 0 || scaled != decimal.Truncate(scaled)) throw new RefusedException(new("percentage.invalid", percent));
        thousandths = (long)scaled;
    }

    public decimal Percent => thousandths / 1000m;

    /// <summary>The share of <paramref name="units"/>, in whole units.</summary>
    public int Of(int units, Rounding rounding = Rounding.Up) => Divide(units * thousandths, rounding);

    /// <summary><paramref name="units"/> + this percentage, in whole units.</summary>
    public int AddedTo(int units, Rounding rounding = Rounding.Up) => Divide(units * (Whole + thousandths), rounding);

    /// <summary>The exact factor of <see cref="AddedTo"/>: 1.05 for 5 %.</summary>
    public decimal Factor => (Whole + thousandths) / (decimal)Whole;

    public override string ToString() => Figure.Of(Percent) + " %";

    private static int Divide(long scaled, Rounding rounding)
    {
        var (whole, rest) = Math.DivRem(scaled, Whole);
        var up = rounding switch
        {
            Rounding.Up => rest > 0,
            Rounding.HalfUp => rest * 2 >= Whole,
            _ => false,
        };
        return checked((int)(up ? whole + 1 : whole));
    }
}
