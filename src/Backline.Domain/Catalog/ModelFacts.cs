namespace Backline.Domain.Catalog;

public enum Lifecycle { Active, EndOfSale, EndOfSupport }

/// <summary>What the rules need to know of a model.</summary>
public sealed record ModelFacts(
    Guid Id, string Vendor, string Name, DeviceCategory Category, Lifecycle Lifecycle, DateOnly? EndOfSupportOn)
{
    /// <summary>
    /// From the published day on; status end-of-support without a day ends support now (EL-4).
    /// A day in the future holds although the status says otherwise: it is the more exact of the two.
    /// </summary>
    public bool SupportEndedOn(DateOnly day) => EndOfSupportOn is { } end ? day >= end : Lifecycle == Lifecycle.EndOfSupport;

    /// <summary>Support is ended by the status alone: somebody should enter the day.</summary>
    public bool NeedsEndOfSupportDate => Lifecycle == Lifecycle.EndOfSupport && EndOfSupportOn is null;
}
