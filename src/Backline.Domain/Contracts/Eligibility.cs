using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>A category of another account-wide contract of the account that runs on some of the same days.</summary>
public sealed record ContractedAlongside(string Number, DeviceCategory Category, int Counted);

/// <summary>Whether an account-wide contract may be activated with the categories it selects.</summary>
public sealed record Eligibility(IReadOnlyList<Refusal> Refusals, Derivation Derivation)
{
    public bool IsMet => Refusals.Count == 0;
    public Refusal? First => IsMet ? null : Refusals[0];

    public static Eligibility Check(Contract contract, IReadOnlyDictionary<DeviceCategory, int>? installed = null, IReadOnlyList<ContractedAlongside>? alongside = null) =>
        Check([.. contract.Categories.Select(c => (c.Category, c.Counted))], contract.Settings, installed, alongside);

    /// <param name="selected">Each selected category with the devices counted for it.</param>
    /// <param name="settings">Of the plan: the thresholds.</param>
    /// <param name="installed">The eligible devices in the inventory, when it is known: none may be left out (EL-2).</param>
    /// <param name="alongside">Categories of the account's other contracts on the same days: with these they are selected together, however many contracts they are put into (EL-1).</param>
    public static Eligibility Check(
        IReadOnlyList<(DeviceCategory Category, int Counted)> selected, PlanSettings settings, IReadOnlyDictionary<DeviceCategory, int>? installed = null, IReadOnlyList<ContractedAlongside>? alongside = null)
    {
        var refusals = new List<Refusal>();
        var derivation = Derivation.Empty;
        var anyMeets = false;
        IReadOnlyList<ContractedAlongside> beside = selected.Count == 0 || alongside is null ? [] : alongside;
        var several = selected.Select(s => s.Category).Concat(beside.Select(other => other.Category)).Distinct().Count() > 1;
        if (!several) beside = [];
        var picked = new List<string>();
        foreach (var (category, counted) in selected.OrderBy(s => s.Category))
        {
            derivation = several ? Compare("eligibility.threshold", category, counted, category.Word()) : derivation.With("eligibility.alone", Figure.Of(counted), $"{category.Word()}: alone", "EL-1");
            if (installed?.GetValueOrDefault(category) is not { } present || present <= counted) continue;
            picked.Add($"{category.Word()} {Figure.Of(counted)} < {Figure.Of(present)}");
            derivation = derivation.With("eligibility.whole", $"{Figure.Of(counted)} < {Figure.Of(present)}", $"{category.Word()}: not whole", "EL-2");
        }
        foreach (var other in beside.OrderBy(other => other.Category).ThenBy(other => other.Number, StringComparer.Ordinal))
        {
            // what is installed counts where it has grown since
            var devices = Math.Max(other.Counted, installed?.GetValueOrDefault(other.Category) ?? 0);
            derivation = Compare("eligibility.alongside", other.Category, devices, $"{other.Category.Word()} {other.Number}");
        }
        if (picked.Count > 0) refusals.Add(new("contract.category-not-whole", string.Join(", ", picked)));
        if (selected.Count == 0) refusals.Add(new("contract.no-category"));
        if (several && !anyMeets)
        {
            var here = string.Join(", ", selected.Select(s => s.Category.Word()));
            refusals.Add(beside.Count == 0
                ? new("contract.no-category-meets-threshold", here)
                : new("contract.no-category-meets-threshold-alongside", here, string.Join(", ", beside.Select(other => $"{other.Category.Word()} ({other.Number})"))));
        }
        return new(refusals, derivation);

        Derivation Compare(string key, DeviceCategory category, int counted, string of)
        {
            var threshold = settings.Eligibility.FirstOrDefault(t => t.Category == category)?.Devices ?? 0;
            var meets = counted >= threshold;
            anyMeets |= meets;
            return derivation.With(key, $"{Figure.Of(counted)} {(meets ? "≥" : "<")} {Figure.Of(threshold)}", $"{of}: {(meets ? "met" : "not met")}", "EL-1");
        }
    }
}
