using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Escalations;

/// <summary>Asks for more attention: for a case, or for an account with several.</summary>
/// <param name="CaseId">The case; left out, the account.</param>
/// <param name="Trigger">For a case, by the desk: why. Others ask as customer-asks, a partner as partner-asks.</param>
/// <param name="CaseIds">Of an account: the cases it is about.</param>
public sealed record NewEscalation(Guid? CaseId = null, Guid? AccountId = null, string? Trigger = null, string? Reason = null, IReadOnlyList<Guid>? CaseIds = null)
{
    /// <summary>What somebody says; the others are found.</summary>
    public static IReadOnlyList<string> Said { get; } =
        [.. new[] { EscalationTrigger.PartDidNotFix, EscalationTrigger.SoftwareBug, EscalationTrigger.NoProgress, EscalationTrigger.Complexity, EscalationTrigger.CustomerAsks, EscalationTrigger.Desk }.Select(one => one.Word())];

    private const int MostCases = 200;

    /// <exception cref="InvalidInputException"/>
    public NewEscalation Checked()
    {
        var tidy = this with { Reason = EscalationTextInput.Tidy(Reason) };
        new InputErrors().Refuse(CaseId is null == AccountId is null, "/caseId", "escalation.case-or-account").Word(Trigger, "/trigger", Said)
            .Text(tidy.Reason, "/reason", EscalationTextInput.Longest, lines: true).Refuse(CaseIds?.Count > MostCases, "/caseIds", "escalation.too-many", MostCases).ThrowIfAny();
        return tidy;
    }
}

/// <summary>Why, or what is intended.</summary>
public sealed record EscalationTextInput(string? Text)
{
    public const int Longest = 4000;

    /// <exception cref="InvalidInputException"/>
    public string Checked()
    {
        var text = Tidy(Text);
        new InputErrors().Text(text, "/text", Longest, lines: true).ThrowIfAny();
        return text!;
    }

    internal static string? Tidy(string? text) => text?.ReplaceLineEndings("\n").Trim();
}

/// <param name="PersonId">Null: nobody.</param>
public sealed record OwnerInput([property: System.Text.Json.Serialization.JsonRequired] Guid? PersonId);

/// <param name="NextUpdateAt">When the next word comes; null: none is promised.</param>
public sealed record EscalationUpdateInput(string? Text, DateTimeOffset? NextUpdateAt = null)
{
    /// <exception cref="InvalidInputException"/>
    public string Checked()
    {
        var text = EscalationTextInput.Tidy(Text);
        new InputErrors().Text(text, "/text", EscalationTextInput.Longest, lines: true).Moment(NextUpdateAt, "/nextUpdateAt").ThrowIfAny();
        return text!;
    }
}

/// <param name="Trend">improving, steady or worsening.</param>
/// <param name="Text">Why.</param>
public sealed record TrendInput(string? Trend, string? Text = null)
{
    /// <exception cref="InvalidInputException"/>
    public EscalationTrend Checked()
    {
        new InputErrors().Text(Trend, "/trend").Word(Trend, "/trend", Words.All<EscalationTrend>()).OptionalText(Text, "/text", EscalationTextInput.Longest, lines: true).ThrowIfAny();
        return Words.Parse<EscalationTrend>(Trend);
    }
}
