using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Server.Features.Baselines;

/// <summary>What a check, or a part of it, came to.</summary>
/// <param name="Accounts">Accounts with a contract that was checked now.</param>
/// <param name="Devices">Devices looked at, counted or not.</param>
/// <param name="TrueUps">Opened or grown.</param>
/// <param name="Counting">Time the count took, without evidence and writing.</param>
public sealed record CheckTotals(int Accounts, int Checks, long Devices, int Within, int Close, int TrueUp, int Unknown, int TrueUps, int Quotes, TimeSpan Counting)
{
    public static readonly CheckTotals None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, TimeSpan.Zero);

    internal static CheckTotals Of(
        IReadOnlyList<CheckSubject> subjects, IEnumerable<CheckDecision> decisions, long devices, IReadOnlyDictionary<(Guid, DeviceCategory), Detected> detected, TimeSpan counting)
    {
        var outcomes = decisions.CountBy(d => d.Outcome).ToDictionary();
        return new(
            subjects.Select(s => s.Account.Id).Distinct().Count(), subjects.Count, devices,
            outcomes.GetValueOrDefault(CheckOutcome.Within), outcomes.GetValueOrDefault(CheckOutcome.Close), outcomes.GetValueOrDefault(CheckOutcome.TrueUp),
            outcomes.GetValueOrDefault(CheckOutcome.Unknown), detected.Values.Count(d => d.Grew), detected.Values.Count(d => d.QuoteId is not null), counting);
    }

    public static CheckTotals operator +(CheckTotals left, CheckTotals right) => new(
        left.Accounts + right.Accounts, left.Checks + right.Checks, left.Devices + right.Devices, left.Within + right.Within, left.Close + right.Close,
        left.TrueUp + right.TrueUp, left.Unknown + right.Unknown, left.TrueUps + right.TrueUps, left.Quotes + right.Quotes, left.Counting + right.Counting);

    public CheckTotals Add(CheckTotals other) => this + other;
}
