using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Clocks;

/// <summary>What a clock must come to, found by walking its case second by second over a map of open ones. Moments are seconds since 1970.</summary>
internal sealed record SlowClock(MilestoneKind Kind, long StartedAt, long? EndedAt, bool Dropped, long? Given, long Used, long Waited, long? DueAt, IReadOnlyList<long?> WarnAt)
{
    public static IEnumerable<SlowClock> All(RandomHistory history)
    {
        var opened = (CaseOpened)history.Entries[0];
        foreach (var milestone in history.World.Policies[opened.Terms.Policy].Milestones)
        {
            foreach (var life in Lives(milestone, history)) yield return Walk(milestone, life, history);
        }
    }

    private sealed record Life(List<(long From, long? Until)> Awake, long? AgreedBy = null)
    {
        public long? EndedAt { get; set; }
        public bool Dropped { get; set; }
        public bool WithCase { get; set; }
    }

    // when the promise stood: from mark to mark, with gaps while the case was over
    private static List<Life> Lives(Milestone milestone, RandomHistory history)
    {
        var lives = new List<Life>();
        var awake = false;
        foreach (var entry in history.Entries)
        {
            var at = entry.At.ToUnixTimeSeconds();
            ClockMark? mark = entry is CaseOpened ? ClockMark.Opened : (entry as CaseMarked)?.Mark;
            if (mark is null) continue;
            var agreed = milestone.Kind == MilestoneKind.NextUpdate ? (entry as CaseMarked)?.NextBy?.ToUnixTimeSeconds() : null;
            var over = mark is ClockMark.Resolved or ClockMark.Closed;
            if (awake && (mark == milestone.EndsOn || over))
            {
                var life = lives[^1];
                life.Awake[^1] = (life.Awake[^1].From, at);
                (life.EndedAt, life.Dropped, life.WithCase) = (at, mark != milestone.EndsOn, over);
                awake = false;
                if (mark == milestone.EndsOn && milestone.Recurrence == Recurrence.Chained)
                {
                    lives.Add(new([(at, null)], agreed));
                    awake = true;
                }
            }
            else if (!awake && mark == ClockMark.Reopened && lives.Count > 0 && lives[^1].WithCase)
            {
                if (milestone.Recurrence == Recurrence.Chained) lives.Add(new([(at, null)]));
                else lives[^1].Awake.Add((at, null));
                (lives[^1].EndedAt, lives[^1].Dropped) = (null, false);
                awake = true;
            }
            else if (!awake && mark == milestone.StartsOn && (milestone.Recurrence != Recurrence.None || lives.Count == 0))
            {
                lives.Add(new([(at, null)], agreed));
                awake = true;
            }
        }
        return lives;
    }

    private static SlowClock Walk(Milestone milestone, Life life, RandomHistory history)
    {
        var (start, world, now) = (life.Awake[0].From, history.World, history.Now.ToUnixTimeSeconds());
        var (first, last) = (StateAt(start, history), StateAt(life.EndedAt ?? now, history));
        var promise = Of(world, last.Terms, milestone).Targets.GetValueOrDefault(last.Severity);
        var unit = promise?.Unit ?? PromiseUnit.Hours;
        var (used, waited, given) = (0L, 0L, promise is null ? 0 : GivenTime(promise, Map(world, first.Terms, unit), start));
        if (promise is not null && life.AgreedBy is { } by)
        {
            var agreed = Map(world, first.Terms, unit).Count(start, by);
            if (agreed < given || (first.Severity, first.Terms) == (last.Severity, last.Terms)) given = agreed;
        }
        long[] marks = promise is null ? [] : [given, .. Of(world, last.Terms, milestone).WarnPercents.Select(percent => given * percent / 100)];
        var reached = new long?[marks.Length];
        foreach (var (from, until) in life.Awake)
        {
            for (var second = from; second < (until ?? now);)
            {
                // nothing happens to the case until the next of its entries
                var state = StateAt(second, history);
                var next = Math.Min(until ?? now, history.Entries.Select(entry => entry.At.ToUnixTimeSeconds()).Where(at => at > second).DefaultIfEmpty(long.MaxValue).Min());
                var (map, waits) = (Map(world, state.Terms, unit), state.Waits.Any(Of(world, state.Terms, milestone).Pauses.Contains));
                if (!waits && used == 0) Reach(second);
                for (; second < next; second++)
                {
                    if (!map.IsOpen(second)) continue;
                    if (waits)
                    {
                        waited++;
                        continue;
                    }
                    used++;
                    Reach(second + 1);
                }
            }
        }
        if (!last.Waits.Any(Of(world, last.Terms, milestone).Pauses.Contains))
        {
            var map = Map(world, last.Terms, unit);
            if (used == 0) Reach(life.EndedAt ?? now);
            foreach (var mark in marks.Order())
            {
                // whole minutes while the mark is further away, or nobody would wait for the end of a month of seconds
                var (second, count) = (life.EndedAt ?? now, used);
                while (count < mark)
                {
                    var step = second % 60 == 0 && mark - count > 60 ? 60 : 1;
                    if (map.IsOpen(second)) count += step;
                    second += step;
                }
                if (mark > used) reached[Array.IndexOf(marks, mark)] ??= second;
            }
        }
        return new(milestone.Kind, start, life.EndedAt, life.Dropped, promise is null ? null : given, used, waited, reached.FirstOrDefault(), [.. reached.Skip(1)]);

        void Reach(long moment)
        {
            for (var i = 0; i < marks.Length; i++) if (marks[i] == used) reached[i] ??= moment;
        }
    }

    private static (Severity Severity, ClockTerms Terms, HashSet<PauseReason> Waits) StateAt(long second, RandomHistory history)
    {
        var opened = (CaseOpened)history.Entries[0];
        var (severity, terms, waits) = (opened.Severity, opened.Terms, new HashSet<PauseReason>());
        foreach (var entry in history.Entries.Where(entry => entry.At.ToUnixTimeSeconds() <= second))
        {
            if (entry is SeverityChanged changed) severity = changed.Severity;
            if (entry is TermsChanged moved) terms = moved.Terms;
            if (entry is CasePaused paused) waits.Add(paused.Reason);
            if (entry is CaseResumed resumed) waits.Remove(resumed.Reason);
        }
        return (severity, terms, waits);
    }

    private static Milestone Of(ClockWorld world, ClockTerms terms, Milestone milestone) => world.Policies[terms.Policy].Milestones.Single(one => one.Kind == milestone.Kind);

    private static OpenMap Map(ClockWorld world, ClockTerms terms, PromiseUnit unit) => world.Map(unit == PromiseUnit.BusinessDays ? terms.Business : terms.Support);

    private static long GivenTime(Promise promise, OpenMap map, long start)
    {
        if (promise.Unit == PromiseUnit.Minutes) return promise.Amount * 60;
        if (promise.Unit == PromiseUnit.Hours) return promise.Amount * 3600;
        if (promise.By is { } by) return map.Count(start, map.OpenDayAfter(start, promise.Amount, by));
        var open = map.FirstOpen(start);
        return map.Count(open, map.OpenDayAfter(open, promise.Amount, map.TimeOf(open)));
    }
}
