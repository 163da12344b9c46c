using System.Runtime.InteropServices;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>The days a contract runs, both included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Term
{
    public DateOnly StartsOn { get; }
    public DateOnly EndsOn { get; }

    /// <exception cref="RefusedException"><c>contract.term-invalid</c> when it ends before it starts, runs over ten years, or lies outside <see cref="ProgrammeYears"/>.</exception>
    public Term(DateOnly startsOn, DateOnly endsOn)
    {
        WhyNot(startsOn, endsOn).ThrowIfRefused();
        StartsOn = startsOn;
        EndsOn = endsOn;
    }

    public static Refusal? WhyNot(DateOnly startsOn, DateOnly endsOn) =>
        endsOn < startsOn || !ProgrammeYears.Hold(startsOn) || !ProgrammeYears.Hold(endsOn) || endsOn.Year - startsOn.Year > 10
            ? new("contract.term-invalid", Figure.Of(startsOn), Figure.Of(endsOn))
            : null;

    public static Term OfMonths(DateOnly startsOn, int months) => new(startsOn, Anniversary(startsOn, months).AddDays(-1));

    public Month FirstMonth => Month.From(StartsOn);
    public Month LastMonth => Month.From(EndsOn);

    /// <summary>Months of the term, a begun one counted whole: 15 March 2026 to 14 March 2027 are 12.</summary>
    public int Months
    {
        get
        {
            var months = FirstMonth.CountTo(LastMonth) - 1;
            return Anniversary(StartsOn, months) > EndsOn && months > 0 ? months : months + 1;
        }
    }

    public bool Contains(DateOnly day) => StartsOn <= day && day <= EndsOn;

    /// <summary>A day the month lacks is the first of the next month, so that a year from 29 February ends on 28 February.</summary>
    private static DateOnly Anniversary(DateOnly day, int months)
    {
        var clamped = day.AddMonths(months);
        return clamped.Day == day.Day ? clamped : clamped.AddDays(1);
    }
}
