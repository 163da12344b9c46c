using System.ComponentModel.DataAnnotations;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>What a case is opened with: the account or a site, what it is about, and what was seen. A serial number is never needed (CO-1, CO-3).</summary>
/// <param name="AccountId">Whose case it is; a customer's own when left out, or that of the site.</param>
/// <param name="SiteId">Id or customer site ID (S-1001).</param>
/// <param name="Severity">p1: service is down, p2: badly impaired, p3 (the default): impaired, p4: a question.</param>
/// <param name="Private">Of the customer's people only who opened it sees it.</param>
/// <param name="Desk">vendor: a partner who fronts the service asks the vendor, and its customer does not see it. Left out, whoever serves the account.</param>
public sealed record NewCase(
    Guid? AccountId = null, string? SiteId = null, [property: Required] string? Subject = null, [property: Required] string? Text = null, string? Severity = null, string? Serial = null, string? Model = null,
    Guid? ContactId = null, bool? Private = null, string? Desk = null)
{
    public const int LongestText = 20_000;

    /// <exception cref="InvalidInputException"/>
    public NewCase Checked()
    {
        var tidy = this with { Subject = Subject?.Trim(), Text = Text?.ReplaceLineEndings("\n").Trim(), SiteId = Given(SiteId), Serial = Given(Serial), Model = Given(Model) };
        new InputErrors().Text(tidy.Subject, "/subject").Text(tidy.Text, "/text", LongestText, lines: true)
            .Word(Severity, "/severity", Words.All<Severity>()).Word(Desk, "/desk", Words.All<CaseTier>()).ThrowIfAny();
        return tidy;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <param name="Visibility">public (the default): to the other side; internal: only for those of the desk.</param>
/// <param name="Attachments">Files uploaded to the case before, which it carries.</param>
/// <param name="Seen">The newest message that its writer has read: when somebody else wrote after it, this is not sent (case.written-meanwhile). Left out, it is sent all the same.</param>
/// <param name="NextBy">Of an answer of the desk: by when it writes again, sooner than the policy has the next update or, with a reason, later. Left out, the policy says.</param>
/// <param name="NextReason">Why it is later; it stays among those of the desk.</param>
public sealed record MessageInput(string? Text, string? Visibility = null, IReadOnlyList<Guid>? Attachments = null, Guid? Seen = null, DateTimeOffset? NextBy = null, string? NextReason = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsInternal => Visibility == "internal";

    /// <exception cref="InvalidInputException"/>
    public string Checked()
    {
        var text = Text?.ReplaceLineEndings("\n").Trim();
        new InputErrors().Text(text, "/text", NewCase.LongestText, lines: true).Word(Visibility, "/visibility", ["public", "internal"]).Moment(NextBy, "/nextBy").Refuse(NextReason is not null && NextBy is null, "/nextBy", "input.required").OptionalText(NextReason, "/nextReason", 500, lines: true).ThrowIfAny();
        return text!;
    }
}

/// <summary>What is told to whoever asked: the plan, a workaround.</summary>
/// <param name="Attachments">Files uploaded to the case before, which it carries.</param>
/// <param name="NextBy">By when the desk writes again, as with a message.</param>
/// <param name="NextReason">Why that is later than the policy has it.</param>
public sealed record TellingInput(string? Text, IReadOnlyList<Guid>? Attachments = null, DateTimeOffset? NextBy = null, string? NextReason = null)
{
    public string Checked() => new MessageInput(Text, NextBy: NextBy, NextReason: NextReason).Checked();
}

/// <param name="FollowUpAt">When somebody looks again even if nothing comes.</param>
public sealed record WaitInput(DateTimeOffset? FollowUpAt, string? Text = null)
{
    public void Check() => new InputErrors().Refuse(FollowUpAt is null, "/followUpAt", "input.required").Moment(FollowUpAt, "/followUpAt").OptionalText(Text, "/text", NewCase.LongestText, lines: true).ThrowIfAny();
}

public sealed record SeverityInput(string? Severity, string? Reason = null)
{
    /// <exception cref="InvalidInputException"/>
    public Severity Checked()
    {
        new InputErrors().Text(Severity, "/severity").Word(Severity, "/severity", Words.All<Severity>()).OptionalText(Reason, "/reason", 500, lines: true).ThrowIfAny();
        return Words.Parse<Severity>(Severity);
    }
}

/// <param name="PersonId">Null: nobody.</param>
public sealed record AssignmentInput([property: System.Text.Json.Serialization.JsonRequired] Guid? PersonId);

public sealed record ResolutionInput(string? Outcome, string? Text)
{
    /// <summary>A duplicate is merged, not resolved.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = [.. Words.All<CaseOutcome>().Where(word => word != CaseOutcome.Duplicate.Word())];

    /// <exception cref="InvalidInputException"/>
    public (CaseOutcome Outcome, string Text) Checked()
    {
        var text = Text?.ReplaceLineEndings("\n").Trim();
        new InputErrors().Text(Outcome, "/outcome").Word(Outcome, "/outcome", Outcomes).Text(text, "/text", NewCase.LongestText, lines: true).ThrowIfAny();
        return (Words.Parse<CaseOutcome>(Outcome), text!);
    }
}

/// <param name="CaseId">The case it goes on in.</param>
public sealed record MergeInput(Guid? CaseId);

/// <summary>What the partner's desk asks the vendor: nothing of its own thread crosses but what is written here.</summary>
/// <param name="Subject">Left out: that of the customer's case.</param>
/// <param name="Severity">Left out: that of the customer's case.</param>
/// <param name="MessageIds">Of the customer's case, notes as well: what crosses besides, with its files. Left out: nothing.</param>
public sealed record HandOnInput(string? Text, string? Subject = null, string? Severity = null, IReadOnlyList<Guid>? MessageIds = null)
{
    /// <exception cref="InvalidInputException"/>
    public HandOnInput Checked()
    {
        var tidy = this with { Text = Text?.ReplaceLineEndings("\n").Trim(), Subject = string.IsNullOrWhiteSpace(Subject) ? null : Subject.Trim() };
        new InputErrors().Text(tidy.Text, "/text", NewCase.LongestText, lines: true).OptionalText(tidy.Subject, "/subject").Word(Severity, "/severity", Words.All<Severity>()).ThrowIfAny();
        return tidy;
    }
}
