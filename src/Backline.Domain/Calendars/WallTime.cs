using System.Globalization;
using Backline.Domain.Common;

namespace Backline.Domain.Calendars;

/// <summary>
/// A time as the clock on a wall shows it. On the two nights on which clocks change, one hour is never shown and one is shown twice: what was typed of those is
/// refused, for nothing may be promised for another moment than the one that was meant.
/// </summary>
public static class WallTime
{
    /// <returns><c>moment.skipped</c> or <c>moment.twice</c>; null: the wall shows it once.</returns>
    public static Refusal? WhyNot(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var wall = Ticks(day, time);
        var spans = Around(wall, zone);
        foreach (var (before, after) in spans.Zip(spans.Skip(1)))
        {
            var (from, until) = (after.From + before.Offset, after.From + after.Offset);
            if (from <= wall && wall < until) return new("moment.skipped", Clock(wall), day, zone.Id, Clock(from), Clock(until), Clock(wall + until - from));
            if (until <= wall && wall < from) return new("moment.twice", Clock(wall), day, zone.Id, Clock(from), Clock(until));
        }
        return null;
    }

    /// <summary>The moment at which the wall shows it.</summary>
    /// <exception cref="RefusedException"/>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        WhyNot(day, time, zone).ThrowIfRefused();
        var wall = Ticks(day, time);
        return new(day, time, TimeSpan.FromTicks(Around(wall, zone).First(span => wall - span.Offset < span.Until).Offset));
    }

    // no zone is further from UTC than fourteen hours
    private static List<OffsetSpan> Around(long wall, TimeZoneInfo zone) => [.. ZoneOffsets.Between(zone, Math.Max(wall - TimeSpan.TicksPerDay, 0), Math.Min(wall + TimeSpan.TicksPerDay, DateTimeOffset.MaxValue.Ticks))];

    private static long Ticks(DateOnly day, TimeOnly time) => day.DayNumber * TimeSpan.TicksPerDay + time.Ticks;

    private static string Clock(long wall) => new TimeOnly(wall % TimeSpan.TicksPerDay).ToString("HH:mm", CultureInfo.InvariantCulture);
}
