using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

public enum BaselineReason { Activation, TrueUp, Renewal }

/// <summary>
/// Contracted quantity and baseline of one category from a moment on. Appended, never changed: the newest sequence is in force.
/// </summary>
public sealed class Baseline
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid ContractId { get; private init; }
    public DeviceCategory Category { get; private init; }
    public int Sequence { get; private init; }
    public DateTimeOffset EffectiveFrom { get; private init; }
    public int Contracted { get; private init; }

    /// <summary>The baseline itself, in devices.</summary>
    public int Units { get; private init; }

    public int TriggerAt { get; private init; }
    public BaselineReason Reason { get; private init; }
    public Guid? TrueUpId { get; private init; }
    public Derivation Derivation { get; private init; } = Derivation.Empty;

    private Baseline() { }

    /// <summary>The first baselines of a contract: one per category (BL-1, BL-2).</summary>
    public static IReadOnlyList<Baseline> AtActivation(Contract contract, BaselineReason reason, DateTimeOffset now)
    {
        var rules = new BaselineRules(contract.Settings.Baseline);
        return [.. contract.Categories.Select(c => First(contract, c, rules, reason, now))];
    }

    /// <summary>At a true-up the baseline is reset to the new total + 5 % (BL-4). It never falls before renewal.</summary>
    public Baseline After(TrueUp trueUp, BaselineRules rules, DateTimeOffset now)
    {
        var contracted = Contracted + trueUp.Units;
        return new()
        {
            AccountId = AccountId,
            PartnerId = PartnerId,
            ContractId = ContractId,
            Category = Category,
            Sequence = Sequence + 1,
            EffectiveFrom = now,
            Contracted = contracted,
            Units = rules.Baseline(contracted),
            TriggerAt = rules.TriggerAt(contracted),
            Reason = BaselineReason.TrueUp,
            TrueUpId = trueUp.Id,
            Derivation = Derivation.Empty
                .With("baseline.contracted-after", $"{Figure.Of(Contracted)} + {Figure.Of(trueUp.Units)}", Figure.Of(contracted), "BL-4")
                .Then(rules.Derive(contracted)),
        };
    }

    private static Baseline First(Contract contract, ContractCategory category, BaselineRules rules, BaselineReason reason, DateTimeOffset now)
    {
        var contracted = category.Contracted(contract.Settings.Baseline.QuantityBasis);
        return new()
        {
            AccountId = contract.AccountId,
            PartnerId = contract.PartnerId,
            ContractId = contract.Id,
            Category = category.Category,
            Sequence = 1,
            EffectiveFrom = now,
            Contracted = contracted,
            Units = rules.Baseline(contracted),
            TriggerAt = rules.TriggerAt(contracted),
            Reason = reason,
            Derivation = Start(category, contracted, contract.Settings.Baseline.QuantityBasis).Then(rules.Derive(contracted)),
        };
    }

    private static Derivation Start(ContractCategory category, int contracted, QuantityBasis basis)
    {
        var advance = new Derivation([category.AdvanceStep]);
        return basis == QuantityBasis.Counted
            ? advance.With("baseline.contracted", Figure.Of(category.Counted), Figure.Of(contracted), "BL-1")
            : advance.With("baseline.contracted", $"{Figure.Of(category.Counted)} + {Figure.Of(category.AdvanceUnits)}", Figure.Of(contracted), "BL-1");
    }
}
