using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Coverage;

public sealed class CoverageOrderTests
{
    [Fact]
    public void Of_two_that_cover_the_one_with_priority_is_told_and_the_others_say_why_not() // PL-4, CA-1
    {
        var answer = CoverageDecision.Decide(
            Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), Scene.Enterprise(), Scene.Single(names: true), Scene.Enterprise(11, DeviceCategory.Voice)));
        Assert.Equal(
            [("CT-10", "won"), ("CT-30", "outranked"), ("CT-11", "category-not-selected")], answer.Trace.Select(t => (t.Number, t.Why)));
        Assert.Equal([true, false, false], answer.Trace.Select(t => t.Won));
    }

    [Fact]
    public void A_contract_that_begins_later_takes_no_device_from_the_better_one_of_the_partner() // CO-3, PO-2
    {
        var later = Scene.Single(names: true) with { StartsOn = new(2026, 12, 1), EndsOn = new(2027, 11, 30) };
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), later, Scene.Branded()) with { Day = new(2026, 12, 1) });

        Assert.Equal("CT-20", answer.Contract?.Number);
        Assert.Superset(new HashSet<string> { "coverage.priority", "coverage.partner-branded" }, answer.Reasons.Codes().ToHashSet());
    }

    [Fact]
    public void Between_equals_the_more_exact_goes_first()
    {
        var single = Scene.Enterprise(30) with { Covers = Covers.Devices, NamesSerial = true };
        Assert.Equal("CT-30", CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), Scene.Enterprise(), single)).Contract?.Number);
    }

    [Fact]
    public void Equals_are_told_apart_by_the_later_end_and_then_the_lowest_id()
    {
        var later = Scene.Enterprise(12) with { EndsOn = new(2027, 6, 30) };
        var answer = CoverageDecision.Decide(Scene.BySerial(), Scene.Facts(Scene.Device(Scene.X50), Scene.Enterprise(11), later, Scene.Enterprise(10)));
        Assert.Equal(["CT-12", "CT-10", "CT-11"], answer.Trace.Select(t => t.Number));
    }

    [Fact]
    public void A_contract_that_serves_without_charge_goes_before_one_that_charges()
    {
        var onSite = default(EnumSet<PlanOption>).With(PlanOption.OnSite);
        var charged = Scene.Single(names: true, 30) with { Options = onSite, OnSite = OnSiteCharge.Charged };
        var included = Scene.Single(names: true, 31) with { Options = onSite, OnSite = OnSiteCharge.Included };
        var answer = CoverageDecision.Decide(Scene.BySerial(Service.OnSite), Scene.Facts(Scene.Device(Scene.X50), charged, included));
        Assert.Equal(("CT-31", CoverageOutcome.Covered), (answer.Contract!.Number, answer.Outcome));
    }

    [Fact]
    public void The_order_of_rows_changes_no_answer() =>
        Prop.ForAll<int[], byte>((picks, service) =>
        {
            var contracts = picks.Take(12).Select(Random).ToArray();
            var question = Scene.BySerial((Service)(service % 8));
            var device = Scene.Device(Scene.X50);
            var forward = CoverageDecision.Decide(question, Scene.Facts(device, contracts));
            var backward = CoverageDecision.Decide(question, Scene.Facts(device, [.. contracts.Reverse()]));
            var again = CoverageDecision.Decide(question, Scene.Facts(device, contracts));
            return Text(forward) == Text(backward) && Text(forward) == Text(again)
                && (forward.Covered || forward.Remedies[^1].Code == "open-case-anyway");
        }).QuickCheckThrowOnFailure();

    /// <summary>A contract of any plan, state and term; the position makes its id, so that no two are the same.</summary>
    private static ContractFacts Random(int pick, int position)
    {
        var seed = Math.Abs(pick % 1000);
        var contract = (seed % 4) switch
        {
            0 => Scene.Single(names: true, 100 + position),
            1 => Scene.Single(names: false, 100 + position),
            2 => Scene.Branded(100 + position),
            _ => Scene.Enterprise(100 + position, seed % 5 == 0 ? DeviceCategory.Voice : DeviceCategory.Video),
        };
        return contract with { State = (ContractState)(seed % 7 < 4 ? seed % 4 : 1), EndsOn = contract.EndsOn.AddMonths((seed % 3) - 1) };
    }

    private static string Text(CoverageAnswer answer) => JsonSerializer.Serialize(answer);
}
