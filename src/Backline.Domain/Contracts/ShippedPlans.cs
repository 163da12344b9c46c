namespace Backline.Domain.Contracts;

/// <summary>The three plans of PL-1, with the values of the rules page.</summary>
public static class ShippedPlans
{
    public const string PolyPlus = "poly-plus";
    public const string PolyPlusEnterprise = "poly-plus-enterprise";
    public const string PartnerBranded = "partner-branded-poly-plus-enterprise";

    /// <summary>PL-2: in every plan.</summary>
    private static readonly Service[] inEveryPlan =
        [Service.Support, Service.Replacement, Service.Software, Service.CloudPartner, Service.ProfessionalServices];

    /// <summary>PL-3, PL-4: the success manager and premium device management come with the account-wide plans.</summary>
    private static readonly PlanSettings enterprise = new()
    {
        Covers = Covers.Account,
        Services = [.. inEveryPlan, Service.SuccessManagement, Service.PremiumManagement],
        Options = [PlanOption.CsmTime, PlanOption.Tam, PlanOption.Frurad],
        Support = new() { Priority = true },
    };

    public static readonly IReadOnlyList<(string Code, string Name, PlanSettings Settings)> All =
    [
        (PolyPlus, "Poly+", new()
        {
            Covers = Covers.Devices,
            Services = inEveryPlan,
            Options = [PlanOption.CsmTime, PlanOption.Tam, PlanOption.OnSite],
        }),
        (PolyPlusEnterprise, "Poly+ Enterprise", enterprise),
        (PartnerBranded, "Partner Branded Poly+ Enterprise", enterprise with { Brandable = true }),
    ];
}
