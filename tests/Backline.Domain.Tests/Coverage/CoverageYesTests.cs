using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;

namespace Backline.Domain.Tests.Coverage;

public sealed class CoverageYesTests
{
    [Fact]
    public void Poly_plus_covers_the_serial_it_names()
    {
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), Scene.Single(names: true)));
        Assert.True(answer.Covered);
        Assert.Equal("coverage.by-serial", answer.Reasons[0].Code);
        Assert.Equal(["PL-1"], answer.Reasons[0].Rules);
    }

    [Fact]
    public void A_serial_number_on_a_contract_tells_the_account_before_any_inventory_does()
    {
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(null, Scene.Single(names: true)));
        Assert.Equal((Scene.Account, CoverageOutcome.Ambiguous, "coverage.named-not-in-inventory", "register-device"), (answer.AccountId, answer.Outcome, answer.Reasons[0].Code, answer.Remedies[0].Code));
        Assert.True(CoverageDecision.Decide(Scene.BySerial() with { Model = "Studio X50" }, Scene.Facts(null, Scene.Single(names: true)) with { Model = Scene.X50 }).Covered);
    }

    [Theory]
    [InlineData(Service.OnSite, PlanOption.OnSite, CoverageOutcome.CoveredWithCharge)]
    [InlineData(Service.SuccessManagement, PlanOption.CsmTime, CoverageOutcome.Covered)]
    public void Whether_a_contract_for_single_devices_has_an_option_is_answered_without_a_serial_number(Service service, PlanOption option, CoverageOutcome bought) // PL-5
    {
        CoverageAnswer Ask(params PlanOption[] options) => CoverageDecision.Decide(Scene.ByAccount(service), Scene.Facts(null, Scene.Single(names: false) with { Options = options.ToSet() }));

        Assert.Equal((bought, "coverage.by-option"), (Ask(option).Outcome, Ask(option).Reasons[0].Code));
        Assert.Equal(("coverage.service-not-in-plan", "add-option"), (Ask().Reasons[0].Code, Ask().Remedies[0].Code));
    }

    [Fact]
    public void Enterprise_covers_the_account_and_asks_no_serial()
    {
        var answer = CoverageDecision.Decide(Scene.ByAccount(), Scene.Facts(null, Scene.Enterprise()));
        Assert.Equal((true, CoverageOutcome.Covered), (answer.Covered, answer.Outcome));
        Assert.Empty(answer.Remedies);
        Assert.Equal("coverage.by-account", answer.Reasons[0].Code);
    }

    [Fact]
    public void Enterprise_covers_a_model_of_a_selected_category()
    {
        var answer = CoverageDecision.Decide(Scene.ByAccount(model: "Studio X50"), Scene.Facts(null, Scene.Enterprise()) with { Model = Scene.X50 });
        Assert.Equal((true, DeviceCategory.Video), (answer.Covered, answer.Category));
        Assert.Contains("CO-1", answer.Reasons[0].Rules);
    }

    [Fact]
    public void A_device_is_covered_from_the_moment_it_joins()
    {
        var question = Scene.BySerial() with { AccountId = Scene.Account, Model = "Studio X50" };
        var answer = CoverageDecision.Decide(question, Scene.Facts(null, Scene.Enterprise()) with { Model = Scene.X50 });
        Assert.True(answer.Covered);
        Assert.Contains(answer.Reasons, r => r.Rules.Contains("CO-2"));
    }

    [Fact]
    public void A_device_above_the_baseline_is_still_covered()
    {
        var contract = Scene.Enterprise() with { AboveBaseline = new[] { DeviceCategory.Video }.ToSet() };
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), contract));
        Assert.True(answer.Covered);
        Assert.Contains(answer.Reasons, r => r.Rules.Contains("CO-5"));
    }

    [Fact]
    public void A_partner_asks_by_site_instead_of_serial()
    {
        var question = new CoverageQuestion(null, Scene.Id(7), null, null, null, Service.Support, default);
        var facts = Scene.Facts(null, Scene.Branded()) with { Site = new(Scene.Id(7), Scene.Account, "S-1001"), Reader = Side.Partner };
        var answer = CoverageDecision.Decide(question, facts);
        Assert.True(answer.Covered);
        Assert.Empty(answer.Remedies);
        Assert.Contains(answer.Reasons, r => r.Rules.Contains("CO-3"));
        Assert.Equal(["give-site"], CoverageDecision.Decide(Scene.ByAccount(), facts with { Site = null }).Remedies.Codes());
    }

    [Theory]
    [InlineData(ShippedPlans.PolyPlus, false)]
    [InlineData(ShippedPlans.PolyPlusEnterprise, true)]
    [InlineData(ShippedPlans.PartnerBranded, true)]
    public void Cases_under_the_enterprise_plans_have_priority_branded_or_not(string plan, bool priority) // PL-4, CA-1
    {
        var contract = plan == ShippedPlans.PolyPlus ? Scene.Single(names: true) : plan == ShippedPlans.PartnerBranded ? Scene.Branded() : Scene.Enterprise();

        Assert.Equal(priority, CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), contract)).Reasons.Codes().Contains("coverage.priority"));
    }

    [Fact]
    public void A_customer_under_a_partners_brand_turns_to_the_partner()
    {
        var facts = Scene.Facts(Scene.Device(Scene.X50), Scene.Branded()) with { Reader = Side.Customer };
        Assert.Equal(["ask-partner"], CoverageDecision.Decide(Scene.BySerial(), facts).Remedies.Codes());
    }

    [Fact]
    public void A_replacement_needs_the_serial_while_support_is_covered()
    {
        var facts = Scene.Facts(null, Scene.Enterprise()) with { Model = Scene.X50 };
        Assert.True(CoverageDecision.Decide(Scene.ByAccount(model: "Studio X50"), facts).Covered);
        var answer = CoverageDecision.Decide(Scene.ByAccount(Service.Replacement, "Studio X50"), facts);
        Assert.Equal((false, CoverageOutcome.Ambiguous, "CT-10"), (answer.Covered, answer.Outcome, answer.Contract!.Number));
        Assert.Equal(["give-serial", "open-case-anyway"], answer.Remedies.Codes());
        Assert.Equal(["CO-4"], answer.Remedies[0].Rules);
        Assert.True(CoverageDecision.Decide(Scene.BySerial(Service.Replacement), Scene.Facts(Scene.Device(Scene.X50), Scene.Enterprise())).Covered);
    }

    [Theory]
    [InlineData(DeviceCategory.Video, true)]
    [InlineData(DeviceCategory.Voice, true)]
    [InlineData(DeviceCategory.Headset, false)]
    public void An_accessory_is_covered_with_its_system(DeviceCategory selected, bool covered)
    {
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.Controller), Scene.Enterprise(10, selected)));
        Assert.Equal(covered, answer.Covered);
        Assert.Equal(covered ? "coverage.with-its-system" : "coverage.category-not-selected", answer.Reasons[0].Code);
    }

    [Fact]
    public void A_quote_only_product_is_covered_once_its_quote_is_ordered()
    {
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.Server), Scene.Enterprise() with { OrderedQuote = true }));
        Assert.Equal((true, "coverage.by-ordered-quote"), (answer.Covered, answer.Reasons[0].Code));
    }

    [Theory]
    [InlineData(OnSiteCharge.Charged, CoverageOutcome.CoveredWithCharge)]
    [InlineData(OnSiteCharge.Included, CoverageOutcome.Covered)]
    public void A_visit_is_charged_or_not_by_the_contracts_own_term(OnSiteCharge term, CoverageOutcome outcome)
    {
        var contract = Scene.Single(names: true) with { Options = new[] { PlanOption.OnSite }.ToSet(), OnSite = term };
        var answer = CoverageDecision.Decide(Scene.BySerial(Service.OnSite), Scene.Facts(Scene.Device(Scene.X50), contract));
        Assert.Equal((true, outcome), (answer.Covered, answer.Outcome));
    }

    [Theory]
    [InlineData(false, Side.Customer)]
    [InlineData(true, Side.Partner)]
    public void The_discount_on_professional_services_is_the_customers_or_the_partners(bool branded, Side side)
    {
        var contract = branded ? Scene.Branded() : Scene.Enterprise();
        var answer = CoverageDecision.Decide(Scene.ByAccount(Service.ProfessionalServices), Scene.Facts(null, contract));
        Assert.Equal(CoverageOutcome.CoveredWithCharge, answer.Outcome);
        Assert.Equal([10m, side], answer.Reasons.Single(r => r.Code == "coverage.discount").Args);
    }

    [Fact]
    public void A_missing_device_is_covered_and_flagged()
    {
        var device = Scene.Device(Scene.X50) with { MissingSince = new(2026, 10, 1) };
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(device, Scene.Enterprise()));
        Assert.True(answer.Covered);
        Assert.Contains("coverage.device-missing", answer.Reasons.Codes());
    }
}
