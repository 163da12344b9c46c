using System.Globalization;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Ui;

namespace Backline.Server.Features.Plans;

/// <summary>One setting of a plan as a line: how it is shown, how it is typed, and the rule it rests on.</summary>
/// <param name="Key">Field name and text key.</param>
/// <param name="Rule">Null: ours, no rule of the sheets.</param>
/// <param name="Get">As typed: "5", "15:00", "90, 60, 30".</param>
/// <param name="Set">Null: the text can't be read.</param>
/// <param name="Choices">The words it may be; null for free text. Several: more than one may be chosen.</param>
public sealed record PlanSettingLine(
    string Key, string? Rule, Func<PlanSettings, string> Get, Func<PlanSettings, string, PlanSettings?> Set, IReadOnlyList<string>? Choices = null, bool Several = false)
{
    /// <summary>The figure is published nowhere; it says so wherever it is shown.</summary>
    public Func<PlanSettings, bool> Placeholder { get; init; } = _ => false;

    /// <summary>How it is written: percent, whole, days, time, promise, choice. Whoever wrote it otherwise is told.</summary>
    public string Form { get; init; } = "choice";
}

/// <summary>Every setting of the rules page, in groups.</summary>
public static class PlanSettingLines
{
    public static IReadOnlyList<(string Group, IReadOnlyList<PlanSettingLine> Lines)> All { get; } =
    [
        ("scope",
        [
            Word<Covers>("covers", "PL-1", s => s.Covers, (s, v) => s with { Covers = v }),
            Flag("brandable", "CO-3", s => s.Brandable, (s, v) => s with { Brandable = v }),
            Words<Service>("services", "PL-2", s => s.Services, (s, v) => s with { Services = v }),
            Words<PlanOption>("options", "PL-5", s => s.Options, (s, v) => s with { Options = v }),
            Days("expiringDays", null, s => s.ExpiringDays, (s, v) => s with { ExpiringDays = v }),
            Word<OnSiteCharge>("onSite", "ON-1", s => s.OnSite, (s, v) => s with { OnSite = v }),
            Number("discount", "PL-6", s => s.ProfessionalServices.Percent, (s, v) => s with { ProfessionalServices = new(v, s.ProfessionalServices.Placeholder && v == s.ProfessionalServices.Percent) }) with { Placeholder = s => s.ProfessionalServices.Placeholder },
        ]),
        ("eligibility", [.. DeviceCategories.Coverable.Select(Threshold)]),
        ("baseline",
        [
            Word<QuantityBasis>("quantityBasis", "BL-1", s => s.Baseline.QuantityBasis, (s, v) => Baseline(s, b => b with { QuantityBasis = v })),
            Number("upliftPercent", "BL-2", s => s.Baseline.UpliftPercent, (s, v) => Baseline(s, b => b with { UpliftPercent = v })),
            Word<Rounding>("rounding", "BL-2", s => s.Baseline.Rounding, (s, v) => Baseline(s, b => b with { Rounding = v })),
            Number("triggerPercent", "BL-3", s => s.Baseline.TriggerPercent, (s, v) => Baseline(s, b => b with { TriggerPercent = v })),
            Word<TriggerBasis>("triggerBasis", "BL-3", s => s.Baseline.TriggerBasis, (s, v) => Baseline(s, b => b with { TriggerBasis = v })),
            Word<ChargeFrom>("chargeFrom", "BL-6", s => s.Baseline.ChargeFrom, (s, v) => Baseline(s, b => b with { ChargeFrom = v })),
            Number("closePercent", null, s => s.Baseline.ClosePercent, (s, v) => Baseline(s, b => b with { ClosePercent = v })),
            Whole("quoteValidityDays", null, s => s.Baseline.QuoteValidityDays, (s, v) => Baseline(s, b => b with { QuoteValidityDays = v }), most: 365) with { Form = "year" },
            Whole("unseenDays", null, s => s.Baseline.UnseenDays, (s, v) => Baseline(s, b => b with { UnseenDays = v })),
        ]),
        ("replacement",
        [
            Time("cutOff", "RP-1", s => s.Replacement.CutOff, (s, v) => v is { } time ? Replacement(s, r => r with { CutOff = time }) : null),
            Word<NextBusinessDay>("nextBusinessDay", "RP-1", s => s.Replacement.NextBusinessDay, (s, v) => Replacement(s, r => r with { NextBusinessDay = v })),
            Whole("returnWindowDays", "RP-3", s => s.Replacement.ReturnWindowDays, (s, v) => Replacement(s, r => r with { ReturnWindowDays = v })),
            Days("reminderDays", null, s => s.Replacement.ReminderDays, (s, v) => Replacement(s, r => r with { ReminderDays = v })),
            Whole("chargeProposedOnDay", "RP-3", s => s.Replacement.ChargeProposedOnDay, (s, v) => Replacement(s, r => r with { ChargeProposedOnDay = v })),
            Whole("warrantyDays", null, s => s.Replacement.WarrantyDays, (s, v) => Replacement(s, r => r with { WarrantyDays = v })),
            Whole("deadOnArrivalDays", null, s => s.Replacement.DeadOnArrivalDays, (s, v) => Replacement(s, r => r with { DeadOnArrivalDays = v })),
            Number("headsetThresholdPercent", "RP-5", s => s.Replacement.HeadsetThresholdPercent, (s, v) => Replacement(s, r => r with { HeadsetThresholdPercent = v })),
            Number("headsetWarningPercent", "RP-5", s => s.Replacement.HeadsetWarningPercent, (s, v) => Replacement(s, r => r with { HeadsetWarningPercent = v })),
        ]),
        ("support",
        [
            Flag("priority", "CA-1", s => s.Support.Priority, (s, v) => s with { Support = s.Support with { Priority = v } }),
            Time("hoursFrom", "CA-1", s => s.Support.Hours.From, (s, v) => s with { Support = s.Support with { Hours = s.Support.Hours with { From = v } } }),
            Time("hoursUntil", "CA-1", s => s.Support.Hours.Until, (s, v) => s with { Support = s.Support with { Hours = s.Support.Hours with { Until = v } } }),
            .. Enum.GetValues<Severity>().SelectMany(PromiseLines.Of),
        ]),
    ];

    /// <summary>The settings with what was typed; <paramref name="wrong"/> is told each line that can't be read.</summary>
    public static PlanSettings Read(PlanSettings settings, Func<PlanSettingLine, string> typed, Action<PlanSettingLine> wrong)
    {
        foreach (var line in All.SelectMany(group => group.Lines))
        {
            if (line.Set(settings, typed(line).Trim()) is { } changed) settings = changed;
            else wrong(line);
        }
        return settings;
    }

    private static PlanSettingLine Threshold(DeviceCategory category) => Whole("threshold-" + category.Word(), "EL-1",
        s => s.Eligibility.FirstOrDefault(t => t.Category == category)?.Devices ?? 0,
        (s, v) => s with { Eligibility = [.. s.Eligibility.Where(t => t.Category != category), new(category, v, Placeholder: s.Eligibility.FirstOrDefault(t => t.Category == category) is { Placeholder: true } was && was.Devices == v)] }, least: 0, most: CategoryTerms.MostDevices)
        with { Placeholder = s => s.Eligibility.FirstOrDefault(t => t.Category == category)?.Placeholder == true };

    private static PlanSettings Baseline(PlanSettings s, Func<BaselineSettings, BaselineSettings> change) => s with { Baseline = change(s.Baseline) };
    private static PlanSettings Replacement(PlanSettings s, Func<ReplacementSettings, ReplacementSettings> change) => s with { Replacement = change(s.Replacement) };

    private static PlanSettingLine Word<T>(string key, string? rule, Func<PlanSettings, T> get, Func<PlanSettings, T, PlanSettings> set) where T : struct, Enum =>
        new(key, rule, s => get(s).Word(), (s, text) => Domain.Common.Words.TryParse<T>(text, out var value) ? set(s, value) : null, Domain.Common.Words.All<T>());

    private static PlanSettingLine Words<T>(string key, string? rule, Func<PlanSettings, IReadOnlyList<T>> get, Func<PlanSettings, IReadOnlyList<T>, PlanSettings> set) where T : struct, Enum =>
        new(key, rule, s => string.Join(", ", get(s).Select(v => v.Word())),
            (s, text) => Parts(text).All(part => Domain.Common.Words.TryParse<T>(part, out _)) ? set(s, [.. Parts(text).Select(part => Domain.Common.Words.Parse<T>(part))]) : null, Domain.Common.Words.All<T>(), Several: true);

    private static PlanSettingLine Flag(string key, string? rule, Func<PlanSettings, bool> get, Func<PlanSettings, bool, PlanSettings> set) =>
        new(key, rule, s => get(s) ? "yes" : "no", (s, text) => text is "yes" or "no" ? set(s, text == "yes") : null, ["yes", "no"]);

    private static PlanSettingLine Number(string key, string? rule, Func<PlanSettings, decimal> get, Func<PlanSettings, decimal, PlanSettings> set) =>
        new(key, rule, s => TypedNumber.Text(get(s), 0, CultureInfo.CurrentCulture),
            (s, text) => TypedNumber.Readings(text, CultureInfo.CurrentCulture) is [var value] && PlanSettingsRules.IsPercent(value) ? set(s, value) : null) { Form = "percent" };

    private static PlanSettingLine Whole(string key, string? rule, Func<PlanSettings, int> get, Func<PlanSettings, int, PlanSettings> set, int least = 1, int most = 3650) =>
        new(key, rule, s => Figure.Of(get(s)), (s, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? set(s, value) : null) { Form = least == 0 ? "whole" : "period" };

    private static PlanSettingLine Days(string key, string? rule, Func<PlanSettings, IReadOnlyList<int>> get, Func<PlanSettings, IReadOnlyList<int>, PlanSettings> set) =>
        new(key, rule, s => string.Join(", ", get(s)), (s, text) => Parts(text).All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= PlanSettingsRules.MostDays)
            ? set(s, [.. Parts(text).Select(part => int.Parse(part, CultureInfo.InvariantCulture))]) : null) { Form = "days" };

    private static PlanSettingLine Time(string key, string? rule, Func<PlanSettings, TimeOnly?> get, Func<PlanSettings, TimeOnly?, PlanSettings?> set) =>
        new(key, rule, s => get(s)?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "", (s, text) => text.Length == 0 ? set(s, null)
            : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? set(s, value) : null) { Form = "time" };

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
