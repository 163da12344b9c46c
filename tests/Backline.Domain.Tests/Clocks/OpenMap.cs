using Backline.Domain.Calendars;

namespace Backline.Domain.Tests.Clocks;

/// <summary>Which minutes are open, asked of the clock on the wall minute by minute: slow, and written apart from what it judges.</summary>
internal sealed class OpenMap
{
    private readonly bool[] minutes;
    private readonly long first;
    private readonly IReadOnlyList<CalendarVersion> versions;

    public OpenMap(IReadOnlyList<CalendarVersion> versions, DateTimeOffset from, int days)
    {
        this.versions = versions;
        first = from.ToUnixTimeSeconds();
        minutes = new bool[days * 24 * 60];
        for (var i = 0; i < minutes.Length; i++)
        {
            var (version, wall) = WallAt(first + i * 60L);
            minutes[i] = OpenAt(version, wall);
        }
    }

    public bool IsOpen(long second) => minutes[(second - first) / 60];

    public long Count(long from, long until)
    {
        var count = 0L;
        for (var second = from; second < until; second++) if (IsOpen(second)) count++;
        return count;
    }

    public long FirstOpen(long second)
    {
        while (!IsOpen(second)) second++;
        return second;
    }

    /// <summary>The first second of the n-th open day after that of <paramref name="second"/> at which the wall shows the time or later.</summary>
    public long OpenDayAfter(long second, int days, TimeOnly time)
    {
        var day = DayOf(second);
        for (var further = days; further > 0;)
        {
            second = FirstSecondAfter(day, second);
            day = DayOf(second);
            if (HasHours(WallAt(second).Version, day)) further--;
        }
        while (DayOf(second) == day && time.ToTimeSpan() - TimeOf(second).ToTimeSpan() is var left && left > TimeSpan.Zero) second += second % 60 == 0 && left.TotalSeconds >= 60 ? 60 : 1;
        return second;
    }

    public TimeOnly TimeOf(long second) => TimeOnly.FromTimeSpan(WallAt(second).Wall.TimeOfDay);

    private DateOnly DayOf(long second) => Date(WallAt(second).Wall);

    private long FirstSecondAfter(DateOnly day, long second)
    {
        second -= second % 60;
        while (DayOf(second) <= day) second += 60;
        return second;
    }

    private (CalendarVersion Version, DateTimeOffset Wall) WallAt(long second)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(second);
        for (var i = versions.Count - 1; i > 0; i--)
        {
            var wall = TimeZoneInfo.ConvertTime(moment, versions[i].Zone);
            if (Date(wall) >= versions[i].From) return (versions[i], wall);
        }
        return (versions[0], TimeZoneInfo.ConvertTime(moment, versions[0].Zone));
    }

    private static DateOnly Date(DateTimeOffset wall) => new(wall.Year, wall.Month, wall.Day);

    private static bool HasHours(CalendarVersion version, DateOnly day) => !version.Holidays.ContainsKey(day) && version.Week.On(day.DayOfWeek).Count > 0;

    private static bool OpenAt(CalendarVersion version, DateTimeOffset wall)
    {
        if (!HasHours(version, Date(wall))) return false;
        foreach (var hours in version.Week.On(wall.DayOfWeek))
        {
            if (wall.TimeOfDay >= hours.From.ToTimeSpan() && (hours.Until == TimeOnly.MinValue || wall.TimeOfDay < hours.Until.ToTimeSpan())) return true;
        }
        return false;
    }
}
