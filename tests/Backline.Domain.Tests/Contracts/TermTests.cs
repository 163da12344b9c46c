using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Contracts;

public sealed class TermTests
{
    [Theory]
    [InlineData("2026-01-01", "2026-12-31", 12)]
    [InlineData("2026-03-15", "2027-03-14", 12)] // rules page: a term not of whole months
    [InlineData("2028-02-29", "2029-02-28", 12)]
    [InlineData("2027-03-01", "2028-02-29", 12)]
    [InlineData("2026-01-31", "2026-02-28", 1)]
    [InlineData("2026-03-15", "2026-03-15", 1)]
    [InlineData("2026-03-15", "2026-04-15", 2)]
    [InlineData("2026-01-01", "2028-12-31", 36)]
    public void Months_of_a_term(string starts, string ends, int months) => Assert.Equal(months, new Term(Day.Of(starts), Day.Of(ends)).Months);

    [Theory]
    [InlineData("2026-01-01", 12, "2026-12-31")]
    [InlineData("2028-02-29", 12, "2029-02-28")]
    [InlineData("2026-03-15", 12, "2027-03-14")]
    public void A_term_of_months_ends_the_day_before_its_anniversary(string starts, int months, string ends) =>
        Assert.Equal(Day.Of(ends), Term.OfMonths(Day.Of(starts), months).EndsOn);

    [Fact]
    public void A_term_of_n_months_has_n_months() =>
        Prop.ForAll<int, byte>((day, months) =>
        {
            var starts = new DateOnly(2020, 1, 1).AddDays(Math.Abs(day % 5000));
            var count = (months % 60) + 1;
            return Term.OfMonths(starts, count).Months == count;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-03", "2026-01-01", "2026-12-31", 10)] // rules page: found 17 March
    [InlineData("2026-03", "2026-03-15", "2027-03-14", 12)] // rules page: 12 months, not 13
    [InlineData("2026-04", "2026-03-15", "2027-03-14", 12)]
    [InlineData("2027-03", "2026-03-15", "2027-03-14", 1)] // the last month of the term
    [InlineData("2025-12", "2026-01-01", "2026-12-31", 12)] // never before the first month
    [InlineData("2027-01", "2026-01-01", "2026-12-31", 0)] // over
    [InlineData("2028-02", "2028-02-29", "2029-02-28", 12)]
    public void Months_charged(string detected, string starts, string ends, int months) =>
        Assert.Equal(months, ChargeWindow.For(Month.Parse(detected), new(Day.Of(starts), Day.Of(ends))).Months);

    [Fact]
    public void A_window_never_begins_before_the_term() =>
        Assert.Equal(new Month(2026, 1), ChargeWindow.For(new(2025, 11), Term.OfMonths(new(2026, 1, 15), 12)).From);

    [Fact]
    public void Detected_within_the_term_it_charges_one_month_to_the_whole_term() =>
        Prop.ForAll<int, ushort, ushort>((start, length, found) =>
        {
            var starts = new DateOnly(2020, 1, 1).AddDays(Math.Abs(start % 5000));
            var term = new Term(starts, starts.AddDays(length % 2000));
            var day = starts.AddDays(found % ((length % 2000) + 1));
            return ChargeWindow.For(Month.From(day), term).Months is var months && months >= 1 && months <= term.Months;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-12-31", "2026-01-01")]
    [InlineData("2026-01-01", "2040-01-01")]
    public void A_term_that_makes_no_sense_is_refused(string starts, string ends) =>
        Assert.Equal("contract.term-invalid", Assert.Throws<RefusedException>(() => new Term(Day.Of(starts), Day.Of(ends))).Refusal.Code);
}
