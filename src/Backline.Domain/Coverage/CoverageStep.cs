using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

public enum StepState { Yes, No, NotAsked }

/// <summary>One question on the way to the answer; not asked where an earlier one had decided, or where what was asked about leaves it open.</summary>
/// <param name="Key">account, supported, in-fleet, contract, category, service or serial.</param>
public sealed record CoverageStep(string Key, StepState State, IReadOnlyList<string> Rules);

/// <summary>The way to an answer as a person asks it: each question in the order it was judged, up to the one that decided.</summary>
public static class CoverageSteps
{
    public static IReadOnlyList<CoverageStep> Of(CoverageQuestion question, CoverageAnswer answer)
    {
        var failed = FailedAt(question, answer);
        var unasked = Unasked(answer);
        var steps = new List<CoverageStep>(7);
        var decided = false;
        foreach (var (key, rules) in Asked(question, IsUnknown(answer)))
        {
            steps.Add(new(key, decided ? StepState.NotAsked : key == failed ? StepState.No : unasked.Contains(key) ? StepState.NotAsked : StepState.Yes, rules));
            decided |= key == failed;
        }
        return steps;
    }

    // a unit that the account's inventory lacks: its model isn't known either
    private static bool IsUnknown(CoverageAnswer answer) => answer is { AccountId: not null, Covered: false } && answer.Reasons[0].Code is "coverage.device-unknown" or Reasons.Named or Reasons.Elsewhere;

    // nobody asked for it, or what was asked about leaves it open
    private static string[] Unasked(CoverageAnswer answer) =>
    [
        .. answer.AccountId is null ? (string[])["account", "contract"] : [],
        .. answer.Category is null ? (string[])["supported"] : [],
        .. answer.DeviceId is null ? (string[])["in-fleet"] : [],
    ];

    private static IEnumerable<(string Key, string[] Rules)> Asked(CoverageQuestion question, bool unknown)
    {
        yield return ("account", ["CO-1", "CO-3"]);
        if (question.NamesDevice && unknown) yield return ("in-fleet", ["CO-2"]);
        if (question.NamesDevice) yield return ("supported", ["EL-4"]);
        if (question.NamesDevice && !unknown) yield return ("in-fleet", ["CO-2"]);
        yield return ("contract", ["PL-1", "CO-6"]);
        yield return ("category", ["EL-1", "EL-3"]);
        yield return ("service", ["PL-2", "PL-5"]);
        if (question.Service == Service.Replacement) yield return ("serial", ["CO-4"]);
    }

    /// <summary>Null for a yes.</summary>
    private static string? FailedAt(CoverageQuestion question, CoverageAnswer answer)
    {
        if (answer.Covered) return null;
        var code = answer.Reasons[0].Code;
        return code switch
        {
            "coverage.end-of-support" or "coverage.end-of-support-undated" when question.NamesDevice => "supported",
            "coverage.device-removed" or "coverage.device-left" when question.NamesDevice => "in-fleet",
            "coverage.device-unknown" or Reasons.Named or Reasons.Elsewhere when IsUnknown(answer) => "in-fleet",
            "coverage.serial-needed-for-replacement" => "serial",
            "coverage.service-not-in-plan" => "service",
            "coverage.needs-quote" or "coverage.model-unknown" or "coverage.serial-needed" or "coverage.category-not-selected" or "coverage.serial-not-named" => "category",
            "coverage.no-contract" or "coverage.not-yet-started" or "coverage.draft" or "coverage.lapsed" or "coverage.ends-before" or "coverage.ended-early" or "coverage.cancelled" => "contract",
            _ => "account",
        };
    }
}
