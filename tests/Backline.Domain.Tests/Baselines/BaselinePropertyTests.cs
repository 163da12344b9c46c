using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Baselines;

public sealed class BaselinePropertyTests
{
    private static readonly BaselineRules rules = new(new());

    [Fact]
    public void More_contracted_never_means_a_smaller_baseline() =>
        Prop.ForAll<int, ushort>((contracted, more) =>
        {
            var less = Math.Abs(contracted % 10_000_000);
            return rules.Baseline(less) <= rules.Baseline(less + more) && rules.Baseline(less) >= less;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_trigger_is_exactly_five_percent() =>
        Prop.ForAll<int>(seed =>
        {
            var agreed = (int)(Math.Abs(seed * 7919L) % 1_000_000) + 21; // from 21 on 5 % is more than one device
            var trigger = rules.TriggerAt(agreed);
            return trigger * 100L >= agreed * 105L && (trigger - 1) * 100L < agreed * 105L
                && MonthlyCheck.Decide(DeviceCategory.Video, trigger, agreed, rules).Outcome == CheckOutcome.TrueUp
                && MonthlyCheck.Decide(DeviceCategory.Video, trigger - 1, agreed, rules).Outcome == CheckOutcome.Close;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_total_is_the_sum_of_its_rounded_lines() =>
        Prop.ForAll<ushort[], uint>((units, price) =>
        {
            var lots = units.Take(24).Select((u, i) => new Lot(new Month(2026, 1).AddMonths(i), u + 1));
            var charge = Charge.For(lots, price % 100_000_000 / 10_000m, "EUR", Term.OfMonths(new(2026, 1, 1), 24));
            return charge.Total.Amount == charge.Lines.Sum(l => l.Amount) && charge.Lines.All(l => new Money(l.Amount, "EUR").Round().Amount == l.Amount);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_true_up_always_settles_what_triggered_it() =>
        Prop.ForAll<int, ushort>((contracted, growth) =>
        {
            var agreed = Math.Abs(contracted % 1_000_000);
            var decision = MonthlyCheck.Decide(DeviceCategory.Video, agreed + growth, agreed, rules);
            return decision.Outcome != CheckOutcome.TrueUp
                || MonthlyCheck.Decide(DeviceCategory.Video, agreed + growth, agreed + decision.Units, rules).Outcome == CheckOutcome.Within;
        }).QuickCheckThrowOnFailure();
}
