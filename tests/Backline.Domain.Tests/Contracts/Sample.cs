using Backline.Domain.Catalog;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Contracts;

internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    public static Plan Plan(string code = ShippedPlans.PolyPlusEnterprise)
    {
        var shipped = ShippedPlans.All.Single(p => p.Code == code);
        return Domain.Contracts.Plan.Create(Guid.CreateVersion7(Now), code, shipped.Name, shipped.Settings);
    }

    public static ContractTerms Terms(string starts = "2026-01-01", string ends = "2026-12-31", params PlanOption[] options) =>
        new(Channel.Partner, "EUR", Day.Of(starts), Day.Of(ends), options);

    public static Contract Draft(params CategoryTerms[] categories)
    {
        var contract = Contract.Draft(new(Guid.CreateVersion7(Now), null), "CT-101", Plan(), Terms(), Now);
        foreach (var category in categories) contract.Select(category);
        return contract;
    }

    public static Contract Active(params CategoryTerms[] categories)
    {
        var contract = Draft(categories);
        contract.Activate(Now);
        return contract;
    }

    public static CategoryTerms Video(int counted, int expected = 0, decimal advance = 0) => new(DeviceCategory.Video, counted, expected, advance, 24.00m);
}
