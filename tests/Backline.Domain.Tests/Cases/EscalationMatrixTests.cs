using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using static Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Cases;

public sealed class EscalationMatrixTests
{
    private static readonly EscalationMatrix matrix = EscalationMatrix.Shipped("shipped");

    [Theory]
    [InlineData(Severity.P1, "2026-03-14 23:00", "2026-03-15 00:00", "2026-03-15 01:00", "2026-03-15 03:00", "2026-03-15 07:00")]
    [InlineData(Severity.P2, "2026-03-10 14:00", "2026-03-10 18:00", "2026-03-11 14:00", "2026-03-12 14:00", "2026-03-16 14:00")]
    [InlineData(Severity.P3, "2026-04-02 10:00", "2026-04-03 10:00", "2026-04-08 10:00", "2026-04-10 10:00", "2026-04-17 10:00")]
    [InlineData(Severity.P4, "2026-03-10 14:00", "2026-03-13 14:00", "2026-03-24 14:00")]
    public void A_case_reaches_its_levels(Severity severity, string opened, params string[] reached) => Assert.Equal(reached.Select(at => (DateTimeOffset?)Berlin(at)), Levels(severity, opened));

    [Fact]
    public void What_a_case_waits_makes_it_no_older() =>
        Assert.Equal(Berlin("2026-03-10 20:00"), Levels(Severity.P2, "2026-03-10 14:00", Paused("2026-03-10 15:00", PauseReason.Customer), Resumed("2026-03-10 17:00", PauseReason.Customer))[0]);

    [Fact]
    public void A_case_that_waits_reaches_nothing_more() =>
        Assert.Equal([Berlin("2026-03-10 15:00"), null, null, null], Levels(Severity.P1, "2026-03-10 14:00", Paused("2026-03-10 15:30", PauseReason.Parts)));

    [Fact]
    public void A_severity_raised_late_has_reached_what_its_age_says() =>
        Assert.Equal(Berlin("2026-03-10 15:00"), Levels(Severity.P3, "2026-03-10 14:00", Changed("2026-03-10 17:00", Severity.P1))[0]);

    private static List<DateTimeOffset?> Levels(Severity severity, string opened, params LedgerEntry[] more) =>
        [.. matrix.Reached(Runs(Always, severity, opened, more).Single(run => run.Milestone.Kind == MilestoneKind.Resolution), Book).Select(level => level.At)];
}
