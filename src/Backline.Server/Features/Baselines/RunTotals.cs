namespace Backline.Server.Features.Baselines;

/// <summary>What a run of the monthly check came to.</summary>
/// <param name="Devices">Devices looked at, counted or not.</param>
/// <param name="TrueUps">Opened or grown.</param>
public sealed record RunTotals(int Accounts, int Checks, long Devices, int Within, int Close, int TrueUp, int Unknown, int TrueUps, int Quotes)
{
    public static readonly RunTotals None = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static RunTotals Of(CheckTotals totals) => new(
        totals.Accounts, totals.Checks, totals.Devices, totals.Within, totals.Close, totals.TrueUp, totals.Unknown, totals.TrueUps, totals.Quotes);

    public static RunTotals operator +(RunTotals left, RunTotals right) => new(
        left.Accounts + right.Accounts, left.Checks + right.Checks, left.Devices + right.Devices, left.Within + right.Within, left.Close + right.Close,
        left.TrueUp + right.TrueUp, left.Unknown + right.Unknown, left.TrueUps + right.TrueUps, left.Quotes + right.Quotes);

    public RunTotals Add(RunTotals other) => this + other;
}
