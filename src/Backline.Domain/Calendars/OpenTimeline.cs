namespace Backline.Domain.Calendars;

/// <summary>
/// The open stretches of a calendar over some years, in order, with the open time before each: how much is open between two moments, and when so much
/// has been open, are two searches in it. Moments and times are ticks of UTC.
/// </summary>
internal sealed class OpenTimeline
{
    private readonly long[] starts;
    private readonly long[] ends;
    private readonly long[] before;

    // the last stretch that began by the start of each day since From: searches begin there
    private readonly int[] byDay;

    public OpenTimeline(long from, long until, IEnumerable<(long Start, long End)> stretches)
    {
        (From, Until) = (from, until);
        var (s, e) = (new List<long>(), new List<long>());
        foreach (var (start, end) in stretches)
        {
            if (e.Count > 0 && e[^1] == start) e[^1] = end;
            else
            {
                s.Add(start);
                e.Add(end);
            }
        }
        (starts, ends, before) = ([.. s], [.. e], new long[s.Count + 1]);
        for (var i = 0; i < starts.Length; i++) before[i + 1] = before[i] + ends[i] - starts[i];
        byDay = new int[DayOf(until - 1) + 1];
        for (var (day, i) = (0, -1); day < byDay.Length; day++) byDay[day] = i = LastStartedBy(from + day * TimeSpan.TicksPerDay, i);
    }

    /// <summary>What it covers; <see cref="Until"/> is excluded.</summary>
    public long From { get; }
    public long Until { get; }

    public bool Covers(long at) => at >= From && at < Until;

    /// <summary>Open time from the beginning until <paramref name="at"/>.</summary>
    public long OpenUntil(long at)
    {
        var i = LastStartedBy(at);
        return i < 0 ? 0 : before[i] + Math.Min(at, ends[i]) - starts[i];
    }

    /// <summary>The first moment by which <paramref name="open"/>, more than nothing, has been open since the beginning; null: after the end.</summary>
    public long? FirstWith(long open)
    {
        if (open > before[^1]) return null;
        var i = FirstReaching(open);
        return starts[i] + open - before[i];
    }

    public bool IsOpen(long at) => LastStartedBy(at) is >= 0 and var i && at < ends[i];

    public IEnumerable<(long Start, long End)> Between(long from, long until)
    {
        for (var i = Math.Max(LastStartedBy(from), 0); i < starts.Length && starts[i] < until; i++)
        {
            var (start, end) = (Math.Max(starts[i], from), Math.Min(ends[i], until));
            if (start < end) yield return (start, end);
        }
    }

    private int DayOf(long at) => (int)((at - From) / TimeSpan.TicksPerDay);

    private int LastStartedBy(long at) => LastStartedBy(at, byDay[DayOf(at)]);

    private int LastStartedBy(long at, int i)
    {
        while (i + 1 < starts.Length && starts[i + 1] <= at) i++;
        return i;
    }

    /// <summary>The stretch at whose end at least so much has been open.</summary>
    private int FirstReaching(long open)
    {
        var i = Array.BinarySearch(before, open);
        return (i >= 0 ? i : ~i) - 1;
    }
}
