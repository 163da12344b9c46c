using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;

namespace Backline.Domain.Tests.Coverage;

/// <summary>One account with one device and the contracts of the shipped plans, to be varied by the tests.</summary>
internal static class Scene
{
    public static readonly DateOnly Today = new(2026, 11, 20);
    public static readonly Guid Account = Id(1), OtherAccount = Id(2), Unit = Id(3);
    public static readonly ModelFacts X50 = Model("Studio X50", DeviceCategory.Video);
    public static readonly ModelFacts Trio = Model("Trio 8800", DeviceCategory.Voice);
    public static readonly ModelFacts Controller = Model("TC8", DeviceCategory.RoomAccessory);
    public static readonly ModelFacts Server = Model("RMX 4000", DeviceCategory.Infrastructure);

    public static ModelFacts Model(string name, DeviceCategory category, Lifecycle lifecycle = Lifecycle.Active, DateOnly? ends = null) =>
        new(Id(50), "HP Poly", name, category, lifecycle, ends);

    public static DeviceFacts Device(ModelFacts? model) => new(Unit, Account, "8L2427E6061DDV", model?.Name ?? "Mystery 1", model);

    public static ContractFacts Enterprise(int id = 10, params DeviceCategory[] selected) =>
        Of(ShippedPlans.PolyPlusEnterprise, id) with { Selected = (selected.Length == 0 ? [DeviceCategory.Video] : selected).ToSet() };

    public static ContractFacts Branded(int id = 20) => Of(ShippedPlans.PartnerBranded, id) with { Selected = new[] { DeviceCategory.Video }.ToSet() };

    public static ContractFacts Single(bool names, int id = 30) => Of(ShippedPlans.PolyPlus, id) with { Selected = new[] { DeviceCategory.Video }.ToSet(), NamesSerial = names };

    public static CoverageQuestion BySerial(Service service = Service.Support) => new(null, null, "8L2427E6061DDV", null, null, service, default);

    public static CoverageQuestion ByAccount(Service service = Service.Support, string? model = null) => new(Account, null, null, null, model, service, default);

    public static CoverageFacts Facts(DeviceFacts? device, params ContractFacts[] contracts) =>
        new() { Day = Today, Reader = Side.Vendor, ManagesContracts = true, MatchesModels = true, ManagesCatalog = true, Devices = device is null ? [] : [device], Contracts = contracts };

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    public static IEnumerable<string> Codes(this IReadOnlyList<CoverageNote> notes) => notes.Select(n => n.Code);

    private static ContractFacts Of(string code, int id)
    {
        var (_, name, settings) = ShippedPlans.All.Single(p => p.Code == code);
        return new()
        {
            Id = Id(id),
            AccountId = Account,
            Number = "CT-" + id,
            PlanCode = code,
            PlanName = name,
            State = ContractState.Active,
            StartsOn = new(2026, 1, 1),
            EndsOn = new(2026, 12, 31),
            Covers = settings.Covers,
            Brandable = settings.Brandable,
            Priority = settings.Support.Priority,
            OnSite = settings.OnSite,
            DiscountPercent = settings.ProfessionalServices.Percent,
            Services = settings.Services.ToSet(),
            Offered = settings.Options.ToSet(),
        };
    }
}
