using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>Settings that make no sense are refused when they are saved, never met later.</summary>
public static class PlanSettingsRules
{
    /// <summary>The longest time ahead that is announced.</summary>
    public const int MostDays = 730;

    private const int LongestValidity = 365, LongestUnseen = 3650;

    public static Refusal? WhyNot(PlanSettings settings)
    {
        var baseline = settings.Baseline;
        return settings.Services.Count == 0 ? new("plan.services-missing")
            : !IsPercent(baseline.UpliftPercent) ? new("plan.percent-invalid", "upliftPercent", baseline.UpliftPercent)
            : !IsPercent(baseline.TriggerPercent) ? new("plan.percent-invalid", "triggerPercent", baseline.TriggerPercent)
            : !IsPercent(baseline.ClosePercent) ? new("plan.percent-invalid", "closePercent", baseline.ClosePercent)
            : !IsPercent(settings.ProfessionalServices.Percent) ? new("plan.percent-invalid", "professionalServices", settings.ProfessionalServices.Percent)
            : !IsPercent(settings.Replacement.HeadsetThresholdPercent) ? new("plan.percent-invalid", "headsetThresholdPercent", settings.Replacement.HeadsetThresholdPercent)
            : baseline.QuoteValidityDays is < 1 or > LongestValidity ? new("plan.days-invalid", "quoteValidityDays", baseline.QuoteValidityDays, LongestValidity)
            : baseline.UnseenDays is < 1 or > LongestUnseen ? new("plan.days-invalid", "unseenDays", baseline.UnseenDays, LongestUnseen)
            : settings.ExpiringDays.Any(d => d is < 1 or > MostDays) ? new("plan.days-invalid", "expiringDays", string.Join(", ", settings.ExpiringDays), MostDays)
            : settings.Eligibility.Any(t => !t.Category.IsCoverable() || t.Devices < 0) ? new("plan.eligibility-invalid")
            : null;
    }

    public static bool IsPercent(decimal percent) => percent is >= 0 and <= 100 && percent * 1000 == decimal.Truncate(percent * 1000);
}
