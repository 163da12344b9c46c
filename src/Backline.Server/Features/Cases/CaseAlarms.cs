using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;

namespace Backline.Server.Features.Cases;

/// <summary>Something a case is looked at for.</summary>
/// <param name="Kind">warning, breach or escalation.</param>
/// <param name="Step">The percentage of a warning, 100 of a breach, the level of an escalation.</param>
/// <param name="DueAt">Null: the clock waits.</param>
internal sealed record AlarmRow(string Kind, string Milestone, int Occurrence, int Step, DateTimeOffset? DueAt)
{
    /// <summary>Each sounds once.</summary>
    public AlarmKey Key => new(Kind, Milestone, Occurrence, Step);
}

internal sealed record AlarmKey(string Kind, string Milestone, int Occurrence, int Step);

/// <summary>Warnings, breaches and levels of escalation from the clocks of a case (CA-2).</summary>
internal static class CaseAlarms
{
    private sealed record Sound(Clock Clock, string Kind, int Step, DateTimeOffset? At);

    /// <summary>Also those that ended clocks passed before: whoever was away then sounds them late.</summary>
    /// <param name="matrix">The version the case was opened under.</param>
    public static IReadOnlyList<AlarmRow> Of(IReadOnlyList<Clock> clocks, ClockBook book, EscalationMatrix matrix)
    {
        var alarms = clocks.Where(clock => clock.Promise is not null).SelectMany(clock =>
            clock.Warnings().Select(warning => new Sound(clock, "warning", warning.Percent, warning.At)).Append(new(clock, "breach", 100, clock.DueAt)));
        if (clocks.LastOrDefault(clock => clock.Run.Milestone.Kind == MilestoneKind.Resolution && clock.Promise is not null) is { } resolution)
            alarms = alarms.Concat(matrix.Reached(resolution.Run, book).Select(reached => new Sound(resolution, "escalation", reached.Level.Level, reached.At)));
        return [.. alarms.Where(alarm => IsMet(alarm.Clock, alarm.At)).Select(alarm => new AlarmRow(
            alarm.Kind, alarm.Clock.Run.Milestone.Kind.Word(), alarm.Clock.Run.Occurrence, alarm.Step, alarm.At is { } at ? CaseClocks.Whole(at) : null))];
    }

    /// <summary>
    /// Since when one could be sounded: since it was due, or since the act that made it due at a time gone by, such as a severity that was raised.
    /// </summary>
    public static DateTimeOffset SoundableAt(AlarmRow alarm, IReadOnlyList<LedgerEntry> entries, ClockBook book, EscalationMatrix matrix)
    {
        var due = alarm.DueAt!.Value;
        for (var known = Math.Max(1, entries.TakeWhile(entry => entry.At <= due).Count()); known < entries.Count; known++)
        {
            if (Of(CaseClocks.Of([.. entries.Take(known)], book), book, matrix).Contains(alarm)) return entries[known - 1].At > due ? entries[known - 1].At : due;
        }
        return entries[^1].At > due ? entries[^1].At : due;
    }

    // a clock that ended before has nothing more to say
    private static bool IsMet(Clock clock, DateTimeOffset? at) => clock.Run.EndedAt is not { } ended || at < ended;
}
