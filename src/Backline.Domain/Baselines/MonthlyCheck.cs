using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Baselines;

public enum CheckOutcome { Within, Close, TrueUp, Unknown, NotContracted }

/// <summary>What the month's count of one category means.</summary>
/// <param name="Counted">Null: not known, which is never nought (BL-8).</param>
/// <param name="Units">To be charged when the outcome is a true-up: count − contracted.</param>
/// <param name="Left">Devices that may still join before a true-up; 0 when it is due.</param>
public sealed record CheckDecision(
    DeviceCategory Category, CheckOutcome Outcome, int? Counted, int Contracted, int Baseline, int TriggerAt, int Units, int Left, Derivation Derivation);

/// <summary>The monthly comparison of devices with the agreed baseline (BL-3).</summary>
public static class MonthlyCheck
{
    /// <param name="counted">Null when there is no report and no access.</param>
    /// <param name="contracted">Null when the contract does not select the category.</param>
    public static CheckDecision Decide(DeviceCategory category, int? counted, int? contracted, BaselineRules rules)
    {
        if (contracted is not { } agreed)
            return new(category, CheckOutcome.NotContracted, counted, 0, 0, 0, 0, 0, Derivation.Empty.With("check.not-contracted", category.Word(), "not contracted", "EL-1"));

        var baseline = rules.Baseline(agreed);
        var trigger = rules.TriggerAt(agreed);
        if (counted is not { } count)
            return new(category, CheckOutcome.Unknown, null, agreed, baseline, trigger, 0, 0, rules.Derive(agreed).With("check.unknown", "", "unknown", "BL-8"));

        var outcome = count >= trigger ? CheckOutcome.TrueUp : count >= rules.CloseAt(agreed) ? CheckOutcome.Close : CheckOutcome.Within;
        var units = outcome == CheckOutcome.TrueUp ? count - agreed : 0;
        return new(category, outcome, count, agreed, baseline, trigger, units, Math.Max(trigger - count, 0), rules.Derive(agreed).Then(ExplainUnits(count, agreed, rules)));
    }

    /// <summary>From a count to its growth, the comparison with the trigger (BL-3), and the units that are charged (BL-4).</summary>
    public static Derivation ExplainUnits(int count, int contracted, BaselineRules rules)
    {
        var trigger = rules.TriggerAt(contracted);
        var derivation = Derivation.Empty
            .With("check.growth", Growth(count, rules.Measure(contracted)), GrowthPercent(count, rules.Measure(contracted)), "BL-3");
        return count >= trigger
            ? derivation
                .With("check.compare", $"{Figure.Of(count)} ≥ {Figure.Of(trigger)}", "true-up", "BL-3")
                .With("check.units", $"{Figure.Of(count)} − {Figure.Of(contracted)}", Figure.Of(count - contracted), "BL-4")
            : derivation.With("check.compare", $"{Figure.Of(count)} < {Figure.Of(trigger)}", "no true-up", "BL-3");
    }

    private static string Growth(int count, int measure) => $"({Figure.Of(count)} − {Figure.Of(measure)}) / {Figure.Of(measure)}";

    /// <summary>For reading, to two places; the decision is made on whole devices.</summary>
    private static string GrowthPercent(int count, int measure) =>
        BaselineRules.GrowthOver(measure, count) is { } growth ? Figure.Of(decimal.Round(growth, 2, MidpointRounding.AwayFromZero)) + " %" : "–";
}
