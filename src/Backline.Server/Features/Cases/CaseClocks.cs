using Backline.Domain.Cases;
using Backline.Domain.Clocks;

namespace Backline.Server.Features.Cases;

/// <summary>A clock as a row, reckoned from the ledger: what lists and workers find it by.</summary>
internal sealed record ClockRow(string Milestone, int Occurrence, string State, bool CustomerSees, DateTimeOffset StartedAt, DateTimeOffset? DueAt, DateTimeOffset? WarnAt, DateTimeOffset? EndedAt);

/// <summary>The clocks of a case from its ledger; the same ledger and versions always give the same.</summary>
internal static class CaseClocks
{
    /// <summary>Nothing is to be looked at any more.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>It goes on, with nothing promised: after all that is due, and before what is done.</summary>
    private static readonly DateTimeOffset sometime = Never.AddYears(-1);

    public static IReadOnlyList<Clock> Of(IReadOnlyList<LedgerEntry> entries, ClockBook book) => [.. CaseLedger.Runs(entries, book).Select(run => new Clock(run, book))];

    public static IEnumerable<ClockTerms> TermsOf(IReadOnlyList<LedgerEntry> entries) => entries.OfType<TermsChanged>().Select(moved => moved.Terms).Prepend(((CaseOpened)entries[0]).Terms);

    /// <param name="at">When it is reckoned. Whether a clock that runs is overdue follows from when it is due.</param>
    public static ClockRow Row(Clock clock, DateTimeOffset at) => new(
        Domain.Common.Words.Word(clock.Run.Milestone.Kind), clock.Run.Occurrence, Domain.Common.Words.Word(clock.At(at).State), clock.Run.Milestone.CustomerSees, clock.Run.StartedAt,
        clock.DueAt is { } due ? Whole(due) : null, clock.Warnings() is [{ At: { } warn }, ..] ? Whole(warn) : null, clock.Run.EndedAt);

    /// <summary>What is due first, or the follow-up of what the case waits for.</summary>
    public static DateTimeOffset NextAt(Case one, IEnumerable<Clock> clocks) => one.State is CaseState.Resolved or CaseState.Closed ? Never
        : clocks.Where(clock => clock.Run.EndedAt is null).Select(clock => clock.DueAt).OfType<DateTimeOffset>().Concat(one.Waits.Select(wait => wait.FollowUpAt)).Select(Whole).DefaultIfEmpty(sometime).Min();

    /// <summary>Null for what is not to come.</summary>
    public static DateTimeOffset? Shown(DateTimeOffset next) => next < sometime ? next : null;

    /// <summary>In the microseconds that the database keeps.</summary>
    public static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
