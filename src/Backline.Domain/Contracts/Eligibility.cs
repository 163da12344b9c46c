using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>Whether an account-wide contract may be activated with the categories it selects.</summary>
public sealed record Eligibility(IReadOnlyList<Refusal> Refusals, Derivation Derivation)
{
    public bool IsMet => Refusals.Count == 0;
    public Refusal? First => IsMet ? null : Refusals[0];

    public static Eligibility Check(Contract contract, IReadOnlyDictionary<DeviceCategory, int>? installed = null) =>
        Check([.. contract.Categories.Select(c => (c.Category, c.Counted))], contract.Settings, installed);

    /// <param name="selected">Each selected category with the devices counted for it.</param>
    /// <param name="settings">Of the plan: the thresholds.</param>
    /// <param name="installed">The eligible devices in the inventory, when it is known: none may be left out (EL-2).</param>
    public static Eligibility Check(
        IReadOnlyList<(DeviceCategory Category, int Counted)> selected, PlanSettings settings, IReadOnlyDictionary<DeviceCategory, int>? installed = null)
    {
        var refusals = new List<Refusal>();
        var derivation = Derivation.Empty;
        var anyMeets = false;
        var picked = new List<string>();
        foreach (var (category, counted) in selected.OrderBy(s => s.Category))
        {
            var threshold = settings.Eligibility.FirstOrDefault(t => t.Category == category)?.Devices ?? 0;
            var meets = counted >= threshold;
            anyMeets |= meets;
            derivation = derivation.With("eligibility.threshold", $"{Figure.Of(counted)} {(meets ? "≥" : "<")} {Figure.Of(threshold)}", $"{category.Word()}: {(meets ? "met" : "not met")}", "EL-1");
            if (installed?.GetValueOrDefault(category) is not { } present || present <= counted) continue;
            picked.Add($"{category.Word()} {Figure.Of(counted)} < {Figure.Of(present)}");
            derivation = derivation.With("eligibility.whole", $"{Figure.Of(counted)} < {Figure.Of(present)}", $"{category.Word()}: not whole", "EL-2");
        }
        if (picked.Count > 0) refusals.Add(new("contract.category-not-whole", string.Join(", ", picked)));
        if (selected.Count == 0) refusals.Add(new("contract.no-category"));
        if (selected.Count > 1 && !anyMeets) refusals.Add(new("contract.no-category-meets-threshold", string.Join(", ", selected.Select(s => s.Category.Word()))));
        return new(refusals, derivation);
    }
}
