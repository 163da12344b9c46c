using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using static Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Clocks;

/// <summary>The arithmetic of a clock as somebody checks it by hand.</summary>
public sealed class ClockDaysTests
{
    // three business days of eight hours from a Saturday, seen on Sunday: Monday, Tuesday and Wednesday are to come
    [Fact]
    public void Days_to_come_lead_to_the_moment_it_is_due()
    {
        var days = ClockDays.Of(Clock(MilestoneKind.Plan, Always, Severity.P3, "2026-03-14 11:00"), Berlin("2026-03-15 12:00"));
        Assert.Equal(["2026-03-14 0 24 shut", "2026-03-15 0 24 shut"], days.Past.Select(Line));
        Assert.Equal(["2026-03-15 0 24 shut", "2026-03-16 8 16 open", "2026-03-17 8 8 open", "2026-03-18 8 0 open"], days.ToCome.Select(Line));
    }

    [Fact]
    public void Today_stands_in_both_until_now_and_from_now_on()
    {
        var days = ClockDays.Of(Clock(MilestoneKind.Plan, Always, Severity.P3, "2026-03-10 14:00"), Berlin("2026-03-11 10:00"));
        Assert.Equal(["2026-03-10 3 21 open", "2026-03-11 1 20 open"], days.Past.Select(Line));
        Assert.Equal(["2026-03-11 7 13 open", "2026-03-12 8 5 open", "2026-03-13 5 0 open"], days.ToCome.Select(Line));
    }

    // a lunch break, a wait of an hour, and the end of the day
    [Fact]
    public void The_stretches_of_a_day_are_those_that_counted()
    {
        var clock = Clock(MilestoneKind.Plan, Always, Severity.P3, "2026-03-10 10:18", Paused("2026-03-10 12:00", PauseReason.Customer), Resumed("2026-03-10 13:00", PauseReason.Customer));
        var day = Assert.Single(ClockDays.Of(clock, Berlin("2026-03-10 20:00")).Past);
        Assert.Equal([new(Berlin("2026-03-10 10:18"), Berlin("2026-03-10 12:00")), new(Berlin("2026-03-10 13:00"), Berlin("2026-03-10 17:00"))], day.Hours);
    }

    [Fact]
    public void A_holiday_has_its_name_and_a_day_begun_after_hours_is_open_and_counts_nothing()
    {
        var days = ClockDays.Of(Clock(MilestoneKind.Plan, Always, Severity.P3, "2026-04-02 18:00"), Berlin("2026-04-02 19:00"));
        Assert.Equal(["2026-04-02 0 24 open"], days.Past.Select(Line));
        Assert.Equal(["2026-04-02 0 24 open", "2026-04-03 8 16 open", "2026-04-04 0 16 shut", "2026-04-05 0 16 shut", "2026-04-06 0 16 Holiday", "2026-04-07 8 8 open", "2026-04-08 8 0 open"], days.ToCome.Select(Line));
    }

    [Theory]
    [InlineData("2026-03-13 15:00", true)]
    [InlineData("2026-03-12 12:00", false)]
    public void Nothing_is_to_come_of_what_is_overdue_or_waits(string now, bool overdue)
    {
        LedgerEntry[] more = overdue ? [] : [Paused("2026-03-11 10:00", PauseReason.Customer)];
        var clock = Clock(MilestoneKind.Plan, Always, Severity.P3, "2026-03-10 14:00", more);
        var days = ClockDays.Of(clock, Berlin(now));
        Assert.Empty(days.ToCome);
        Assert.Equal(clock.At(Berlin(now)).Remaining, days.Past[^1].Left);
        Assert.Equal(overdue, days.Past[^1].Left < TimeSpan.Zero);
    }

    [Fact]
    public void A_change_of_severity_is_a_line_with_both_promises()
    {
        var clock = Clock(MilestoneKind.Plan, Always, Severity.P2, "2026-03-10 08:23", Changed("2026-03-10 08:28", Severity.P1));
        var change = Assert.Single(ClockDays.Of(clock, Berlin("2026-03-10 09:00")).Past.Single().Changes);
        Assert.Equal(new(Berlin("2026-03-10 08:28"), Severity.P2, Severity.P1, new(1, PromiseUnit.Days), new(4, PromiseUnit.Hours), OfTerms: false), change);
    }

    [Fact]
    public void Other_terms_are_a_line_too_and_a_clock_that_began_later_knows_nothing_of_it()
    {
        LedgerEntry[] more = [new TermsChanged(Berlin("2026-03-10 18:00"), "somebody", Always), Mark("2026-03-10 19:00", ClockMark.Answered)];
        Assert.True(Assert.Single(Clock(MilestoneKind.Plan, Offices, Severity.P3, "2026-03-10 16:00", more).Run.Changes).OfTerms);
        Assert.Empty(Clock(MilestoneKind.NextUpdate, Offices, Severity.P3, "2026-03-10 16:00", more).Run.Changes);
    }

    [Fact]
    public void Days_of_any_history_add_up_to_what_was_used_and_to_what_is_given_when_it_is_due()
    {
        var reopened = 0;
        for (var seed = 0; seed < 1_000; seed++)
        {
            var history = new RandomHistory(seed);
            foreach (var clock in CaseLedger.Runs(history.Entries, history.World.Book).Select(run => new Clock(run, history.World.Book)))
            {
                var days = ClockDays.Of(clock, history.Now);
                var until = clock.Run.EndedAt ?? history.Now;
                Assert.Equal(clock.Measure.Used(until), Sum(days.Past, day => day.Counted));
                Assert.Equal(clock.Measure.Waited(until), Sum(days.Past, day => day.Waited));
                Assert.All(days.Past, day => Assert.Equal(day.Counted, new(day.Hours.Sum(hours => (hours.Until - hours.From).Ticks))));
                // under one calendar nothing is left out between the start and the end, also not what was resolved for a while
                if (clock.Run.Changes.Count == 0) Assert.Equal(clock.Measure.CalendarOf(clock.Run.Terms).OpenBetween(clock.Run.StartedAt, until), Sum(days.Past, day => day.Counted + day.Waited + day.Rested));
                if (days.Past.Any(day => day.Rested > TimeSpan.Zero)) reopened++;
                if (clock.Promise is not null && days.Past.Count > 0) Assert.Equal(clock.At(history.Now).Remaining, days.Past[^1].Left);
                if (days.ToCome.Count == 0) continue;
                Assert.Equal(clock.Given, Sum(days.Past, day => day.Counted) + Sum(days.ToCome, day => day.Counted));
                Assert.Equal(TimeSpan.Zero, days.ToCome[^1].Left);
            }
        }
        Assert.NotEqual(0, reopened);
    }

    private static TimeSpan Sum(IEnumerable<ClockDay> days, Func<ClockDay, TimeSpan> of) => days.Aggregate(TimeSpan.Zero, (sum, day) => sum + of(day));

    private static string Line(ClockDay day) => string.Create(null, $"{day.Day:yyyy-MM-dd} {day.Counted.TotalHours} {day.Left?.TotalHours} {day.Holiday?.Name ?? (day.IsOpenDay ? "open" : "shut")}");

    private static Clock Clock(MilestoneKind kind, ClockTerms terms, Severity severity, string opened, params LedgerEntry[] more) =>
        new(Runs(terms, severity, opened, more).Single(run => run.Milestone.Kind == kind), Book);
}
