using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Contracts;

public sealed class ContractTests
{
    [Fact]
    public void Ships_three_plans_that_make_sense()
    {
        Assert.Equal(["Poly+", "Poly+ Enterprise", "Partner Branded Poly+ Enterprise"], ShippedPlans.All.Select(p => p.Name));
        Assert.All(ShippedPlans.All, p => Assert.Null(PlanSettingsRules.WhyNot(p.Settings)));
        Assert.Equal(Covers.Devices, ShippedPlans.All[0].Settings.Covers);
        Assert.True(ShippedPlans.All[2].Settings.Brandable);
    }

    [Fact]
    public void A_draft_is_activated_once_and_then_ends()
    {
        var contract = Sample.Active(Sample.Video(200));
        Assert.Equal("contract.not-a-draft", contract.WhyNotActivate()!.Code);
        Assert.Equal("contract.not-a-draft", contract.WhyNotChange()!.Code);
        Assert.Equal("contract.not-a-draft", contract.WhyNotCancel()!.Code);
        contract.End(Sample.Now);
        Assert.Equal(ContractState.Ended, contract.State);
        Assert.Equal("contract.not-active", contract.WhyNotEnd()!.Code);
    }

    [Fact]
    public void Every_change_moves_the_version()
    {
        var contract = Sample.Draft();
        var before = contract.Version;
        contract.Select(Sample.Video(200));
        contract.Activate(Sample.Now);
        Assert.Equal(before + 2, contract.Version);
    }

    [Theory]
    [InlineData("2026-10-01", Standing.Active)] // 91 days left
    [InlineData("2026-10-02", Standing.Expiring)] // 90
    [InlineData("2026-12-31", Standing.Expiring)] // its last day
    [InlineData("2027-01-01", Standing.Ended)]
    public void Expiring_and_ended_follow_from_the_day(string today, Standing standing) =>
        Assert.Equal(standing, Sample.Active(Sample.Video(200)).StandingOn(Day.Of(today)));

    [Fact]
    public void One_category_needs_no_threshold_but_several_need_one_that_meets_it()
    {
        Assert.Null(Sample.Draft(Sample.Video(3)).WhyNotActivate());
        Assert.Equal("contract.no-category", Sample.Draft().WhyNotActivate()!.Code);
        var voice = new CategoryTerms(DeviceCategory.Voice, 99, 0, 0, 12);
        Assert.Equal("contract.no-category-meets-threshold", Sample.Draft(Sample.Video(49), voice).WhyNotActivate()!.Code);
        Assert.Null(Sample.Draft(Sample.Video(50), voice).WhyNotActivate());
    }

    [Fact]
    public void No_eligible_device_of_a_category_is_left_out()
    {
        var installed = new Dictionary<DeviceCategory, int> { [DeviceCategory.Video] = 210 };
        var refusal = Eligibility.Check(Sample.Draft(Sample.Video(200)), installed).First!;
        Assert.Equal("contract.category-not-whole", refusal.Code);
        Assert.Equal("contract.category-not-whole", Sample.Draft(Sample.Video(200)).WhyNotActivate(installed)!.Code);
        Assert.True(Eligibility.Check(Sample.Draft(Sample.Video(210)), installed).IsMet);
    }

    [Fact]
    public void Quote_only_classes_and_accessories_are_not_selected()
    {
        var draft = Sample.Draft();
        foreach (var category in DeviceCategories.QuoteOnly.Append(DeviceCategory.RoomAccessory))
        {
            var refused = Assert.Throws<RefusedException>(() => draft.Select(new(category, 1, 0, 0, 1)));
            Assert.Equal("contract.category-needs-quote", refused.Refusal.Code);
        }
    }

    [Fact]
    public void Only_options_the_plan_offers_can_be_taken()
    {
        var parties = new ContractParties(Guid.CreateVersion7(Sample.Now), null);
        var refused = Assert.Throws<RefusedException>(() =>
            Contract.Draft(parties, "CT-1", Sample.Plan(), Sample.Terms("2026-01-01", "2026-12-31", PlanOption.OnSite), Sample.Now));
        Assert.Equal("contract.option-not-offered", refused.Refusal.Code);
    }

    [Fact]
    public void A_later_change_of_the_plan_rewrites_no_promise()
    {
        var plan = Sample.Plan();
        var contract = Contract.Draft(new(Guid.CreateVersion7(Sample.Now), null), "CT-1", plan, Sample.Terms(), Sample.Now);
        plan.Change("Poly+ Enterprise", plan.Settings with { Baseline = new() { UpliftPercent = 10 } });
        Assert.Equal(5, contract.Settings.Baseline.UpliftPercent);
    }
}
