using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Desk = Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Cases;

/// <summary>The next update is promised with an answer: as the policy has it, sooner, or later with a reason.</summary>
public sealed class NextUpdateTests
{
    [Theory]
    [InlineData("10:30", "11:00", null, null)]
    [InlineData("11:00", "11:00", null, null)]
    [InlineData("10:00", "11:00", null, "case.next-update-past")]
    [InlineData("09:00", "11:00", "We wait for the depot.", "case.next-update-past")]
    [InlineData("12:00", "11:00", null, "case.next-update-late")]
    [InlineData("12:00", "11:00", " ", "case.next-update-late")]
    [InlineData("12:00", "11:00", "We wait for the depot.", null)]
    [InlineData("10:00", "11:00", "We wait for the depot.", "case.next-update-far", 31)]
    [InlineData("10:00", "11:00", "We wait for the depot.", null, 30)]
    [InlineData("10:30", null, null, "case.next-update-unpromised")]
    public void It_is_in_time_and_never_later_than_the_policy_without_a_reason(string by, string? policy, string? reason, string? code, int days = 0) =>
        Assert.Equal(code, new NextUpdate(At(by).AddDays(days), At("10:00"), policy is null ? null : At(policy), reason).WhyNot("C-2026-000001")?.Code);

    // P2: the next update after four hours, around the clock
    [Theory]
    [InlineData(null, "2026-03-17 14:00")]
    [InlineData("2026-03-17 10:30", "2026-03-17 10:30")]
    [InlineData("2026-03-17 18:00", "2026-03-17 18:00")]
    public void The_next_update_is_due_when_it_was_said(string? by, string due) => Assert.Equal(Desk.Berlin(due), Update(Severity.P2, Answer(by)).DueAt);

    [Fact]
    public void What_it_stands_still_comes_on_top() => Assert.Equal(Desk.Berlin("2026-03-17 11:30"),
        Update(Severity.P2, Answer("2026-03-17 10:30"), Desk.Paused("2026-03-17 10:10", PauseReason.Customer), Desk.Resumed("2026-03-17 11:10", PauseReason.Customer)).DueAt);

    [Theory]
    [InlineData("2026-03-17 10:30", "2026-03-17 10:30")] // sooner stays
    [InlineData("2026-03-17 18:00", "2026-03-17 11:00")] // later was said of a lesser matter
    public void Of_a_graver_case_nothing_later_than_its_policy_stays(string by, string due) =>
        Assert.Equal(Desk.Berlin(due), Update(Severity.P2, Answer(by), Desk.Changed("2026-03-17 10:05", Severity.P1)).DueAt);

    [Fact]
    public void A_severity_changed_there_and_back_leaves_what_was_said() =>
        Assert.Equal(Desk.Berlin("2026-03-17 18:00"), Update(Severity.P2, Answer("2026-03-17 18:00"), Desk.Changed("2026-03-17 10:05", Severity.P1), Desk.Changed("2026-03-17 10:06", Severity.P2)).DueAt);

    [Fact]
    public void The_one_after_is_the_policys_again() =>
        Assert.Equal(Desk.Berlin("2026-03-17 14:20"), Update(Severity.P2, Answer("2026-03-17 10:30"), Desk.Mark("2026-03-17 10:20", ClockMark.Answered)).DueAt);

    private static CaseMarked Answer(string? by) => Desk.Mark("2026-03-17 10:00", ClockMark.Answered) with { NextBy = by is null ? null : Desk.Berlin(by) };

    private static Clock Update(Severity severity, params LedgerEntry[] entries) =>
        new(Desk.Runs(Desk.Always, severity, "2026-03-17 09:30", entries).Last(run => run.Milestone.Kind == MilestoneKind.NextUpdate), Desk.Book);

    private static DateTimeOffset At(string time) => Desk.Berlin("2026-03-17 " + time);
}
