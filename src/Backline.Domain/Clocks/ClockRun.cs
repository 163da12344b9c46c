using System.Runtime.InteropServices;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>A stretch of a clock's life under one state of its case.</summary>
/// <param name="Until">Null: it goes on.</param>
/// <param name="Waits">What the case waited for, if that stops this clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockSpan(DateTimeOffset From, DateTimeOffset? Until, ClockTerms Terms, PauseReason? Waits);

public enum ClockEnding { Reached, Dropped }

/// <summary>One promise made once: when its clock started, the stretches it has run and stood still, and how it ended.</summary>
public sealed class ClockRun(Milestone milestone, int occurrence, DateTimeOffset startedAt, Severity severity, ClockTerms terms)
{
    private readonly List<ClockSpan> spans = new(2);

    // most runs see none
    private List<ClockChange>? changes;

    public Milestone Milestone { get; private set; } = milestone;

    /// <summary>From 1.</summary>
    public int Occurrence { get; } = occurrence;
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>By when whoever began it said to keep it; null: the policy says.</summary>
    public DateTimeOffset? AgreedBy { get; init; }

    /// <summary>Of what it began under nothing has changed, or all of it is as it was.</summary>
    public bool IsAsItBegan => Severity == FirstSeverity && Terms == FirstTerms;

    /// <summary>As it was when the clock started, and as it is, or was when the clock ended.</summary>
    public Milestone FirstMilestone { get; } = milestone;
    public Severity FirstSeverity { get; } = severity;
    public ClockTerms FirstTerms { get; } = terms;
    public Severity Severity { get; private set; } = severity;
    public ClockTerms Terms { get; private set; } = terms;

    /// <summary>What is promised now, or was when the clock ended; null: nothing.</summary>
    public Promise? Promise => Milestone.Targets.GetValueOrDefault(Severity);
    public ReadOnlySpan<ClockSpan> Spans => CollectionsMarshal.AsSpan(spans);

    /// <summary>What changed the time given while it ran, in order.</summary>
    public IReadOnlyList<ClockChange> Changes => changes ?? [];
    public DateTimeOffset? EndedAt { get; private set; }
    public ClockEnding? Ending { get; private set; }

    /// <summary>What ended it was the end of the case, which opening it again takes back.</summary>
    public bool EndedWithCase { get; private set; }

    internal void Enter(DateTimeOffset at, LedgerState state)
    {
        var (severity, terms, before) = (Severity, Terms, Promise);
        (Severity, Terms, Milestone, EndedAt, Ending) = (state.Severity, state.Terms, state.Milestone(Milestone), null, null);
        if (severity != Severity || terms != Terms) (changes ??= []).Add(new(at, severity, Severity, before, Promise, terms != Terms));
        spans.Add(new(at, null, state.Terms, state.WaitOf(Milestone)));
    }

    /// <summary>Closes the stretch that goes on; one that took no time leaves no trace.</summary>
    internal void Leave(DateTimeOffset at)
    {
        if (spans[^1].From == at) spans.RemoveAt(spans.Count - 1);
        else spans[^1] = spans[^1] with { Until = at };
    }

    internal void End(DateTimeOffset at, ClockEnding ending, bool withCase) => (EndedAt, Ending, EndedWithCase) = (at, ending, withCase);
}
