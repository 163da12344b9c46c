using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;

namespace Backline.Domain.Tests.Escalations;

public sealed class EscalationTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);

    private static Escalation Of(EscalationKind kind = EscalationKind.Case, bool starts = true) => Escalation.Open(
        new(kind, EscalationTrigger.Desk, "No sound", "It does not move.", 0, starts),
        new(Guid.Parse("0198c000-0000-7000-8000-000000000001"), null, CaseTier.Vendor, null, kind == EscalationKind.Case ? Guid.Parse("0198c000-0000-7000-8000-000000000002") : null), "E-2026-000001", TimeSpan.FromHours(2), now);

    private static string? Refused(Action act) => Assert.Throws<RefusedException>(act).Refusal.Code;

    [Fact]
    public void Asked_for_it_waits_for_a_decision_and_starts_with_one()
    {
        var one = Of(starts: false);
        Assert.Equal((EscalationState.Requested, (DateTimeOffset?)null), (one.State, one.NextUpdateAt));
        Assert.Equal("escalation.not-active", Refused(() => one.Own(Guid.Empty)));

        one.Approve(TimeSpan.FromHours(8), now.AddHours(1));

        Assert.Equal((EscalationState.Active, now.AddHours(1), now.AddHours(9)), (one.State, one.StartedAt, one.NextUpdateAt));
        Assert.Equal("escalation.not-requested", Refused(() => one.Decline("x", now)));
    }

    [Fact]
    public void Whoever_owns_it_keeps_it_and_a_level_is_never_lost()
    {
        var one = Of();
        var owner = Guid.Parse("0198c000-0000-7000-8000-000000000003");
        one.Own(owner);
        one.Raise(3);
        one.Raise(1);

        Assert.Equal((owner, 3), (one.OwnerId, one.Level));
    }

    [Fact]
    public void An_update_promises_the_next_one_to_come()
    {
        var one = Of();
        Assert.Equal("escalation.update-past", Refused(() => one.Update(now, now)));
        Assert.Equal("escalation.update-far", Refused(() => one.Update(now.AddDays(31), now)));
        one.Update(now.AddHours(3), now);
        Assert.Equal(now.AddHours(3), one.NextUpdateAt);
        one.Update(null, now);
        Assert.Null(one.NextUpdateAt);
    }

    [Fact]
    public void A_call_is_over_once_it_is_answered_or_the_escalation_is()
    {
        var (answered, ended) = (Of(), Of());
        answered.Call(now.AddMinutes(30));
        ended.Call(now.AddMinutes(30));
        Assert.Equal(now.AddMinutes(30), answered.AnswerBy);

        answered.EndCall();
        ended.End("Solved.", now);

        Assert.Equal((null, null), (answered.AnswerBy, ended.AnswerBy));
        Assert.Equal("escalation.not-active", Refused(() => ended.Call(now)));
    }

    [Fact]
    public void Only_an_account_has_a_trend()
    {
        Assert.Equal("escalation.of-a-case", Refused(() => Of().Turn(EscalationTrend.Worsening)));
        var account = Of(EscalationKind.Account);
        Assert.Equal(EscalationTrend.Steady, account.Trend);
        account.Turn(EscalationTrend.Improving);
        Assert.Equal(EscalationTrend.Improving, account.Trend);
    }

    [Fact]
    public void Ended_it_is_over_for_good()
    {
        var one = Of();
        one.End("Fixed.", now);
        Assert.Equal((EscalationState.Ended, EscalationEnding.DeEscalated, "Fixed.", (DateTimeOffset?)null, false), (one.State, one.Ending, one.EndReason, one.NextUpdateAt, one.IsOpen));
        Assert.Equal("escalation.not-active", Refused(() => one.End("again", now)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_it_was_about_is_over_and_it_ends_decided_or_not(bool started)
    {
        var one = Of(starts: started);
        one.FallAway(EscalationEnding.CaseEnded, now.AddHours(1));
        Assert.Equal((EscalationState.Ended, EscalationEnding.CaseEnded, now.AddHours(1), (string?)null, started), (one.State, one.Ending, one.EndedAt, one.EndReason, one.StartedAt is not null));
        Assert.Equal("escalation.not-active", Refused(() => one.FallAway(EscalationEnding.RatingChanged, now)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(5, false)]
    public void One_and_two_of_five_are_low(int score, bool low) => Assert.Equal(low, EscalationRules.IsLow(score));

    [Theory]
    [InlineData(Severity.P1, 4, 2)]
    [InlineData(Severity.P2, 24, 8)]
    [InlineData(Severity.P3, 120, 24)]
    [InlineData(Severity.P4, 240, 24)]
    public void The_graver_the_sooner(Severity severity, int noProgress, int nextUpdate) =>
        Assert.Equal((noProgress, nextUpdate), ((int)EscalationRules.NoProgressAfter(severity).TotalHours, (int)EscalationRules.NextUpdateAfter(severity).TotalHours));
}
