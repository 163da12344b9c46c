using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>Where a case stands while its ledger is read.</summary>
internal sealed class LedgerState(Severity severity, ClockTerms terms, ClockBook book)
{
    public Severity Severity { get; private set; } = severity;
    public ClockTerms Terms { get; private set; } = terms;
    public EnumSet<PauseReason> Waits { get; private set; }

    /// <summary>The milestone as the policy in force has it; one that does not have it promises nothing.</summary>
    public Milestone Milestone(Milestone before) =>
        book.Policy(Terms).Milestones.FirstOrDefault(m => m.Kind == before.Kind) ?? before with { Targets = new Dictionary<Severity, Promise>() };

    public PauseReason? WaitOf(Milestone milestone)
    {
        var both = Waits.And(milestone.Pauses);
        return both.IsEmpty ? null : both.First();
    }

    public void Apply(LedgerEntry entry)
    {
        switch (entry)
        {
            case CasePaused paused: Waits = Waits.With(paused.Reason); break;
            case CaseResumed resumed: Waits = Waits.Without(resumed.Reason); break;
            case SeverityChanged changed: Severity = changed.Severity; break;
            case TermsChanged changed: Terms = changed.Terms; break;
            default: break;
        }
    }
}

/// <summary>Reads a ledger into the runs of its clocks. The same ledger and versions always give the same runs.</summary>
public static class CaseLedger
{
    /// <param name="entries">In their order; the first is <see cref="CaseOpened"/>.</param>
    /// <returns>
    /// By milestone in the order of the policy, then by occurrence. A milestone that only a later policy has is reckoned from the opening, so that the
    /// promise is the same as if the case had been under that policy all along.
    /// </returns>
    public static IReadOnlyList<ClockRun> Runs(IReadOnlyList<LedgerEntry> entries, ClockBook book)
    {
        var opened = (CaseOpened)entries[0];
        var terms = entries.OfType<TermsChanged>().Select(moved => moved.Terms).Prepend(opened.Terms);
        var milestones = terms.SelectMany(one => book.Policy(one).Milestones).DistinctBy(milestone => milestone.Kind);
        return [.. milestones.SelectMany(milestone => Runs(milestone, opened, entries, book))];
    }

    private static List<ClockRun> Runs(Milestone milestone, CaseOpened opened, IReadOnlyList<LedgerEntry> entries, ClockBook book)
    {
        var state = new LedgerState(opened.Severity, opened.Terms, book);
        var runs = new List<ClockRun>(1);
        var runsOn = false;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (runsOn) runs[^1].Leave(entry.At);
            state.Apply(entry);
            if (MarkOf(entry) is { } mark) runsOn = Turn(mark, entry.At, runsOn, NextOf(milestone, entry));
            if (runsOn) runs[^1].Enter(entry.At, state);
        }
        return runs;

        // whether the clock goes on after the mark; a new one has been added
        bool Turn(ClockMark mark, DateTimeOffset at, bool runsOn, DateTimeOffset? by)
        {
            if (runsOn && mark == milestone.EndsOn)
            {
                runs[^1].End(at, ClockEnding.Reached, withCase: EndsCase(mark));
                if (milestone.Recurrence != Recurrence.Chained) return false;
                return Start(at, by);
            }
            if (runsOn && EndsCase(mark))
            {
                runs[^1].End(at, ClockEnding.Dropped, withCase: true);
                return false;
            }
            if (runsOn) return true;
            if (mark == ClockMark.Reopened && runs.Count > 0 && runs[^1].EndedWithCase) return milestone.Recurrence != Recurrence.Chained || Start(at);
            return mark == milestone.StartsOn && (milestone.Recurrence != Recurrence.None || runs.Count == 0) && Start(at, by);
        }

        bool Start(DateTimeOffset at, DateTimeOffset? by = null)
        {
            runs.Add(new(state.Milestone(milestone), runs.Count + 1, at, state.Severity, state.Terms) { AgreedBy = by });
            return true;
        }
    }

    private static ClockMark? MarkOf(LedgerEntry entry) => entry switch
    {
        CaseOpened => ClockMark.Opened,
        CaseMarked marked => marked.Mark,
        _ => null,
    };

    // only the next update is agreed on with the answer that begins it
    private static DateTimeOffset? NextOf(Milestone milestone, LedgerEntry entry) => milestone.Kind == MilestoneKind.NextUpdate && entry is CaseMarked { NextBy: { } by } && by > entry.At ? by : null;

    private static bool EndsCase(ClockMark mark) => mark is ClockMark.Resolved or ClockMark.Closed;
}
