using System.Globalization;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Help;

/// <summary>The rules of the programme in order, as the texts have them.</summary>
internal sealed class ProgrammeRules(IStringLocalizer<RuleTexts> texts)
{
    public static readonly IReadOnlyList<string> Areas = ["PL", "EL", "CO", "BL", "RP", "CA", "EC", "ON", "PO", "DM", "SU"];

    public IReadOnlyList<ProgrammeRule> Of(string area) =>
        [.. Enumerable.Range(1, 99).Select(n => Find(string.Create(CultureInfo.InvariantCulture, $"{area}-{n}"))).TakeWhile(rule => rule is not null).OfType<ProgrammeRule>()];

    private ProgrammeRule? Find(string id)
    {
        var text = texts[id];
        return text.ResourceNotFound ? null : new(id, text.Value);
    }
}

internal sealed record ProgrammeRule(string Id, string Text);
