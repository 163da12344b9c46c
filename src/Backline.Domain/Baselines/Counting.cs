using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Baselines;

/// <summary>Why a device counts or not. The words stand in the evidence; <see cref="NoBaseline"/> only in lists, for what a contract for single devices covers (PL-1): no check counts it.</summary>
public enum CountReason
{
    Counted, CountedMissing, NotCountedAccessory, NotCountedQuoteOnly, NotCountedEndOfSupport, NotCountedCategoryNotSelected, NotCountedUnknownModel,
    NoBaseline,
}

/// <summary>The monthly count, one device at a time.</summary>
public static class Counting
{
    public static bool Counts(this CountReason reason) => reason is CountReason.Counted or CountReason.CountedMissing;

    /// <param name="model">Null: the reported name waits for a person.</param>
    /// <param name="selected">Categories of the contract.</param>
    /// <param name="missingSince">Absent from an inventory that covered it.</param>
    /// <param name="lastSeenOn">Null when no source ever said.</param>
    /// <param name="day">The day the count is frozen, in the account's zone.</param>
    /// <param name="unseenDays">Of the plan, 90.</param>
    public static CountReason Reason(
        ModelFacts? model, EnumSet<DeviceCategory> selected, DateOnly? missingSince, DateOnly? lastSeenOn, DateOnly day, int unseenDays)
    {
        var reason = OfModel(model, selected, day);
        return reason == CountReason.Counted && IsMissing(missingSince, lastSeenOn, day, unseenDays) ? CountReason.CountedMissing : reason;
    }

    /// <summary>All that the model decides: the same for every device of it.</summary>
    public static CountReason OfModel(ModelFacts? model, EnumSet<DeviceCategory> selected, DateOnly day) =>
        model is null ? CountReason.NotCountedUnknownModel
        : model.SupportEndedOn(day) ? CountReason.NotCountedEndOfSupport
        : model.Category.IsQuoteOnly() ? CountReason.NotCountedQuoteOnly
        : model.Category == DeviceCategory.RoomAccessory ? CountReason.NotCountedAccessory
        : selected.Contains(model.Category) ? CountReason.Counted
        : CountReason.NotCountedCategoryNotSelected;

    /// <summary>Missing devices go on counting, flagged, until a person removes them.</summary>
    public static bool IsMissing(DateOnly? missingSince, DateOnly? lastSeenOn, DateOnly day, int unseenDays) =>
        missingSince <= day || (lastSeenOn is { } seen && day.DayNumber - seen.DayNumber >= unseenDays);
}
