using System.Runtime.InteropServices;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

/// <summary>The months a unit is charged for (BL-6).</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChargeWindow(Month From, Month Until, int Months)
{
    /// <summary>
    /// Whole months from that of detection to that in which the term ends, both included; never from before the term's first month,
    /// never more months than the term has. 0 when the term is over.
    /// </summary>
    public static ChargeWindow For(Month detected, Term term)
    {
        var from = Month.Max(detected, term.FirstMonth);
        return new(from, term.LastMonth, Math.Clamp(from.CountTo(term.LastMonth), 0, term.Months));
    }
}
