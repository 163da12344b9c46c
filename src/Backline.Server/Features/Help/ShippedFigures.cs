using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Help;

/// <summary>What the shipped plans carry where the rules leave a choice, from the plans themselves.</summary>
internal sealed class ShippedFigures(IStringLocalizer<RuleTexts> texts, Formats formats)
{
    private readonly PlanSettings plan = new();

    public IReadOnlyList<ShippedFigure> All =>
    [
        Row("contracted", ["BL-1"]),
        Row("advance", ["BL-1"]),
        Row("baseline", ["BL-2"], Percent(plan.Baseline.UpliftPercent)),
        Row("trigger", ["BL-3"], Percent(plan.Baseline.TriggerPercent), formats.Number(1 + plan.Baseline.TriggerPercent / 100, 2)),
        Row("charged", ["BL-4", "BL-6"]),
        Row("months", ["BL-6"]),
        Row("quote", ["BL-5"], formats.Number(plan.Baseline.QuoteValidityDays)),
        Row("decreases", []),
        Row("accessories", []),
        Row("missing", [], formats.Number(plan.Baseline.UnseenDays)),
        Row("unknown", ["BL-8"]),
        Row("undated", ["EL-4"]),
        Row("eligibility", ["EL-1"], Least(DeviceCategory.Video), Least(DeviceCategory.Voice), Least(DeviceCategory.Headset)) with { Placeholder = plan.Eligibility.Any(least => least.Placeholder) },
        Row("expiring", [], [.. plan.ExpiringDays.Select(days => formats.Number(days))]),
        Row("discount", ["PL-6"], Percent(plan.ProfessionalServices.Percent)) with { Placeholder = plan.ProfessionalServices.Placeholder },
    ];

    private ShippedFigure Row(string key, IReadOnlyList<string> rules, params object[] args) => new(texts["setting." + key], texts[$"setting.{key}.value", args], rules);

    private string Percent(decimal value) => formats.Percent(value, decimals: 0);

    private string Least(DeviceCategory category) => formats.Number(plan.Eligibility.Single(least => least.Category == category).Devices);
}

internal sealed record ShippedFigure(string Name, string Value, IReadOnlyList<string> Rules, bool Placeholder = false);
