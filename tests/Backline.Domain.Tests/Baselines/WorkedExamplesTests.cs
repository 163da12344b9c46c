using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Tests.Contracts;

namespace Backline.Domain.Tests.Baselines;

/// <summary>The worked examples of the service rules about baselines and true-ups, row by row.</summary>
public sealed class WorkedExamplesTests
{
    private static readonly BaselineRules rules = new(new());

    [Theory]
    [InlineData("below", 200, 209, "close", 0, "4.5 %")]
    [InlineData("exactly", 200, 210, "true-up", 10, "5 %")]
    [InlineData("several", 200, 230, "true-up", 30, "15 %")]
    [InlineData("small", 19, 20, "true-up", 1, "5.26 %")]
    [InlineData("advance, later: none", 1040, 1060, "within", 0, "1.92 %")]
    [InlineData("advance, later: exactly", 1040, 1092, "true-up", 52, "5 %")]
    [InlineData("two in a term: May", 200, 212, "true-up", 12, "6 %")]
    [InlineData("two in a term: July", 212, 220, "within", 0, "3.77 %")]
    [InlineData("fallen", 200, 150, "within", 0, "-25 %")]
    public void The_month_is_decided(string example, int contracted, int counted, string outcome, int units, string growth)
    {
        Assert.NotEmpty(example);
        var decision = MonthlyCheck.Decide(DeviceCategory.Video, counted, contracted, rules);
        Assert.Equal((outcome, units), (decision.Outcome.Word(), decision.Units));
        Assert.Equal(growth, decision.Derivation.Steps.Single(s => s.Key == "check.growth").Result);
    }

    [Theory]
    [InlineData(200, 210, 210)]
    [InlineData(210, 221, 221)] // 220.5
    [InlineData(230, 242, 242)] // 241.5
    [InlineData(19, 20, 20)] // 19.95
    [InlineData(1040, 1092, 1092)]
    [InlineData(1092, 1147, 1147)] // 1,146.6
    [InlineData(212, 223, 223)] // 222.6
    [InlineData(0, 0, 1)]
    public void Baseline_and_trigger_are_whole_devices(int contracted, int baseline, int trigger) =>
        Assert.Equal((baseline, trigger), (rules.Baseline(contracted), rules.TriggerAt(contracted)));

    [Theory]
    [InlineData(200, 220, "close")] // 221 triggers
    [InlineData(200, 221, "true-up")]
    [InlineData(1000, 1102, "close")]
    [InlineData(1000, 1103, "true-up")]
    public void The_other_reading_measures_against_the_baseline(int contracted, int counted, string outcome)
    {
        var other = new BaselineRules(new() { TriggerBasis = TriggerBasis.Baseline });
        Assert.Equal(outcome, MonthlyCheck.Decide(DeviceCategory.Video, counted, contracted, other).Outcome.Word());
    }

    [Fact]
    public void Several_found_17_March_cost_ten_months()
    {
        var contract = Sample.Active(Sample.Video(200));
        var baseline = Baseline.AtActivation(contract, BaselineReason.Activation, Sample.Now)[0];
        var trueUp = TrueUp.Open(baseline, "TU-1", 230, new(2026, 3), Sample.Now);
        var quote = Quote.Issue(trueUp, contract, new("Q-1", 1, "Partner", Day.Of("2026-03-18"), Sample.Now));
        Assert.Equal("600.00 EUR", quote.Total.ToString());
        Assert.Equal(["30 × 24.00 × 10/12"], quote.Derivation.Steps.Select(s => s.Formula));

        var settled = Order(quote, trueUp, contract, baseline);
        Assert.Equal((230, 242), (settled.Baseline.Contracted, settled.Baseline.Units));
        Assert.Equal((30, 720.00m), (settled.RenewalLine.Units, settled.RenewalLine.YearlyAmount));
    }

    [Fact]
    public void Growth_paid_in_advance_at_the_start()
    {
        var contract = Sample.Active(Sample.Video(1000, expected: 100, advance: 40));
        var advance = Charge.Advance(contract.Categories[0], contract);
        Assert.Equal((40, "960.00 EUR"), (advance.Units, advance.Total.ToString()));
        var baseline = Baseline.AtActivation(contract, BaselineReason.Activation, Sample.Now)[0];
        Assert.Equal((1040, 1092, 1092), (baseline.Contracted, baseline.Units, baseline.TriggerAt));
    }

    [Fact]
    public void Still_open_in_June_it_is_one_true_up_with_two_lots()
    {
        var contract = Sample.Active(Sample.Video(200));
        var baseline = Baseline.AtActivation(contract, BaselineReason.Activation, Sample.Now)[0];
        var trueUp = TrueUp.Open(baseline, "TU-1", 212, new(2026, 5), Sample.Now);
        Assert.True(trueUp.Detect(216, new(2026, 6)));
        var quote = Quote.Issue(trueUp, contract, new("Q-2", 2, "Partner", Day.Of("2026-06-02"), Sample.Now));
        Assert.Equal([(12, 8), (4, 7)], quote.Lines.Select(l => (l.Units, l.Months)));
        Assert.Equal("248.00 EUR", quote.Total.ToString()); // 192 + 56
        Assert.Equal(216, Order(quote, trueUp, contract, baseline).Baseline.Contracted);
    }

    [Fact]
    public void A_category_that_is_not_selected_has_no_check() =>
        Assert.Equal(CheckOutcome.NotContracted, MonthlyCheck.Decide(DeviceCategory.Voice, 12, null, rules).Outcome);

    [Fact]
    public void An_unknown_count_is_never_nought()
    {
        var decision = MonthlyCheck.Decide(DeviceCategory.Video, null, 200, rules);
        Assert.Equal((CheckOutcome.Unknown, null), (decision.Outcome, decision.Counted));
        Assert.Contains(decision.Derivation.Steps, s => s.Rules.Contains("BL-8"));
    }

    private static Settlement Order(Quote quote, TrueUp trueUp, Contract contract, Baseline baseline) =>
        PurchaseOrder.Place(new("PO-1", "4500012345", "Maria", quote.IssuedOn, Sample.Now), quote, trueUp, contract, baseline);
}
