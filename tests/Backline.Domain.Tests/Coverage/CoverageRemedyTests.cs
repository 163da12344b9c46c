using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Coverage;

/// <summary>CO-6: what is offered to make a no a yes does make it one.</summary>
public sealed class CoverageRemedyTests
{
    private static readonly ContractFacts draft = Scene.Enterprise() with { State = ContractState.Draft, StartsOn = new(2026, 12, 1), EndsOn = new(2027, 11, 30) };

    [Theory]
    [InlineData("2026-11-20", "activate-from CT-10, 2026-12-01")] // activated today it does not cover today
    [InlineData("2026-11-30", "activate-from CT-10, 2026-12-01")]
    [InlineData("2026-12-01", "activate-contract CT-10")]
    [InlineData("2027-11-30", "activate-contract CT-10")]
    [InlineData("2027-12-01", "buy-contract ")] // no activation covers a day after its term
    public void A_draft_is_offered_for_the_days_of_its_term(string day, string remedy) => Assert.Equal(remedy, First(Ask(Scene.X50, Day.Of(day), draft)));

    [Fact]
    public void A_draft_is_not_offered_for_a_model_whose_support_ends_before_it_starts() =>
        Assert.Equal("buy-contract ", First(Ask(Scene.Model("Old", DeviceCategory.Video, Lifecycle.EndOfSale, new(2026, 11, 25)), Scene.Today, draft)));

    [Fact]
    public void Nobody_is_told_to_wait_for_a_contract_that_was_ended_before_it_starts() =>
        Assert.Equal("buy-contract ", First(Ask(Scene.X50, Scene.Today, draft with { State = ContractState.Ended, EndedOn = new(2026, 11, 19) })));

    [Fact]
    public void A_draft_is_not_offered_for_a_service_it_does_not_bring() =>
        Assert.Equal("buy-contract ", First(Ask(Scene.X50, new(2026, 12, 1), draft, service: Service.OnSite)));

    [Fact]
    public void A_contract_that_runs_today_and_ends_before_the_day_asked_about_is_renewed_not_reactivated()
    {
        var answer = Ask(Scene.X50, new(2027, 2, 1), Scene.Enterprise());

        Assert.Equal("coverage.ends-before", answer.Reasons[0].Code);
        Assert.Equal("renew-contract CT-10, 2026-12-31, 2027-02-01", First(answer));
        Assert.DoesNotContain("reactivate-contract", answer.Remedies.Codes());
    }

    [Fact]
    public void Where_the_renewal_is_drafted_activating_it_is_enough() =>
        Assert.Equal(["activate-contract", "open-case-anyway"],
            Ask(Scene.X50, new(2027, 2, 1), Scene.Enterprise(), draft with { Id = Scene.Id(11), Number = "CT-11", StartsOn = new(2027, 1, 1), EndsOn = new(2027, 12, 31) }).Remedies.Codes());

    [Theory]
    [InlineData("2026-03-15", "2027-03-15", null, "wait-for-start CT-31 2026-03-15")] // the earliest day, not the contract that ends last
    [InlineData("2026-04-01", "2026-03-15", null, "wait-for-start CT-30 2026-03-15")]
    [InlineData("2026-03-15", "2026-03-15", "2026-03-20", "wait-for-start CT-30 2026-03-15")] // a draft that covers later helps nobody
    [InlineData("2026-03-15", "2026-03-15", "2026-03-10", "wait-for-start CT-30 2026-03-15, activate-from CT-10 2026-03-10")]
    [InlineData("2026-03-15", "2026-03-15", "2026-02-01", "wait-for-start CT-30 2026-03-15, activate-contract CT-10")]
    public void What_is_still_to_come_is_offered_from_its_earliest_day(string one, string other, string? drafted, string remedies)
    {
        var contracts = new List<ContractFacts> { Scene.Single(names: true, 30) with { StartsOn = Day.Of(other), EndsOn = Day.Of(other).AddYears(1) }, Scene.Single(names: true, 31) with { StartsOn = Day.Of(one), EndsOn = Day.Of(one).AddYears(1) } };
        if (drafted is not null) contracts.Add(draft with { StartsOn = Day.Of(drafted), EndsOn = Day.Of(drafted).AddYears(1) });

        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), [.. contracts]) with { AskedOn = Scene.Today, Day = new(2026, 3, 1) });

        Assert.Equal(remedies, string.Join(", ", answer.Remedies.SkipLast(1).Select(remedy => $"{remedy.Code} {string.Join(' ', remedy.Args.Select(arg => arg is DateOnly day ? Figure.Of(day) : arg))}")));
    }

    [Theory]
    [InlineData(Covers.Devices, "add-option OnSite, CT-30, 2027-01-01")] // a further contract may name the unit too
    [InlineData(Covers.Account, "renew-with-option OnSite, CT-30, 2027-01-01")] // the account is contracted once on the same days
    public void An_option_is_no_change_of_an_active_contract(Covers covers, string remedy)
    {
        var contract = Scene.Single(names: true) with { Covers = covers, Selected = new[] { DeviceCategory.Video }.ToSet() };

        Assert.Equal(remedy, First(Ask(Scene.X50, Scene.Today, contract, service: Service.OnSite)));
    }

    [Fact]
    public void A_contract_ended_early_is_reactivated_from_the_day_it_ended() =>
        Assert.Equal("reactivate-contract CT-10, 2026-06-01", First(Ask(Scene.X50, Scene.Today, Scene.Enterprise() with { State = ContractState.Ended, EndedOn = new(2026, 6, 1) })));

    [Theory]
    [InlineData(Side.Customer, false, "SuccessManager")]
    [InlineData(Side.Customer, true, "Partner")]
    [InlineData(Side.Partner, true, "SuccessManager")]
    [InlineData(Side.Vendor, false, "SuccessManager")] // a support agent
    public void Whoever_may_not_change_contracts_is_told_whom_to_ask(Side reader, bool branded, string asked)
    {
        var contract = (branded ? Scene.Branded() : Scene.Enterprise()) with { State = ContractState.Draft };
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), contract) with { Reader = reader, ManagesContracts = false });

        Assert.Equal($"ask-to-activate-contract {contract.Number}, {asked}", First(answer));
    }

    [Fact]
    public void Every_change_of_a_contract_that_is_offered_makes_the_answer_a_yes() =>
        Prop.ForAll<uint, uint>((seed, other) =>
        {
            var (question, facts) = Draw(seed, other);
            var answer = CoverageDecision.Decide(question, facts);
            return answer.Remedies.All(remedy => Applied(remedy, facts) is not { } changed || CoverageDecision.Decide(question, changed).Covered);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithStartSize(1_000).WithEndSize(2_000_000_000));

    /// <summary>The facts after the remedy; null where it is no change of a contract.</summary>
    private static CoverageFacts? Applied(CoverageNote remedy, CoverageFacts facts) => remedy.Code switch
    {
        "activate-contract" => Change(facts, remedy.Args[0], c => c with { State = ContractState.Active }),
        "activate-from" => Change(facts, remedy.Args[0], c => c with { State = ContractState.Active }) with { Day = (DateOnly)remedy.Args[1] },
        "wait-for-start" => facts with { Day = (DateOnly)remedy.Args[1] },
        "renew-contract" => Change(facts, remedy.Args[0], c => c with { EndsOn = (DateOnly)remedy.Args[2] }),
        "reactivate-contract" => Change(facts, remedy.Args[0], c => c with { State = ContractState.Active, EndedOn = null, EndsOn = facts.Day > c.EndsOn ? facts.Day : c.EndsOn }),
        "add-category" => Beside(facts, remedy.Args[1], c => c with { Selected = default(EnumSet<DeviceCategory>).With((DeviceCategory)remedy.Args[0]) }),
        "add-category-of-system" => Beside(facts, remedy.Args[1], c => c with { Selected = default(EnumSet<DeviceCategory>).With(DeviceCategory.Video) }),
        "add-category-and-serial" => Beside(facts, remedy.Args[1], c => c with { Selected = default(EnumSet<DeviceCategory>).With((DeviceCategory)remedy.Args[0]), NamesSerial = true }),
        "add-option" => Beside(facts, remedy.Args[1], c => c with { Options = default(EnumSet<PlanOption>).With((PlanOption)remedy.Args[0]), NamesSerial = true }),
        "add-serial" => Change(facts, remedy.Args[0], c => c with { NamesSerial = true }),
        _ => null,
    };

    /// <summary>A further contract under the same plan; the one that is active stays as it is.</summary>
    private static CoverageFacts Beside(CoverageFacts facts, object number, Func<ContractFacts, ContractFacts> draft) =>
        facts with { Contracts = [.. facts.Contracts, draft(facts.Contracts.First(c => c.Number == (string)number)) with { Id = Scene.Id(99), Number = "CT-99" }] };

    private static CoverageFacts Change(CoverageFacts facts, object number, Func<ContractFacts, ContractFacts> change) =>
        facts with { Contracts = [.. facts.Contracts.Select(c => c.Number == (string)number ? change(c) : c)] };

    /// <summary>One or two contracts of any plan, state and term, a device or model of any kind, any service, asked for a day before, in or after the terms.</summary>
    private static (CoverageQuestion Question, CoverageFacts Facts) Draw(uint seed, uint other)
    {
        var random = new Random(unchecked((int)((seed * 31) + other)));
        T Any<T>(params T[] values) => values[random.Next(values.Length)];
        DateOnly AnyDay() => Scene.Today.AddDays(random.Next(-500, 500));
        ContractFacts Contract(int id)
        {
            var (startsOn, state) = (AnyDay(), Any(Enum.GetValues<ContractState>()));
            var contract = Any(Scene.Enterprise(id), Scene.Enterprise(id, DeviceCategory.Voice), Scene.Branded(id), Scene.Single(names: true, id), Scene.Single(names: false, id));
            return contract with { State = state, StartsOn = startsOn, EndsOn = startsOn.AddDays(364), EndedOn = state == ContractState.Ended ? startsOn.AddDays(random.Next(400)) : null };
        }
        var model = Any(Scene.X50, Scene.Trio, Scene.Controller, Scene.Model("Old", DeviceCategory.Video, Lifecycle.EndOfSale, AnyDay()));
        var facts = Scene.Facts(Scene.Device(model), [.. Enumerable.Range(10, random.Next(1, 3)).Select(Contract)]);
        return (Scene.BySerial(Any(Enum.GetValues<Service>())), facts with { AskedOn = Scene.Today, Day = Any(Scene.Today, AnyDay()) });
    }

    private static CoverageAnswer Ask(ModelFacts model, DateOnly day, params ContractFacts[] contracts) => Ask(model, day, contracts[0], Service.Support, contracts[1..]);

    private static CoverageAnswer Ask(ModelFacts model, DateOnly day, ContractFacts contract, Service service, params ContractFacts[] more) =>
        CoverageDecision.Decide(Scene.BySerial(service), Scene.Facts(Scene.Device(model), [contract, .. more]) with { AskedOn = Scene.Today, Day = day });

    private static string First(CoverageAnswer answer) => $"{answer.Remedies[0].Code} {string.Join(", ", answer.Remedies[0].Args.Select(arg => arg is DateOnly day ? Figure.Of(day) : arg))}";
}
