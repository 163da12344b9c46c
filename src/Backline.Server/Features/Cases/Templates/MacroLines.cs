using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases.Templates;

/// <summary>What a macro does, in words.</summary>
internal static class MacroLines
{
    public static IEnumerable<string> Of(MacroInput macro, IStringLocalizer<DeskTexts> desk, IStringLocalizer<CaseTexts> cases)
    {
        if (macro.AssignMe) yield return desk["macro.assign-me"];
        if (macro.Severity is { Length: > 0 } severity) yield return desk["macro.line.severity", severity.ToUpperInvariant(), cases["severity." + severity].Value];
        if (macro.Tell is { Length: > 0 } told) yield return desk["macro.line.tell", cases["reply.kind." + told].Value];
        if (macro.Wait is { Length: > 0 } wait) yield return desk["macro.line.wait", cases["wait." + wait].Value, macro.FollowUpDays ?? 0];
        if (macro.Resolve is { Length: > 0 } outcome) yield return desk["macro.line.resolve", cases["outcome." + outcome].Value];
    }
}
