using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

/// <summary>The arithmetic of a plan's baseline figures: whole devices, exact, no floating point.</summary>
public sealed class BaselineRules(BaselineSettings settings)
{
    private readonly Percentage uplift = new(settings.UpliftPercent);
    private readonly Percentage trigger = new(settings.TriggerPercent);
    private readonly Percentage close = new(settings.ClosePercent);

    public BaselineSettings Settings => settings;

    /// <summary>Contracted + 5 %, rounded up to a whole device (BL-2).</summary>
    public int Baseline(int contracted) => uplift.AddedTo(contracted, settings.Rounding);

    /// <summary>
    /// The smallest count that is a growth of 5 % or more (BL-3): count ≥ 1.05 × contracted. Where nothing is contracted yet the first device is growth.
    /// </summary>
    public int TriggerAt(int contracted) => Math.Max(trigger.AddedTo(Measure(contracted)), contracted + 1);

    /// <summary>
    /// From here on a category is near its trigger: by default at 80 % of the growth that triggers, at the latest one device before it.
    /// A category that has not grown is never near.
    /// </summary>
    public int CloseAt(int contracted)
    {
        var triggerAt = TriggerAt(contracted);
        return Math.Max(contracted + 1, Math.Min(contracted + close.Of(triggerAt - contracted), triggerAt - 1));
    }

    /// <summary>What growth is measured against, by the setting.</summary>
    public int Measure(int contracted) => settings.TriggerBasis == TriggerBasis.Baseline ? Baseline(contracted) : contracted;

    /// <summary>Growth over what it is measured against, in percent and unrounded; null where that is nothing.</summary>
    public decimal? GrowthPercent(int count, int contracted) => GrowthOver(Measure(contracted), count);

    /// <summary>The same where it is known what is measured against.</summary>
    public static decimal? GrowthOver(long measure, long count) => measure > 0 ? (count - measure) * 100m / measure : null;

    /// <summary>The steps from the contracted quantity to baseline and trigger.</summary>
    public Derivation Derive(int contracted) => Derivation.Empty
        .With("baseline.baseline", $"{Figure.Of(contracted)} × {Figure.Of(uplift.Factor)} = {Figure.Of(contracted * uplift.Factor)}", Figure.Of(Baseline(contracted)), "BL-2")
        .With("baseline.trigger", $"{Figure.Of(Measure(contracted))} × {Figure.Of(trigger.Factor)} = {Figure.Of(Measure(contracted) * trigger.Factor)}", Figure.Of(TriggerAt(contracted)), "BL-3");
}
