using Backline.Domain.Baselines;
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

    [Theory]
    [InlineData(21, "", 0, 0, null, "eligibility.alone video: alone")] // EL-1 asks for a threshold only among several
    [InlineData(21, "voice", 30, 0, "contract.no-category-meets-threshold-alongside video voice (CT-7)", "eligibility.threshold video: not met, eligibility.alongside voice CT-7: not met")]
    [InlineData(21, "voice", 99, 0, "contract.no-category-meets-threshold-alongside video voice (CT-7)", "eligibility.threshold video: not met, eligibility.alongside voice CT-7: not met")]
    [InlineData(21, "voice", 100, 0, null, "eligibility.threshold video: not met, eligibility.alongside voice CT-7: met")]
    [InlineData(21, "voice", 30, 100, null, "eligibility.threshold video: not met, eligibility.alongside voice CT-7: met")] // grown since it was counted
    [InlineData(50, "voice", 30, 0, null, "eligibility.threshold video: met, eligibility.alongside voice CT-7: not met")]
    [InlineData(21, "video", 21, 0, "contract.category-already-contracted video CT-7", "eligibility.alone video: alone")] // one category, twice
    public void Categories_of_contracts_on_the_same_days_are_selected_together(int video, string beside, int counted, int installed, string? refusal, string steps)
    {
        ContractedAlongside[] alongside = beside.Length == 0 ? [] : [new("CT-7", Words.Parse<DeviceCategory>(beside), counted)];
        var present = new Dictionary<DeviceCategory, int> { [DeviceCategory.Voice] = installed };
        var draft = Sample.Draft(Sample.Video(video));

        Assert.Equal(refusal, draft.WhyNotActivate(new() { Installed = present, Alongside = alongside }) is { } refused ? $"{refused.Code} {string.Join(' ', refused.Args)}" : null);
        Assert.Equal(steps, string.Join(", ", Eligibility.Check(draft, present, alongside).Derivation.Steps.Select(step => $"{step.Key} {step.Result}")));
    }

    [Theory]
    [InlineData(353, 0, "contract.counted-not-named video 353 0")]
    [InlineData(353, 4, "contract.counted-not-named video 353 4")]
    [InlineData(4, 4, null)]
    [InlineData(0, 0, null)]
    public void A_contract_by_serial_number_orders_what_it_names(int counted, int named, string? refusal) // PL-1
    {
        var draft = Contract.Draft(new(Guid.CreateVersion7(Sample.Now), null), "CT-1", Sample.Plan(ShippedPlans.PolyPlus), Sample.Terms(), Sample.Now);
        draft.Select(Sample.Video(counted));
        var units = new Dictionary<DeviceCategory, int> { [DeviceCategory.Video] = named };

        Assert.Equal(refusal, draft.UnlessOrdersNamed(units) is { } refused ? $"{refused.Code} {string.Join(' ', refused.Args)}" : null);
        draft.FollowNamed(units);
        var figures = OrderFigures.Of(draft).Single();
        Assert.Equal((named, null, null, named * 24.00m), (figures.Contracted, figures.Baseline, figures.TriggerAt, figures.Order.Amount));
        Assert.DoesNotContain(figures.Derivation.Steps, step => step.Key.StartsWith("baseline.", StringComparison.Ordinal));
        draft.Activate(Sample.Now, new() { Quoted = 1 });
        draft.FollowNamed(new Dictionary<DeviceCategory, int>());
        Assert.Equal(named, draft.Categories[0].Counted); // what was ordered stays
    }

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(0, 1, null)] // a unit whose quote was ordered is covered too (EL-3)
    [InlineData(0, 0, "contract.nothing-named")]
    [InlineData(null, 0, "contract.no-category")]
    public void A_contract_that_names_nothing_covers_nothing_and_is_not_activated(int? named, int quoted, string? refusal) // PL-1
    {
        var draft = Contract.Draft(new(Guid.CreateVersion7(Sample.Now), null), "CT-1", Sample.Plan(ShippedPlans.PolyPlus), Sample.Terms(), Sample.Now);
        if (named is { } devices) draft.Select(Sample.Video(devices));

        Assert.Equal(refusal, draft.WhyNotActivate(new() { Quoted = quoted })?.Code);
    }

    [Fact]
    public void Activating_refuses_whatever_it_is_told_why_not()
    {
        ContractedAlongside[] video = [new("CT-7", DeviceCategory.Video, 21)], voice = [new("CT-7", DeviceCategory.Voice, 30)];
        (string Code, ActivationFacts Facts)[] refused =
        [
            ("contract.category-not-whole", new() { Installed = new Dictionary<DeviceCategory, int> { [DeviceCategory.Video] = 22 } }),
            ("contract.category-already-contracted", new() { Alongside = video }),
            ("contract.no-category-meets-threshold-alongside", new() { Alongside = voice }),
            ("contract.partner-missing", new() { Certified = null }),
            ("contract.devices-named-by-another", new() { NamedAlongside = new("CT-7", "8L1", 2) }),
        ];
        foreach (var (code, facts) in refused)
        {
            var draft = Sample.Draft(Sample.Video(21));
            Assert.Equal(code, draft.WhyNotActivate(facts)?.Code);
            Assert.Equal(code, Assert.Throws<RefusedException>(() => draft.Activate(Sample.Now, facts)).Refusal.Code);
            Assert.Equal(ContractState.Draft, draft.State);
        }
    }

    [Fact]
    public void No_eligible_device_of_a_category_is_left_out()
    {
        var installed = new Dictionary<DeviceCategory, int> { [DeviceCategory.Video] = 210 };
        var refusal = Eligibility.Check(Sample.Draft(Sample.Video(200)), installed).First!;
        Assert.Equal("contract.category-not-whole", refusal.Code);
        Assert.Equal("contract.category-not-whole", Sample.Draft(Sample.Video(200)).WhyNotActivate(new() { Installed = installed })!.Code);
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
