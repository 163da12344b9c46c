using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using static Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Clocks;

/// <summary>The worked examples of the rules about clocks, and what users of other desks complain of.</summary>
public sealed class ClockExamplesTests
{
    [Theory]
    [InlineData(Severity.P1, "2026-03-10 14:00", "2026-03-10 14:30")]
    [InlineData(Severity.P2, "2026-03-10 14:00", "2026-03-10 15:00")]
    [InlineData(Severity.P3, "2026-03-14 23:30", "2026-03-15 01:30")]
    [InlineData(Severity.P4, "2026-03-10 14:00", "2026-03-11 16:00")]
    [InlineData(Severity.P4, "2026-03-13 18:00", "2026-03-16 16:00")]
    [InlineData(Severity.P4, "2026-03-14 11:00", "2026-03-16 16:00")]
    [InlineData(Severity.P4, "2026-04-02 17:30", "2026-04-03 16:00")]
    [InlineData(Severity.P4, "2026-04-03 10:00", "2026-04-07 16:00")]
    public void First_response_around_the_clock_is_due(Severity severity, string opened, string due) => Assert.Equal(Berlin(due), Due(MilestoneKind.FirstResponse, Always, severity, opened));

    [Fact]
    public void P2_before_a_holiday_is_answered_by_Tuesday_ten() => Assert.Equal(Berlin("2026-04-07 10:00"), Due(MilestoneKind.FirstResponse, Offices, Severity.P2, "2026-04-03 17:00"));

    [Theory]
    [InlineData(MilestoneKind.Plan, Severity.P3, "2026-03-10 14:00", "2026-03-13 14:00")]
    [InlineData(MilestoneKind.Plan, Severity.P3, "2026-03-14 11:00", "2026-03-18 17:00")]
    [InlineData(MilestoneKind.Resolution, Severity.P3, "2026-03-26 10:00", "2026-04-10 10:00")]
    [InlineData(MilestoneKind.Resolution, Severity.P1, "2026-03-28 20:00", "2026-03-29 20:00")]
    [InlineData(MilestoneKind.Workaround, Severity.P1, "2026-10-24 22:00", "2026-10-25 05:00")]
    public void Days_end_at_the_time_they_began_and_hours_are_hours(MilestoneKind kind, Severity severity, string opened, string due) => Assert.Equal(Berlin(due), Due(kind, Always, severity, opened));

    [Fact]
    public void Next_business_day_by_four_can_be_paused() =>
        Assert.Equal(Berlin("2026-03-12 16:00"), Due(MilestoneKind.Plan, Always, Severity.P4, "2026-03-03 16:00", Paused("2026-03-04 12:00", PauseReason.Customer), Resumed("2026-03-06 12:00", PauseReason.Customer)));

    [Fact]
    public void A_wait_over_a_weekend_takes_no_business_time() =>
        Assert.Equal(Berlin("2026-03-17 10:00"), Due(MilestoneKind.Plan, Always, Severity.P3, "2026-03-12 10:00", Paused("2026-03-13 17:00", PauseReason.Customer), Resumed("2026-03-16 09:00", PauseReason.Customer)));

    [Fact]
    public void A_first_response_waits_for_nobody()
    {
        var clock = Clock(MilestoneKind.FirstResponse, Always, Severity.P2, "2026-03-10 14:00", Paused("2026-03-10 14:10", PauseReason.Customer));
        Assert.Equal(ClockState.Running, clock.At(Berlin("2026-03-10 14:30")).State);
        Assert.Equal(Berlin("2026-03-10 15:00"), clock.DueAt);
    }

    [Fact]
    public void A_severity_raised_while_a_clock_waits_keeps_the_wait()
    {
        var clock = Clock(MilestoneKind.Resolution, Always, Severity.P2, "2026-03-10 08:00",
            Paused("2026-03-10 10:00", PauseReason.Parts), Changed("2026-03-10 11:00", Severity.P1), Resumed("2026-03-10 20:00", PauseReason.Parts));
        Assert.Equal(Berlin("2026-03-11 18:00"), clock.DueAt);
        Assert.Equal(TimeSpan.FromHours(10), clock.Measure.Waited(Berlin("2026-03-10 21:00")));
    }

    [Fact]
    public void A_severity_that_flaps_leaves_every_clock_as_if_it_had_not()
    {
        LedgerEntry[] flaps = [.. Enumerable.Range(1, 20).Select(i => new SeverityChanged(Berlin("2026-03-10 08:00").AddMinutes(i * 7), "somebody", i % 2 == 0 ? Severity.P4 : Severity.P1))];
        foreach (var kind in Enum.GetValues<MilestoneKind>().Except([MilestoneKind.NextUpdate])) Assert.Equal(Due(kind, Always, Severity.P4, "2026-03-10 08:00"), Due(kind, Always, Severity.P4, "2026-03-10 08:00", flaps));
    }

    [Fact]
    public void What_was_used_at_one_site_stays_used_at_another()
    {
        var clock = Clock(MilestoneKind.FirstResponse, Offices, Severity.P3, "2026-03-10 16:00", new TermsChanged(Berlin("2026-03-10 18:00"), "somebody", Always));
        Assert.Equal(Berlin("2026-03-10 19:00"), clock.DueAt);
        Assert.Equal(Berlin("2026-03-11 10:00"), clock.FirstDueAt());
    }

    [Fact]
    public void A_warning_over_a_night_comes_while_somebody_is_there() =>
        Assert.Equal(Berlin("2026-03-10 16:30"), Clock(MilestoneKind.FirstResponse, Offices, Severity.P3, "2026-03-10 15:00").Warnings().Single().At);

    [Fact]
    public void Updates_follow_one_another_and_end_with_the_case()
    {
        var updates = Runs(Always, Severity.P1, "2026-03-10 08:00", Mark("2026-03-10 08:20", ClockMark.Answered), Mark("2026-03-10 09:10", ClockMark.Answered), Mark("2026-03-10 12:00", ClockMark.Resolved))
            .Where(run => run.Milestone.Kind == MilestoneKind.NextUpdate).Select(run => new Clock(run, Book)).ToList();
        Assert.Equal([Berlin("2026-03-10 09:20"), Berlin("2026-03-10 10:10")], updates.Select(update => update.DueAt!.Value));
        Assert.Equal([ClockState.Reached, ClockState.Dropped], updates.Select(update => update.At(Berlin("2026-03-11 08:00")).State));
    }

    [Fact]
    public void A_case_opened_again_goes_on_where_it_was_resolved()
    {
        var clock = Clock(MilestoneKind.Resolution, Always, Severity.P1, "2026-03-10 08:00", Mark("2026-03-10 18:00", ClockMark.Resolved), Mark("2026-03-20 06:00", ClockMark.Reopened));
        Assert.Equal(Berlin("2026-03-20 20:00"), clock.DueAt);
        Assert.Equal(ClockState.Running, clock.At(Berlin("2026-03-20 07:00")).State);
    }

    [Theory]
    [InlineData(MilestoneKind.Workaround, Severity.P1, ClockState.Dropped)]
    [InlineData(MilestoneKind.Workaround, Severity.P2, ClockState.Dropped)]
    [InlineData(MilestoneKind.Workaround, Severity.P3, ClockState.Unpromised)]
    [InlineData(MilestoneKind.Workaround, Severity.P4, ClockState.Unpromised)]
    [InlineData(MilestoneKind.Resolution, Severity.P3, ClockState.Dropped)]
    public void What_was_never_promised_is_not_dropped_with_the_case(MilestoneKind kind, Severity severity, ClockState state) =>
        Assert.Equal(state, Clock(kind, Always, severity, "2026-03-10 08:00", Mark("2026-03-10 09:00", ClockMark.Closed)).At(Berlin("2026-03-10 10:00")).State);

    [Fact]
    public void An_answer_on_a_Saturday_to_what_was_due_on_Friday_is_late() =>
        Assert.Equal(ClockState.ReachedLate, Clock(MilestoneKind.FirstResponse, Offices, Severity.P2, "2026-03-13 16:00", Mark("2026-03-14 10:00", ClockMark.Answered)).At(Berlin("2026-03-16 10:00")).State);

    [Fact]
    public void The_days_of_a_clock_add_up()
    {
        var clock = Clock(MilestoneKind.Resolution, Always, Severity.P3, "2026-03-30 10:00", Paused("2026-04-02 12:00", PauseReason.Parts), Resumed("2026-04-07 10:00", PauseReason.Parts));
        var now = Berlin("2026-04-08 12:00");
        var days = ClockDays.Of(clock, now).Past;
        Assert.Equal(clock.Measure.Used(now), days.Aggregate(TimeSpan.Zero, (sum, day) => sum + day.Counted));
        Assert.Equal(clock.Measure.Waited(now), days.Aggregate(TimeSpan.Zero, (sum, day) => sum + day.Waited));
        Assert.Equal(clock.At(now).Remaining, days[^1].Left);
        Assert.NotNull(days.Single(day => day.Day == Day.Of("2026-04-06")).Holiday);
        Assert.Equal([7, 8, 8, 3, 0, 0, 0, 0, 7, 3], days.Select(day => day.Counted.TotalHours));
    }

    private static DateTimeOffset? Due(MilestoneKind kind, ClockTerms terms, Severity severity, string opened, params LedgerEntry[] more) => Clock(kind, terms, severity, opened, more).DueAt;

    private static Clock Clock(MilestoneKind kind, ClockTerms terms, Severity severity, string opened, params LedgerEntry[] more) =>
        new(Runs(terms, severity, opened, more).Single(run => run.Milestone.Kind == kind), Book);
}
