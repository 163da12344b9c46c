using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases.Templates;

/// <summary>What is done along with a reply.</summary>
/// <param name="Severity">p1 to p4.</param>
/// <param name="Wait">For what: customer, cloud-partner, carrier, site-access, parts or agreed-date.</param>
/// <param name="FollowUpDays">Business days at the site until somebody looks again; with a wait.</param>
/// <param name="Tell">The reply is the plan or a workaround: plan, workaround.</param>
/// <param name="Resolve">How it was resolved: fixed, worked-around, answered, not-reproducible, withdrawn.</param>
public sealed record MacroInput(bool AssignMe = false, string? Severity = null, string? Wait = null, int? FollowUpDays = null, string? Tell = null, string? Resolve = null)
{
    private static readonly IReadOnlyDictionary<string, ClockMark> told = new Dictionary<string, ClockMark> { ["plan"] = ClockMark.Planned, ["workaround"] = ClockMark.WorkedAround };

    public static IReadOnlyList<string> Tellings { get; } = [.. told.Keys];

    internal Macro Read() => new(
        AssignMe, Has(Severity) ? Words.Parse<Severity>(Severity) : null, Has(Wait) ? Words.Parse<PauseReason>(Wait) : null, FollowUpDays, Has(Tell) ? told[Tell!] : null, Has(Resolve) ? Words.Parse<CaseOutcome>(Resolve) : null);

    internal void Check(InputErrors errors)
    {
        errors.Word(Severity, "/actions/severity", Words.All<Severity>()).Word(Wait, "/actions/wait", Words.All<PauseReason>()).Word(Tell, "/actions/tell", Tellings).Word(Resolve, "/actions/resolve", ResolutionInput.Outcomes);
        if (!errors.Any && Read().WhyNot() is { } refusal) errors.Refuse(true, "/actions", refusal.Code, [.. refusal.Args]);
    }

    private static bool Has(string? text) => !string.IsNullOrEmpty(text);
}

/// <param name="Texts">By language: en, es, it, de, vi, ko; one at least. Places in braces are filled from the case: {contact}, {number}, {subject}, {due}, {followUp}, {agent}, {site}, {account}.</param>
public sealed record TemplateInput([property: Required] string? Name, IReadOnlyDictionary<string, string>? Texts, MacroInput? Actions = null)
{
    public const int LongestText = 5000;

    /// <exception cref="InvalidInputException"/>
    internal TemplateInput Checked()
    {
        var texts = (Texts ?? new Dictionary<string, string>()).Where(text => !string.IsNullOrWhiteSpace(text.Value)).ToDictionary(text => text.Key, text => text.Value.ReplaceLineEndings("\n").Trim());
        var errors = new InputErrors().Text(Name?.Trim(), "/name", 100).Refuse(texts.Count == 0, "/texts", "template.no-text");
        foreach (var (language, text) in texts)
        {
            errors.Refuse(!Languages.Has(language), "/texts/" + language, "input.unknown-value", string.Join(", ", Languages.All.Select(one => one.Code))).OptionalText(text, "/texts/" + language, LongestText, lines: true);
            if (ReplyText.Unknown(text) is [var unknown, ..]) errors.Refuse(true, "/texts/" + language, "template.unknown-place", unknown, string.Join(", ", ReplyText.Places.Select(place => $"{{{place}}}")));
        }
        (Actions ?? new()).Check(errors);
        errors.ThrowIfAny();
        return new(Name!.Trim(), texts, Actions ?? new());
    }
}

/// <param name="Shipped">Comes with the product, unchanged by this desk.</param>
/// <param name="Version">0 for a shipped one.</param>
public sealed record TemplateView(string Code, string Name, bool Shipped, IReadOnlyDictionary<string, string> Texts, MacroInput Actions, string? ChangedBy, DateTimeOffset? ChangedAt, long Version)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsMacro => Actions != new MacroInput();
}

/// <summary>The templates that come with the product.</summary>
internal static class ShippedTemplates
{
    private sealed record Shipped(string Code, string Name, Dictionary<string, string> Texts, MacroInput? Actions);

    public static IReadOnlyList<TemplateView> All { get; } = Read();

    private static TemplateView[] Read()
    {
        using var stream = typeof(ShippedTemplates).Assembly.GetManifestResourceStream("data.templates.json")!;
        return [.. JsonSerializer.Deserialize<Shipped[]>(stream, BacklineJson.Options)!.Select(one => new TemplateView(one.Code, one.Name, true, one.Texts, one.Actions ?? new(), null, null, 0))];
    }
}
