using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;

namespace Backline.Domain.Tests.Coverage;

public sealed class CoverageNoTests
{
    [Fact]
    public void A_product_past_end_of_support_is_never_covered()
    {
        var ended = Scene.Model("Trio 8500", DeviceCategory.Video, Lifecycle.EndOfSale, new(2026, 11, 20));
        var answer = Ask(Scene.BySerial(), Scene.Device(ended), Scene.Enterprise() with { OrderedQuote = true }, Scene.Single(names: true));
        Expect(answer, CoverageOutcome.NotCovered, "coverage.end-of-support", "replace-with-current-model");
        Assert.Equal(["EL-4"], answer.Reasons[0].Rules);
        Assert.True(CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(ended), Scene.Enterprise()) with { Day = new(2026, 11, 19) }).Covered);
    }

    [Fact]
    public void Past_end_of_support_the_contract_in_force_is_named_and_the_others_say_what_they_are()
    {
        var ended = Scene.Device(Scene.Model("VVX 250", DeviceCategory.Voice, Lifecycle.EndOfSale, new(2026, 11, 20)));
        var cancelled = Scene.Enterprise(11, DeviceCategory.Voice) with { State = ContractState.Cancelled, StartsOn = new(2027, 1, 1), EndsOn = new(2027, 12, 31) };
        var answer = Ask(Scene.BySerial(), ended, cancelled, Scene.Enterprise(10, DeviceCategory.Voice));
        Assert.Equal("CT-10", answer.Contract?.Number);
        Assert.Equal(["CT-10 end-of-support", "CT-11 cancelled"], answer.Trace.Select(step => $"{step.Number} {step.Why}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_published_date_support_is_over_and_the_date_is_asked_for() => Expect(
        Ask(Scene.BySerial(), Scene.Device(Scene.Model("QDX 6000", DeviceCategory.Video, Lifecycle.EndOfSupport)), Scene.Enterprise()),
        CoverageOutcome.NotCovered, "coverage.end-of-support-undated", "replace-with-current-model", "enter-end-of-support-date");

    [Theory]
    [InlineData(DeviceCategory.Infrastructure)]
    [InlineData(DeviceCategory.ImmersiveTelepresence)]
    [InlineData(DeviceCategory.VerticalSolution)]
    public void Quote_only_classes_need_a_quote(DeviceCategory category)
    {
        var device = Scene.Device(Scene.Model("Big", category));
        Expect(Ask(Scene.BySerial(), device, Scene.Enterprise()), CoverageOutcome.NeedsQuote, "coverage.needs-quote", "order-quote");
        Expect(Ask(Scene.BySerial(), device, Scene.Single(names: true)), CoverageOutcome.NeedsQuote, "coverage.needs-quote", "order-quote");
    }

    [Fact]
    public void A_category_that_is_not_selected_is_not_covered() => Expect(
        Ask(Scene.BySerial(), Scene.Device(Scene.Trio), Scene.Enterprise()), CoverageOutcome.NotCovered, "coverage.category-not-selected", "add-category");

    [Fact]
    public void A_named_device_of_a_category_that_was_not_ordered_is_not_covered() => Expect( // PL-1, EL-1
        Ask(Scene.BySerial(), Scene.Device(Scene.Trio), Scene.Single(names: true)), CoverageOutcome.NotCovered, "coverage.category-not-selected", "add-category-and-serial");

    [Fact]
    public void A_named_accessory_was_ordered_by_nobody() => Expect(
        Ask(Scene.BySerial(), Scene.Device(Scene.Controller), Scene.Single(names: true)), CoverageOutcome.NotCovered, "coverage.category-not-selected", "buy-contract", "time-and-materials", "pay-per-incident");

    [Fact]
    public void A_named_unit_that_no_inventory_has_waits_for_the_inventory_whatever_day_its_contract_begins()
    {
        var later = Scene.Single(names: true) with { StartsOn = new(2026, 12, 1), EndsOn = new(2027, 11, 30) };
        Expect(Ask(Scene.BySerial(), null, Scene.Enterprise(), later), CoverageOutcome.Ambiguous, "coverage.named-not-in-inventory", "register-device", "name-model");
        Expect(Ask(Scene.BySerial(), null, later), CoverageOutcome.NotCovered, "coverage.not-yet-started", "register-device");
    }

    [Fact]
    public void A_misspelled_model_is_answered_with_the_nearest_names_before_the_account_is_asked_for()
    {
        var question = Scene.ByAccount() with { AccountId = null, Model = "Studio X5" };
        var answer = CoverageDecision.Decide(question, Scene.Facts(null) with { ModelProposals = ["Studio X50", "Studio X52"] });
        Expect(answer, CoverageOutcome.Ambiguous, "coverage.model-unknown", "ask-with-model", "give-account", "give-site");
        Assert.Equal(["Studio X50, Studio X52"], answer.Remedies[0].Args);
        Assert.Equal(["account NotAsked", "supported NotAsked", "in-fleet NotAsked", "contract NotAsked", "category No", "service NotAsked"], CoverageSteps.Of(question, answer).Select(step => $"{step.Key} {step.State}"));
    }

    [Fact]
    public void Who_may_not_change_the_catalogue_is_told_whom_to_ask()
    {
        var undated = Scene.Device(Scene.Model("QDX 6000", DeviceCategory.Video, Lifecycle.EndOfSupport));
        Assert.Contains("ask-to-enter-end-of-support-date", CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(undated, Scene.Enterprise()) with { ManagesCatalog = false }).Remedies.Codes());
        Assert.Equal("ask-to-match-model", CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(null), Scene.Enterprise()) with { MatchesModels = false }).Remedies[0].Code);
    }

    [Fact]
    public void Poly_plus_does_not_cover_a_serial_it_does_not_name() => Expect(
        Ask(Scene.BySerial(), Scene.Device(Scene.X50), Scene.Single(names: false)), CoverageOutcome.NotCovered, "coverage.serial-not-named", "add-serial");

    [Fact]
    public void Poly_plus_alone_asks_for_the_serial() => Expect(
        Ask(Scene.ByAccount(), null, Scene.Single(names: false)), CoverageOutcome.Ambiguous, "coverage.serial-needed", "give-serial");

    [Fact]
    public void A_lapsed_contract_names_what_can_be_had()
    {
        var lapsed = Scene.Enterprise() with { StartsOn = new(2025, 1, 1), EndsOn = new(2025, 12, 31), State = ContractState.Ended };
        var answer = Ask(Scene.BySerial(), Scene.Device(Scene.X50), lapsed);
        Expect(answer, CoverageOutcome.NotCovered, "coverage.lapsed", "reactivate-contract", "time-and-materials", "pay-per-incident");
        Assert.Equal(["CT-10", new DateOnly(2025, 12, 31)], answer.Remedies[0].Args);
    }

    [Theory]
    [InlineData("2026-01-01", true)] // first day
    [InlineData("2026-12-31", true)] // last day
    [InlineData("2025-12-31", false)]
    [InlineData("2027-01-01", false)]
    public void Cover_is_on_the_days_of_the_term(string day, bool covered) => Assert.Equal(
        covered, CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), Scene.Enterprise()) with { Day = Day.Of(day) }).Covered);

    [Fact]
    public void A_contract_that_is_not_in_force_says_what_would_make_it_so()
    {
        var device = Scene.Device(Scene.X50);
        Expect(Ask(Scene.BySerial(), device, Scene.Enterprise() with { State = ContractState.Draft }), CoverageOutcome.NotCovered, "coverage.draft", "activate-contract");
        Expect(Ask(Scene.BySerial(), device, Scene.Enterprise() with { StartsOn = new(2026, 12, 1) }), CoverageOutcome.NotCovered, "coverage.not-yet-started", "wait-for-start");
        var endedEarly = Scene.Enterprise() with { State = ContractState.Ended, EndedOn = new(2026, 6, 1) };
        Expect(Ask(Scene.BySerial(), device, endedEarly), CoverageOutcome.NotCovered, "coverage.ended-early", "reactivate-contract", "time-and-materials", "pay-per-incident");
        Expect(Ask(Scene.BySerial(), device, Scene.Enterprise() with { State = ContractState.Cancelled }),
            CoverageOutcome.NotCovered, "coverage.cancelled", "buy-contract", "time-and-materials", "pay-per-incident");
        Expect(Ask(Scene.BySerial(), device), CoverageOutcome.NotCovered, "coverage.no-contract", "buy-contract", "time-and-materials", "pay-per-incident");
    }

    [Fact]
    public void An_unknown_model_is_matched_first()
    {
        var facts = Scene.Facts(Scene.Device(null), Scene.Enterprise()) with { ModelProposals = ["Studio X50", "Studio X52"] };
        var answer = CoverageDecision.Decide(Scene.BySerial(), facts);
        Expect(answer, CoverageOutcome.Ambiguous, "coverage.model-unknown", "match-model");
        Assert.Equal(["Studio X50, Studio X52"], answer.Remedies[0].Args);
    }

    [Fact]
    public void A_removed_device_is_not_covered_and_one_that_left_is_its_new_owners()
    {
        var removed = Scene.Device(Scene.X50) with { RemovedOn = new(2026, 11, 1) };
        Expect(Ask(Scene.BySerial(), removed, Scene.Enterprise()), CoverageOutcome.NotCovered, "coverage.device-removed", "restore-device");
        Assert.True(CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(removed, Scene.Enterprise()) with { Day = new(2026, 10, 31) }).Covered);
        Assert.False(CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(removed, Scene.Enterprise()) with { Day = new(2026, 11, 1) }).Covered);
        Expect(Ask(Scene.BySerial(), removed with { Moved = true }, Scene.Enterprise()), CoverageOutcome.NotCovered, "coverage.device-left", "ask-new-account");
    }

    [Theory]
    [InlineData(Service.OnSite, "add-option")]
    [InlineData(Service.SuccessManagement, "add-option")]
    [InlineData(Service.PremiumManagement, "change-plan")]
    public void A_service_the_plan_lacks_names_the_way_to_it(Service service, string remedy) => Expect(
        Ask(Scene.BySerial(service), Scene.Device(Scene.X50), Scene.Single(names: true)), CoverageOutcome.NotCovered, "coverage.service-not-in-plan", remedy);

    [Theory]
    [InlineData(Service.OnSite, "Poly+ option")]
    [InlineData(Service.SuccessManagement, "Poly+ option, Poly+ Enterprise, Partner Branded Poly+ Enterprise")]
    [InlineData(Service.PremiumManagement, "Poly+ Enterprise, Partner Branded Poly+ Enterprise")]
    public void The_plans_that_bring_a_service_are_named(Service service, string plans)
    {
        var offers = ShippedPlans.All.Select(plan => PlanOffer.Of(plan.Name, plan.Settings, service)).OfType<PlanOffer>().ToList();
        var contract = Scene.Single(names: true) with { Offered = default };

        Assert.Equal(plans, string.Join(", ", offers.Select(offer => offer.Name + (offer.AsOption ? " option" : ""))));
        Assert.Same(offers, CoverageDecision.Decide(Scene.BySerial(service), Scene.Facts(Scene.Device(Scene.X50), contract) with { Offers = offers }).Remedies[0].Args[2]);
    }

    [Fact]
    public void More_than_one_account_or_device_is_asked_about_never_guessed()
    {
        var twice = Scene.Facts(null, Scene.Enterprise()) with
        {
            Devices = [Scene.Device(Scene.X50), Scene.Device(Scene.X50) with { Id = Scene.Id(4), AccountId = Scene.OtherAccount }],
        };
        Expect(CoverageDecision.Decide(Scene.BySerial(), twice), CoverageOutcome.Ambiguous, "coverage.several-devices", "give-account");
        Assert.True(CoverageDecision.Decide(Scene.BySerial() with { AccountId = Scene.Account }, twice).Covered);

        var named = Scene.Facts(null) with { Accounts = [new(Scene.OtherAccount, "MA-2", "Nord AG"), new(Scene.Account, "MA-1", "Nord Ltd")] };
        var answer = CoverageDecision.Decide(Scene.ByAccount() with { AccountId = null }, named);
        Expect(answer, CoverageOutcome.Ambiguous, "coverage.several-accounts", "give-account");
        Assert.Equal(["MA-1, MA-2"], answer.Reasons[0].Args);
    }

    [Theory]
    [InlineData(true, false, "coverage.device-elsewhere", "ask-with-account")]
    [InlineData(true, true, "coverage.device-unknown", "register-device")] // removed there: it is in no inventory that counts
    [InlineData(false, false, "coverage.device-unknown", "register-device")] // not among what the reader may see
    public void A_unit_of_another_account_is_said_to_be_there(bool visible, bool removed, string reason, string remedy)
    {
        var there = Scene.Device(Scene.X50) with { AccountId = Scene.OtherAccount, RemovedOn = removed ? Scene.Today : null };
        var facts = Scene.Facts(null, Scene.Single(names: false)) with { Devices = visible ? [there] : [], Accounts = visible ? [new(Scene.Account, "MA-1", "Nord"), new(Scene.OtherAccount, "MA-2", "South")] : [new(Scene.Account, "MA-1", "Nord")] };
        var question = Scene.BySerial() with { AccountId = Scene.Account };

        var answer = CoverageDecision.Decide(question, facts);

        Assert.Equal((reason, remedy), (answer.Reasons[0].Code, answer.Remedies[0].Code));
        if (reason != "coverage.device-elsewhere") return;
        Assert.Equal(["8L2427E6061DDV", "MA-2"], answer.Reasons[0].Args);
        Assert.Equal(("in-fleet", StepState.No), CoverageSteps.Of(question, answer).Where(step => step.State == StepState.No).Select(step => (step.Key, step.State)).Single());
        Assert.Equal("coverage.named-not-in-inventory", CoverageDecision.Decide(question, facts with { Contracts = [Scene.Single(names: true)] }).Reasons[0].Code); // a contract of the account names it
    }

    [Theory]
    [InlineData("64167f0ab219", "coverage.serial-and-mac-differ", "give-serial-or-mac")]
    [InlineData("8l2427e6061ddv", "coverage.several-devices", "give-account")] // one text, read as both
    public void Serial_and_MAC_of_two_devices_contradict_each_other(string mac, string reason, string remedy)
    {
        var facts = Scene.Facts(null, Scene.Enterprise()) with { Devices = [Scene.Device(Scene.X50), Scene.Device(Scene.X50) with { Id = Scene.Id(4), Serial = "OTHER1" }] };

        Expect(CoverageDecision.Decide(Scene.BySerial() with { AccountId = Scene.Account, Mac = mac }, facts), CoverageOutcome.Ambiguous, reason, remedy);
    }

    [Fact]
    public void A_site_of_another_account_is_a_contradiction()
    {
        var facts = Scene.Facts(null, Scene.Enterprise()) with { Site = new(Scene.Id(7), Scene.OtherAccount, "S-1") };
        Expect(CoverageDecision.Decide(Scene.ByAccount(), facts), CoverageOutcome.Ambiguous, "coverage.site-of-another-account", "give-account");
    }

    [Fact]
    public void An_unknown_serial_can_be_registered() => Expect(
        Ask(Scene.BySerial(), null), CoverageOutcome.NotCovered, "coverage.device-unknown", "give-account", "register-device");

    [Fact]
    public void A_unit_of_a_covered_account_that_no_inventory_has_is_brought_in_or_its_model_said()
    {
        var question = Scene.BySerial() with { AccountId = Scene.Account };
        var answer = Ask(question, null, Scene.Enterprise());
        Expect(answer, CoverageOutcome.Ambiguous, "coverage.device-unknown", "register-device", "name-model");
        Assert.Equal(["8L2427E6061DDV"], answer.Reasons[0].Args);
        var steps = CoverageSteps.Of(question, answer);
        Assert.Equal([("account", StepState.Yes), ("in-fleet", StepState.No), ("supported", StepState.NotAsked)], steps.Take(3).Select(step => (step.Key, step.State)));
    }

    [Fact]
    public void A_model_without_an_account_lacks_one_thing_and_is_no_no()
    {
        var question = Scene.ByAccount() with { AccountId = null, Model = "Studio X52" };
        var facts = Scene.Facts(null) with { Accounts = [], Model = Scene.X50 };

        var answer = CoverageDecision.Decide(question, facts);

        Assert.Equal((CoverageOutcome.Ambiguous, "coverage.account-needed"), (answer.Outcome, answer.Reasons[0].Code));
        Assert.Equal("give-account", answer.Remedies[0].Code);
    }

    [Fact]
    public void Nothing_asked_is_nothing_answered() => Expect(
        Ask(Scene.ByAccount() with { AccountId = null }, null), CoverageOutcome.NotCovered, "coverage.account-needed", "give-account", "give-site");

    private static CoverageAnswer Ask(CoverageQuestion question, DeviceFacts? device, params ContractFacts[] contracts) =>
        CoverageDecision.Decide(question, Scene.Facts(device, contracts));

    /// <summary>Every no ends with: a case may be opened all the same.</summary>
    private static void Expect(CoverageAnswer answer, CoverageOutcome outcome, string reason, params string[] remedies)
    {
        Assert.False(answer.Covered);
        Assert.Equal((outcome, reason), (answer.Outcome, answer.Reasons[0].Code));
        Assert.Equal([.. remedies, "open-case-anyway"], answer.Remedies.Codes());
        Assert.All(answer.Reasons.Concat(answer.Remedies), n => Assert.NotEmpty(n.Rules));
    }
}
