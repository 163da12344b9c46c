using System.Runtime.InteropServices;

namespace Backline.Domain.Calendars;

/// <summary>A stretch of time in which a zone keeps one distance to UTC. Ticks; <paramref name="Until"/> is excluded.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OffsetSpan(long From, long Until, long Offset)
{
    public DateOnly FirstDay => DayOf(From + Offset);
    public DateOnly LastDay => DayOf(Until + Offset - 1);

    private static DateOnly DayOf(long ticks) => DateOnly.FromDayNumber((int)(ticks / TimeSpan.TicksPerDay));
}

/// <summary>
/// Where a zone changes its clocks. Between two changes the time on the wall runs as UTC does, so that the hours of a day need no special case on the
/// two nights: an hour that is skipped is in no stretch, one that comes twice is in two.
/// </summary>
internal static class ZoneOffsets
{
    public static IEnumerable<OffsetSpan> Between(TimeZoneInfo zone, long from, long until)
    {
        var (start, offset) = (from, OffsetAt(zone, from));
        for (var day = from; day < until;)
        {
            var next = Math.Min(day + TimeSpan.TicksPerDay, until);
            var then = OffsetAt(zone, next);
            if (then != offset)
            {
                var change = ChangeBetween(zone, day, next, offset);
                yield return new(start, change, offset);
                (start, offset) = (change, then);
            }
            day = next;
        }
        if (start < until) yield return new(start, until, offset);
    }

    public static long OffsetAt(TimeZoneInfo zone, long ticks) => zone.GetUtcOffset(new DateTimeOffset(ticks, TimeSpan.Zero)).Ticks;

    /// <summary>The first second with another offset; zones change on whole seconds.</summary>
    private static long ChangeBetween(TimeZoneInfo zone, long from, long until, long offset)
    {
        while (until - from > TimeSpan.TicksPerSecond)
        {
            var middle = from + (until - from) / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;
            if (middle <= from) middle = from + TimeSpan.TicksPerSecond;
            if (OffsetAt(zone, middle) == offset) from = middle;
            else until = middle;
        }
        return until;
    }
}
