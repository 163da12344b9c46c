using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Tests.Contracts;

namespace Backline.Domain.Tests.Baselines;

public sealed class TrueUpTests
{
    private static readonly Month may = new(2026, 5), june = new(2026, 6), july = new(2026, 7);

    private readonly Contract contract = Sample.Active(Sample.Video(200));
    private readonly Baseline baseline;
    private readonly TrueUp trueUp;

    public TrueUpTests()
    {
        baseline = Baseline.AtActivation(contract, BaselineReason.Activation, Sample.Now)[0];
        trueUp = TrueUp.Open(baseline, "TU-1", 212, may, Sample.Now);
    }

    [Fact]
    public void The_same_count_again_changes_nothing()
    {
        Assert.False(trueUp.Detect(212, may));
        Assert.Equal((12, 1L), (trueUp.Units, trueUp.Version));
    }

    [Fact]
    public void A_late_import_grows_the_lot_of_its_month()
    {
        Assert.True(trueUp.Detect(215, may));
        Assert.Equal([(may, 15)], trueUp.Lots.Select(l => (l.Month, l.Units)));
    }

    [Fact]
    public void A_decrease_takes_nothing_back_and_growing_back_costs_nothing()
    {
        Assert.False(trueUp.Detect(205, june));
        Assert.False(trueUp.Detect(212, july));
        Assert.True(trueUp.Detect(214, july));
        Assert.Equal([(may, 12), (july, 2)], trueUp.Lots.Select(l => (l.Month, l.Units)));
    }

    [Fact]
    public void Nothing_to_true_up_is_refused() =>
        Assert.Equal("true-up.no-growth", Assert.Throws<RefusedException>(() => TrueUp.Open(baseline, "TU-2", 200, may, Sample.Now)).Refusal.Code);

    [Fact]
    public void Refused_it_waits_and_keeps_the_months_when_it_is_reopened()
    {
        trueUp.Refuse(Sample.Now);
        Assert.Equal("true-up.not-open", trueUp.WhyNotOrder()!.Code);
        Assert.True(trueUp.Detect(216, june));
        trueUp.Reopen();
        Assert.Equal((TrueUpState.Open, 16), (trueUp.State, trueUp.Units));
        Assert.Equal("true-up.not-reopenable", trueUp.WhyNotReopen()!.Code);
    }

    [Fact]
    public void An_order_settles_it_once()
    {
        var quote = Issue(1);
        PurchaseOrder.Place(Request("4500012345"), quote, trueUp, contract, baseline);
        Assert.Equal((TrueUpState.Ordered, QuoteState.Ordered), (trueUp.State, quote.State));
        Assert.Equal("quote.not-issued", PurchaseOrder.WhyNotPlace(Request("4500012346"), quote, trueUp, contract)!.Code);
        Assert.Equal("true-up.settled", trueUp.WhyNotDetect()!.Code);
    }

    [Fact]
    public void A_quote_that_growth_has_overtaken_cannot_be_ordered()
    {
        var quote = Issue(1);
        trueUp.Detect(216, june);
        Assert.Equal("quote.out-of-date", PurchaseOrder.WhyNotPlace(Request("1"), quote, trueUp, contract)!.Code);
        quote.Supersede(Sample.Now);
        Assert.Equal("quote.not-issued", quote.WhyNotOrder(Day.Of("2026-05-20"))!.Code);
    }

    [Theory]
    [InlineData("2026-06-19", null)] // 30 days after 20 May, its last day
    [InlineData("2026-06-20", "quote.expired")]
    public void A_quote_is_valid_through_its_last_day(string today, string? code)
    {
        var quote = Issue(1);
        Assert.Equal(code, quote.WhyNotOrder(Day.Of(today))?.Code);
        Assert.Equal(code is null ? "quote.still-valid" : null, quote.WhyNotExpire(Day.Of(today))?.Code);
    }

    [Fact]
    public void An_order_needs_the_buyers_number() => Assert.Equal("order.number-missing", PurchaseOrder.WhyNotPlace(Request(" "), Issue(1), trueUp, contract)!.Code);

    [Theory]
    [InlineData(false, "2026-05-21", null)]
    [InlineData(false, "2026-12-31", null)] // the last day of the term
    [InlineData(false, "2027-01-01", "contract.is-over")]
    [InlineData(true, "2026-05-21", "contract.is-over")]
    public void Nothing_is_ordered_by_a_contract_that_is_over(bool ended, string today, string? code)
    {
        if (ended) contract.End(Sample.Now);
        Assert.Equal(code, contract.WhyNotOrder(Day.Of(today))?.Code);
    }

    [Fact]
    public void A_quote_that_is_still_valid_is_not_ordered_once_its_contract_is_ended()
    {
        var quote = Issue(1);
        contract.End(Sample.Now);
        Assert.Equal("contract.is-over", PurchaseOrder.WhyNotPlace(Request("1"), quote, trueUp, contract)!.Code);
        Assert.Null(quote.WhyNotRefuse());
    }

    [Fact]
    public void After_the_term_there_is_nothing_to_charge()
    {
        var late = TrueUp.Open(baseline, "TU-3", 212, new(2027, 1), Sample.Now);
        var refused = Assert.Throws<RefusedException>(() => Quote.Issue(late, contract, new("Q-9", 1, "", Day.Of("2027-01-05"), Sample.Now)));
        Assert.Equal("quote.nothing-to-charge", refused.Refusal.Code);
    }

    [Theory]
    [InlineData("2026-05-01")]
    [InlineData("2026-05-31")]
    public void Found_on_the_first_or_last_day_the_month_is_charged(string found)
    {
        var open = TrueUp.Open(baseline, "TU-4", 212, Month.From(Day.Of(found)), Sample.Now);
        var charge = Charge.For(open.Chargeable(ChargeFrom.Detection, july), 24, "EUR", contract.Term);
        Assert.Equal(8, charge.Lines.Single().Months);
    }

    private Quote Issue(int revision) => Quote.Issue(trueUp, contract, new("Q-1", revision, "Partner", Day.Of("2026-05-20"), Sample.Now));

    private static OrderRequest Request(string customerOrder) => new("PO-1", customerOrder, "Maria", Day.Of("2026-05-21"), Sample.Now);
}
