using System.Globalization;
using Backline.Domain.Calendars;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Calendars;

public sealed class WallTimeTests
{
    private static DateOnly Day(string wall) => DateOnly.Parse(wall.Split('T')[0], CultureInfo.InvariantCulture);

    private static TimeOnly Time(string wall) => TimeOnly.Parse(wall.Split('T')[1], CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T01:59+01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T03:00+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T01:59", "2026-10-25T01:59+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T03:00+01:00")]
    [InlineData("America/New_York", "2026-03-08T03:00", "2026-03-08T03:00-04:00")]
    [InlineData("America/Los_Angeles", "2026-07-01T12:00", "2026-07-01T12:00-07:00")]
    [InlineData("Asia/Seoul", "2026-03-29T02:30", "2026-03-29T02:30+09:00")]
    [InlineData("UTC", "2026-03-29T02:30", "2026-03-29T02:30+00:00")]
    public void What_the_wall_shows_once_is_that_moment(string zone, string wall, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), WallTime.At(Day(wall), Time(wall), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T02:00", "moment.skipped")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "moment.skipped")]
    [InlineData("Europe/Berlin", "2026-03-29T02:59", "moment.skipped")]
    [InlineData("Europe/Berlin", "2026-10-25T02:00", "moment.twice")]
    [InlineData("Europe/Berlin", "2026-10-25T02:59", "moment.twice")]
    [InlineData("America/New_York", "2026-03-08T02:30", "moment.skipped")]
    [InlineData("America/New_York", "2026-11-01T01:30", "moment.twice")]
    [InlineData("America/Santiago", "2026-09-06T00:30", "moment.skipped")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "moment.skipped")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "moment.twice")]
    public void What_it_shows_never_or_twice_is_refused(string zone, string wall, string code) =>
        Assert.Equal(code, Assert.Throws<RefusedException>(() => WallTime.At(Day(wall), Time(wall), TimeZoneInfo.FindSystemTimeZoneById(zone))).Refusal.Code);

    [Fact]
    public void The_refusal_says_how_the_clocks_change_and_what_is_near()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(["02:30", new DateOnly(2026, 3, 29), "Europe/Berlin", "02:00", "03:00", "03:30"], WallTime.WhyNot(new(2026, 3, 29), new(2, 30), berlin)!.Args);
        Assert.Equal(["02:30", new DateOnly(2026, 10, 25), "Europe/Berlin", "03:00", "02:00"], WallTime.WhyNot(new(2026, 10, 25), new(2, 30), berlin)!.Args);
    }
}
