namespace Backline.Domain.Catalog;

public enum Lifecycle { Active, EndOfSale, EndOfSupport }

public static class Lifecycles
{
    /// <summary>Where a model stands on a day: a published day is more exact than the status somebody set (EL-4).</summary>
    /// <param name="stated">The status as it was set.</param>
    public static Lifecycle On(DateOnly day, Lifecycle stated, DateOnly? endOfSaleOn, DateOnly? endOfSupportOn) =>
        SupportEnded(day, stated, endOfSupportOn) ? Lifecycle.EndOfSupport
        : stated != Lifecycle.Active || day >= endOfSaleOn ? Lifecycle.EndOfSale
        : Lifecycle.Active;

    internal static bool SupportEnded(DateOnly day, Lifecycle stated, DateOnly? endOfSupportOn) =>
        endOfSupportOn is { } end ? day >= end : stated == Lifecycle.EndOfSupport;
}

/// <summary>What the rules need to know of a model.</summary>
public sealed record ModelFacts(
    Guid Id, string Vendor, string Name, DeviceCategory Category, Lifecycle Lifecycle, DateOnly? EndOfSupportOn)
{
    /// <summary>
    /// From the published day on; status end-of-support without a day ends support now (EL-4).
    /// A day in the future holds although the status says otherwise: it is the more exact of the two.
    /// </summary>
    public bool SupportEndedOn(DateOnly day) => Lifecycles.SupportEnded(day, Lifecycle, EndOfSupportOn);

    /// <summary>Support is ended by the status alone: somebody should enter the day.</summary>
    public bool NeedsEndOfSupportDate => Lifecycle == Lifecycle.EndOfSupport && EndOfSupportOn is null;
}
