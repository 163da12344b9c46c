using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>What somebody may ask the programme for.</summary>
public enum Service { Support, Replacement, Software, OnSite, CloudPartner, SuccessManagement, PremiumManagement, ProfessionalServices }

/// <summary>Fee-based options (PL-5): extra time of the success manager, a technical account manager, on-site support, retention of units.</summary>
public enum PlanOption { CsmTime, Tam, OnSite, Frurad }

/// <summary>Single devices by serial number, or every eligible device of an account (PL-1).</summary>
public enum Covers { Devices, Account }

/// <summary>Every figure of a plan. A contract carries a copy, so that a later change of the plan rewrites no promise.</summary>
public sealed record PlanSettings
{
    public Covers Covers { get; init; } = Covers.Account;

    /// <summary>A partner fronts the service under its own brand, and asks by site ID (CO-3, PO-2).</summary>
    public bool Brandable { get; init; }

    public IReadOnlyList<Service> Services { get; init; } = [];
    public IReadOnlyList<PlanOption> Options { get; init; } = [];

    /// <summary>Days before the end of a contract on which it is announced as expiring; the largest begins the state "expiring".</summary>
    public IReadOnlyList<int> ExpiringDays { get; init; } = [90, 60, 30];

    public BaselineSettings Baseline { get; init; } = new();
    public IReadOnlyList<EligibilityThreshold> Eligibility { get; init; } = EligibilityThreshold.Shipped;
    public ReplacementSettings Replacement { get; init; } = new();
    public SupportSettings Support { get; init; } = new();
    public OnSiteCharge OnSite { get; init; } = OnSiteCharge.Charged;
    public DiscountSettings ProfessionalServices { get; init; } = new();

    /// <summary>On-site support comes with the plan or can be bought (PL-5); without it, what a visit costs is no question.</summary>
    public bool HasOnSite() => Services.Contains(Service.OnSite) || Options.Contains(PlanOption.OnSite);
}

/// <summary>The fewest devices that make a category eligible (EL-1).</summary>
/// <param name="Placeholder">The figure is published nowhere: say so wherever it is shown.</param>
public sealed record EligibilityThreshold(DeviceCategory Category, int Devices, bool Placeholder)
{
    public static readonly IReadOnlyList<EligibilityThreshold> Shipped =
    [
        new(DeviceCategory.Video, 50, Placeholder: true),
        new(DeviceCategory.Voice, 100, Placeholder: true),
        new(DeviceCategory.Headset, 500, Placeholder: true),
    ];
}

public enum OnSiteCharge { Charged, Included }

/// <summary>Discount on professional services, in percent of the list price (PL-6).</summary>
public sealed record DiscountSettings(decimal Percent = 10, bool Placeholder = true);
