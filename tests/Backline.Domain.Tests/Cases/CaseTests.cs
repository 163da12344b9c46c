using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using static Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Cases;

public sealed class CaseTests
{
    private static readonly DateTimeOffset start = Berlin("2026-03-10 08:00");
    private readonly Case open = Case.Open(new(Guid.CreateVersion7(start), null, CaseTier.Vendor, "No sound in the board room", Severity.P2, IsPriority: true), "CS-2026-000001", Always, "katrin", start);

    [Fact]
    public void A_reply_ends_the_wait_for_the_customer_and_no_other()
    {
        open.Wait(PauseReason.Customer, At(600), "jonas", At(10));
        open.Wait(PauseReason.Parts, At(600), "jonas", At(20));
        open.TakeReply("katrin", At(30));
        Assert.Equal([PauseReason.Parts], open.Waits.Select(wait => wait.Reason));
        Assert.Equal(CaseState.Waiting, open.State);
    }

    [Fact]
    public void What_is_resolved_waits_for_nothing_also_when_it_is_opened_again()
    {
        open.Wait(PauseReason.Parts, At(600), "jonas", At(10));
        open.Wait(PauseReason.Customer, At(600), "jonas", At(10));
        open.Resolve(CaseOutcome.Fixed, "jonas", At(20));
        open.Reopen("katrin", At(30));
        Assert.Equal((CaseState.Open, 0), (open.State, open.Waits.Count));
        Assert.Equal([PauseReason.Parts, PauseReason.Customer], open.News.OfType<CaseResumed>().Select(entry => entry.Reason));
    }

    [Fact]
    public void A_wait_may_look_again_at_another_time_and_its_clocks_stand_still_as_before()
    {
        open.Wait(PauseReason.Parts, At(600), "jonas", At(10));
        var (entries, version) = (open.News.Count, open.Version);

        open.Wait(PauseReason.Parts, At(900), "jonas", At(20));

        Assert.Equal([new CaseWait(PauseReason.Parts, At(10), At(900))], open.Waits);
        Assert.Equal((entries, version + 1), (open.News.Count, open.Version));
        Assert.Equal("case.waits-already", Refused(() => open.Wait(PauseReason.Parts, At(900), "jonas", At(30))));
        Assert.Equal("case.follow-up-past", Refused(() => open.Wait(PauseReason.Parts, At(30), "jonas", At(30))));
    }

    [Fact]
    public void A_reply_to_a_resolved_case_opens_it_again()
    {
        open.Resolve(CaseOutcome.Fixed, "jonas", At(60));
        open.TakeReply("katrin", At(90));
        Assert.Equal((CaseState.Open, null, 1), (open.State, open.Outcome, open.Reopenings));
    }

    [Fact]
    public void What_the_desk_tells_is_an_answer_too()
    {
        open.Tell(ClockMark.Planned, "jonas", At(15));
        Assert.Equal(At(15), open.AnsweredAt);
        Assert.Equal(ClockState.Reached, Clock(MilestoneKind.FirstResponse).At(At(500)).State);
        Assert.Equal(ClockState.Reached, Clock(MilestoneKind.Plan).At(At(500)).State);
    }

    [Fact]
    public void A_case_that_goes_on_in_another_keeps_and_misses_nothing()
    {
        var other = Case.Open(new(open.AccountId, null, CaseTier.Vendor, "The same", Severity.P2, IsPriority: true), "CS-2026-000002", Always, "katrin", start);
        other.Merge(open, sameAsker: false, "jonas", At(5));
        Assert.Equal((CaseState.Closed, open.Id), (other.State, other.MergedIntoId));
        Assert.All(CaseLedger.Runs(other.News, Book), run => Assert.Equal(ClockEnding.Dropped, run.Ending));
    }

    [Theory]
    [InlineData(false, false, false, null)]
    [InlineData(true, true, true, null)]
    [InlineData(true, true, false, "case.merge-shared")] // the one's words would be read by the other
    [InlineData(true, false, true, "case.merge-shared")] // by the whole account
    [InlineData(false, true, true, "case.merge-private")]
    public void A_private_case_goes_on_only_in_a_private_one_of_the_same_asker(bool isPrivate, bool intoPrivate, bool sameAsker, string? refused)
    {
        Case Asked(bool hidden, string number) => Case.Open(new(open.AccountId, null, CaseTier.Vendor, "No sound", Severity.P2, IsPriority: true, hidden), number, Always, "katrin", start);

        Assert.Equal(refused, Asked(isPrivate, "C-2026-000003").WhyNotMerge(Asked(intoPrivate, "C-2026-000004"), sameAsker)?.Code);
    }

    [Fact]
    public void Only_the_partners_desk_hands_a_case_on_and_only_once()
    {
        var partner = Guid.CreateVersion7(start);
        Case At(CaseTier tier, string number) => Case.Open(new(open.AccountId, partner, tier, "No sound", Severity.P2, IsPriority: true) { FrontId = partner }, number, Always, "katrin", start);
        var (customers, vendors) = (At(CaseTier.Partner, "C-2026-000003"), At(CaseTier.Vendor, "C-2026-000004"));
        customers.HandOn(vendors);

        Assert.Equal((vendors.Id, false, true), (customers.HandedToId, customers.IsBehindPartner, vendors.IsBehindPartner));
        Assert.Equal("case.handed-on", customers.WhyNotHandOn()?.Code);
        Assert.Equal("case.not-at-partner", vendors.WhyNotHandOn()?.Code);
        Assert.Equal("case.merge-elsewhere", vendors.WhyNotMerge(open, sameAsker: true)?.Code);
    }

    [Fact]
    public void News_are_taken_once()
    {
        Assert.Single(open.TakeNews());
        Assert.Empty(open.News);
    }

    [Fact]
    public void Entries_stay_in_order_when_the_clocks_of_two_nodes_differ()
    {
        open.Answer("jonas", At(10));
        open.ChangeSeverity(Severity.P1, "jonas", At(9));
        Assert.Equal([start, At(10), At(10)], open.News.Select(entry => entry.At));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var version = open.Version;
        Assert.Equal("case.not-resolved", Refused(() => open.Close("jonas", At(1))));
        Assert.Equal("case.not-resolved", Refused(() => open.Reopen("jonas", At(1))));
        Assert.Equal("case.severity-same", Refused(() => open.ChangeSeverity(Severity.P2, "jonas", At(1))));
        Assert.Equal("case.waits-not", Refused(() => open.Resume(PauseReason.Parts, "jonas", At(1))));
        Assert.Equal("case.follow-up-past", Refused(() => open.Wait(PauseReason.Parts, At(1), "jonas", At(1))));
        Assert.Equal("case.follow-up-far", Refused(() => open.Wait(PauseReason.AgreedDate, At(1).AddDays(120).AddSeconds(1), "jonas", At(1))));
        Assert.Equal("case.merge-itself", Refused(() => open.Merge(open, sameAsker: true, "jonas", At(1))));
        Assert.Equal(version, open.Version);
    }

    [Fact]
    public void Whoever_asked_ends_what_is_needed_no_longer_and_no_answer_is_pretended()
    {
        open.Wait(PauseReason.Customer, At(60), "jonas", At(5));
        open.Withdraw("katrin", At(10));
        Assert.Equal((CaseState.Closed, CaseOutcome.Withdrawn, At(10)), (open.State, open.Outcome, open.ClosedAt));
        Assert.Empty(open.Waits);
        Assert.Equal([ClockMark.Closed], open.News.OfType<CaseMarked>().Select(entry => entry.Mark));
        Assert.Equal("case.closed", Refused(() => open.Withdraw("katrin", At(11))));
    }

    [Fact]
    public void A_closed_case_takes_nothing_more()
    {
        open.Resolve(CaseOutcome.Answered, "jonas", At(1));
        open.Close("jonas", At(2));
        foreach (var act in new Action[] { () => open.Answer("j", At(3)), () => open.TakeReply("k", At(3)), () => open.Resolve(CaseOutcome.Fixed, "j", At(3)), () => open.Close("j", At(3)), () => open.Assign(null), () => open.Wait(PauseReason.Parts, At(9), "j", At(3)) })
            Assert.Equal("case.closed", Refused(act));
        Assert.Equal("case.not-resolved", Refused(() => open.Reopen("j", At(3))));
    }

    [Fact]
    public void A_resolved_case_is_opened_again_before_it_is_worked_on()
    {
        open.Resolve(CaseOutcome.Fixed, "jonas", At(1));
        Assert.Equal("case.resolved", Refused(() => open.ChangeSeverity(Severity.P1, "jonas", At(2))));
        Assert.Equal("case.resolved", Refused(() => open.Wait(PauseReason.Parts, At(9), "jonas", At(2))));
    }

    private Clock Clock(MilestoneKind kind) => new(CaseLedger.Runs(open.News, Book).Single(run => run.Milestone.Kind == kind), Book);

    private static string Refused(Action act) => Assert.Throws<RefusedException>(act).Refusal.Code;

    private static DateTimeOffset At(int minutes) => start.AddMinutes(minutes);
}
