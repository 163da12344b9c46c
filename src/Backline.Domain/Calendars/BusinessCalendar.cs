using Backline.Domain.Common;

namespace Backline.Domain.Calendars;

/// <summary>
/// When a place is open: versions from a day on, each with a zone, hours and holidays. A moment is open when the clock on the wall there shows an open
/// hour of a day that is no holiday: an open hour that a daylight-saving night skips is missing, one that comes twice is open twice.
/// </summary>
public sealed class BusinessCalendar
{
    private static readonly long lastMoment = new DateTimeOffset(ProgrammeYears.Last + 2, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private readonly CalendarVersion[] versions;
    private readonly long[] begins;
    private volatile OpenTimeline? known;

    /// <param name="key">What it is kept under: a ledger names its calendars by it.</param>
    /// <exception cref="ArgumentException">There is no version.</exception>
    public BusinessCalendar(string key, IEnumerable<CalendarVersion> versions)
    {
        Key = key;
        this.versions = [.. versions.OrderBy(version => version.From)];
        if (this.versions.Length == 0) throw new ArgumentException("a calendar has at least one version", nameof(versions));
        begins = [long.MinValue, .. this.versions.Skip(1).Select(version => MomentOf(version.Zone, version.From, TimeOnly.MinValue).UtcTicks)];
    }

    public string Key { get; }

    public TimeZoneInfo ZoneAt(DateTimeOffset at) => VersionAt(at).Zone;

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDayNumber((int)(WallTicks(at) / TimeSpan.TicksPerDay));

    /// <summary>The first moment of a day there.</summary>
    public DateTimeOffset StartOf(DateOnly day) => MomentOf(VersionOn(day).Zone, day, TimeOnly.MinValue);

    /// <summary>The clock on the wall there.</summary>
    public TimeOnly TimeOf(DateTimeOffset at) => new(WallTicks(at) % TimeSpan.TicksPerDay);

    public bool IsOpen(DateTimeOffset at) => Covering(at.UtcTicks, at.UtcTicks).IsOpen(at.UtcTicks);

    /// <summary>Open time between two moments; nothing when the second is not after the first.</summary>
    public TimeSpan OpenBetween(DateTimeOffset from, DateTimeOffset until)
    {
        if (until <= from) return TimeSpan.Zero;
        var timeline = Covering(from.UtcTicks, until.UtcTicks);
        return new(timeline.OpenUntil(until.UtcTicks) - timeline.OpenUntil(from.UtcTicks));
    }

    /// <summary>The first moment by which so much has been open since <paramref name="from"/>; that moment itself for nothing.</summary>
    /// <exception cref="RefusedException">So much is not open before the calendar of the programme ends.</exception>
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan open)
    {
        if (open <= TimeSpan.Zero) return from;
        for (var until = from.UtcTicks; until < lastMoment; until += 366 * TimeSpan.TicksPerDay)
        {
            var timeline = Covering(from.UtcTicks, until);
            if (timeline.FirstWith(timeline.OpenUntil(from.UtcTicks) + open.Ticks) is { } found) return new(found, TimeSpan.Zero);
        }
        throw new RefusedException(new("calendar.never-open"));
    }

    /// <summary>The first open moment not before <paramref name="at"/>.</summary>
    /// <exception cref="RefusedException">It is never open again.</exception>
    public DateTimeOffset FirstOpen(DateTimeOffset at) => IsOpen(at) ? at : Add(at, new(1)) - new TimeSpan(1);

    /// <summary>
    /// So many open days after the day of <paramref name="at"/>, at a time by the clock there: the next business day is one after it, also from a day that
    /// is closed. A time that the night skips is that of the change; of one that comes twice it is the first.
    /// </summary>
    /// <exception cref="RefusedException">There are not so many open days before the calendar of the programme ends.</exception>
    public DateTimeOffset OpenDayAfter(DateTimeOffset at, int days, TimeOnly time)
    {
        var day = DayOf(at);
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            if (day.Year > ProgrammeYears.Last) throw new RefusedException(new("calendar.never-open"));
            if (IsOpenDay(day)) left--;
        }
        return MomentOf(VersionOn(day).Zone, day, time);
    }

    /// <summary>The open stretches between two moments, in order.</summary>
    public IEnumerable<OpenStretch> Stretches(DateTimeOffset from, DateTimeOffset until) =>
        Covering(from.UtcTicks, until.UtcTicks).Between(from.UtcTicks, until.UtcTicks)
            .Select(stretch => new OpenStretch(new(stretch.Start, TimeSpan.Zero), new(stretch.End, TimeSpan.Zero)));

    /// <summary>Some hours of the day are open.</summary>
    public bool IsOpenDay(DateOnly day) => VersionOn(day).On(day).Count > 0;

    /// <summary>The hours of a week, as they read at a moment.</summary>
    public WeekHours WeekAt(DateTimeOffset at) => VersionAt(at).Week;

    /// <summary>The holiday on a day, if it is one there.</summary>
    public Holiday? HolidayOn(DateOnly day) => VersionOn(day).Holidays.GetValueOrDefault(day);

    private static DateTimeOffset MomentOf(TimeZoneInfo zone, DateOnly day, TimeOnly time)
    {
        var wall = Ticks(day) + time.Ticks;
        foreach (var span in ZoneOffsets.Between(zone, wall - TimeSpan.TicksPerDay, wall + TimeSpan.TicksPerDay))
        {
            // earlier than all of this stretch: the clock jumped over it
            if (wall - span.Offset < span.Until) return new(Math.Max(wall - span.Offset, span.From), TimeSpan.Zero);
        }
        throw new InvalidOperationException($"no moment of {zone.Id} shows {day:O} {time:O}");
    }

    private CalendarVersion VersionAt(DateTimeOffset at) => versions[IndexAt(at.UtcTicks)];

    private CalendarVersion VersionOn(DateOnly day)
    {
        var i = versions.Length - 1;
        while (i > 0 && versions[i].From > day) i--;
        return versions[i];
    }

    private int IndexAt(long at)
    {
        var i = begins.Length - 1;
        while (begins[i] > at) i--;
        return i;
    }

    /// <summary>Whole years, kept once reckoned. Two at a time reckon the same, so that it does not matter whose is kept.</summary>
    private OpenTimeline Covering(long from, long until)
    {
        if (known is { } timeline && timeline.Covers(from) && timeline.Covers(until)) return timeline;
        var (first, last) = (YearOf(Math.Min(from, known?.From ?? from)), YearOf(Math.Max(until, known is null ? until : known.Until - 1)));
        var (begin, end) = (Ticks(new(first, 1, 1)), Ticks(new(last + 1, 1, 1)));
        return known = new(begin, end, StretchesOf(begin, end));
    }

    private IEnumerable<(long Start, long End)> StretchesOf(long from, long until)
    {
        for (var i = 0; i < versions.Length; i++)
        {
            var (begin, end) = (Math.Max(from, begins[i]), Math.Min(until, i + 1 < begins.Length ? begins[i + 1] : until));
            if (begin >= end) continue;
            foreach (var span in ZoneOffsets.Between(versions[i].Zone, begin, end))
                foreach (var stretch in StretchesOf(versions[i], span)) yield return stretch;
        }
    }

    private static IEnumerable<(long Start, long End)> StretchesOf(CalendarVersion version, OffsetSpan span)
    {
        for (var day = span.FirstDay; day <= span.LastDay; day = day.AddDays(1))
        {
            var midnight = Ticks(day) - span.Offset;
            foreach (var hours in version.On(day))
            {
                var (start, end) = (Math.Max(midnight + hours.Start.Ticks, span.From), Math.Min(midnight + hours.End.Ticks, span.Until));
                if (start < end) yield return (start, end);
            }
        }
    }

    private long WallTicks(DateTimeOffset at) => at.UtcTicks + ZoneOffsets.OffsetAt(ZoneAt(at), at.UtcTicks);

    private static long Ticks(DateOnly day) => day.DayNumber * TimeSpan.TicksPerDay;

    private static int YearOf(long ticks) => DateOnly.FromDayNumber((int)(ticks / TimeSpan.TicksPerDay)).Year;
}
