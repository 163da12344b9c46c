using Backline.Domain.Common;

namespace Backline.Domain.Baselines;

/// <summary>When a category reaches its trigger if it goes on growing as it did: a straight line through the first and the last known count.</summary>
/// <param name="Months">The months it looked back over.</param>
/// <param name="Growth">Devices that joined in them.</param>
/// <param name="Left">Devices that may still join.</param>
/// <param name="Reached">The first month whose count would trigger.</param>
public sealed record Forecast(int Months, int Growth, int Left, Month Reached)
{
    /// <summary>How far back growth is looked at.</summary>
    public const int Window = 6;

    /// <summary>Further ahead a line through half a year says nothing.</summary>
    public const int Horizon = 36;

    /// <param name="counts">In order of months; null for a month that is not known, which is passed over, never taken for nought (BL-8).</param>
    /// <returns>Null: fewer than two known counts, no growth, already there, or further away than <see cref="Horizon"/>.</returns>
    public static Forecast? Of(IReadOnlyList<(Month Month, int? Counted)> counts, int triggerAt)
    {
        var known = counts.Where(c => c.Counted is not null).Select(c => (c.Month, Counted: c.Counted!.Value)).ToList();
        if (known.Count < 2) return null;
        var last = known[^1];
        var first = known.First(c => c.Month.AddMonths(Window) >= last.Month);
        var (months, growth, left) = (first.Month.CountTo(last.Month) - 1, last.Counted - first.Counted, triggerAt - last.Counted);
        if (months == 0 || growth <= 0 || left <= 0) return null;
        var ahead = (((long)left * months) + growth - 1) / growth;
        return ahead > Horizon ? null : new(months, growth, left, last.Month.AddMonths((int)ahead));
    }
}
