using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Escalations;

/// <summary>Escalations in words.</summary>
internal sealed class EscalationWords(IStringLocalizer<EscalationTexts> texts)
{
    public IEnumerable<Choice> Triggers => NewEscalation.Said.Where(word => word is not ("customer-asks" or "desk")).Select(word => new Choice(word, texts["trigger." + word]));

    public IEnumerable<Choice> Kinds => Words.All<EscalationKind>().Select(word => new Choice(word, texts["kind." + word]));

    public IEnumerable<Choice> Trends => Words.All<EscalationTrend>().Select(word => new Choice(word, texts["trend." + word]));

    public static (string Kind, string Icon) Face(EscalationState state) => state switch
    {
        EscalationState.Requested => ("wait", "progress"),
        EscalationState.Active => ("bad", "flag"),
        EscalationState.Declined => ("idle", "circle-x"),
        _ => ("ok", "circle-check"),
    };

    public static (string Kind, string Icon) Face(EscalationTrend trend) => trend switch
    {
        EscalationTrend.Improving => ("ok", "trending-up"),
        EscalationTrend.Worsening => ("bad", "arrow-down"),
        _ => ("info", "arrow-right"),
    };

    /// <summary>How it stands; of one that ended by itself, why it did.</summary>
    public string State(EscalationState state, EscalationEnding? ending) => ending is null or EscalationEnding.DeEscalated ? texts["state." + state.Word()] : texts["ending." + ending.Value.Word()];

    /// <summary>Why it began, and that a low rating it began for was changed.</summary>
    public string Reason(EscalationView one) =>
        one is { Trigger: EscalationTrigger.LowSatisfaction, Rating: { } now } && !EscalationRules.IsLow(now) ? texts["reason.rated-again", Reason(one.Trigger, one.Reason), now] : Reason(one.Trigger, one.Reason);

    /// <summary>Why it began: a figure that a rule found becomes its sentence, what somebody wrote stays.</summary>
    public string Reason(EscalationTrigger trigger, string? detail) => detail is null ? texts["trigger." + trigger.Word()]
        : int.TryParse(detail, NumberStyles.None, CultureInfo.InvariantCulture, out _) && trigger is EscalationTrigger.ReopenedTwice or EscalationTrigger.RepeatedOnDevice or EscalationTrigger.NoProgress or EscalationTrigger.LowSatisfaction or EscalationTrigger.Age
            ? texts["reason." + trigger.Word(), detail] : detail;

    /// <summary>"duty manager, on call".</summary>
    public string Duty(DutyView duty)
    {
        var name = texts["duty." + duty.Duty.Word()].Value;
        return duty.OnCall ? texts["duty.on-call", name] : name;
    }

    /// <summary>A line of the history in words.</summary>
    public string Line(EscalationLine line) => line.Kind switch
    {
        "started" or "requested" or "cause" when line.Word is { } word => texts["line." + line.Kind, texts["trigger." + word]],
        "started" or "requested" or "cause" => texts[$"line.{line.Kind}.plain"],
        "trend" => texts["line.trend", texts["trend." + line.Word]],
        "owner" when line.Word is null => texts["line.owner.none"],
        _ => texts["line." + line.Kind, line.Word ?? ""],
    };
}
