namespace Backline.Domain.Common;

/// <summary>One step of a calculation.</summary>
/// <param name="Key">A text key, "true-up.growth".</param>
/// <param name="Formula">Culture-neutral arithmetic with its numbers, "(230 − 200) / 200".</param>
/// <param name="Result">What it comes to, "15 %".</param>
/// <param name="Rules">The rules it rests on, "BL-3".</param>
public sealed record DerivationStep(string Key, string Formula, string Result, IReadOnlyList<string> Rules);

/// <summary>How a figure came about, step by step: it is printed with the figure, and kept with it.</summary>
public sealed record Derivation(IReadOnlyList<DerivationStep> Steps)
{
    public static readonly Derivation Empty = new([]);

    public Derivation With(string key, string formula, string result, params string[] rules) =>
        new([.. Steps, new(key, formula, result, rules)]);

    public Derivation Then(Derivation next) => new([.. Steps, .. next.Steps]);
}
