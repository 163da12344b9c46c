using Backline.Domain.Calendars;
using Backline.Domain.Common;
using FsCheck;
using FsCheck.Fluent;
using static Backline.Domain.Tests.Clocks.Desk;

namespace Backline.Domain.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    private static readonly TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly BusinessCalendar office = Calendar(WeekHours.Business, "2026-04-06");
    private static readonly BusinessCalendar lunch = Calendar(WeekHours.Workdays(Hours("08:00", "12:00"), Hours("13:00", "17:30")));
    private static readonly BusinessCalendar nights = Calendar(WeekHours.EveryDay(Hours("00:00", "06:00")));
    private static readonly BusinessCalendar always = Calendar(WeekHours.Always);

    [Theory]
    [InlineData("2026-03-10 08:00", "2026-03-10 18:00", 8)]
    [InlineData("2026-03-13 16:00", "2026-03-16 10:00", 2)]
    [InlineData("2026-04-02 09:00", "2026-04-08 09:00", 24)]
    [InlineData("2026-03-14 09:00", "2026-03-15 23:00", 0)]
    [InlineData("2026-03-11 09:00", "2026-03-10 09:00", 0)]
    public void An_office_is_open_in_its_hours_on_days_that_are_no_holidays(string from, string until, double hours) =>
        Assert.Equal(hours, office.OpenBetween(Berlin(from), Berlin(until)).TotalHours);

    [Fact]
    public void A_lunch_break_is_closed()
    {
        Assert.Equal(8.5, lunch.OpenBetween(Berlin("2026-03-10 00:00"), Berlin("2026-03-11 00:00")).TotalHours);
        Assert.Equal(Berlin("2026-03-10 13:30"), lunch.Add(Berlin("2026-03-10 11:30"), TimeSpan.FromHours(1)));
        Assert.False(lunch.IsOpen(Berlin("2026-03-10 12:30")));
    }

    [Fact]
    public void The_night_in_spring_has_an_hour_less_and_the_one_in_autumn_an_hour_more()
    {
        Assert.Equal([5, 6, 7], new[] { "2026-03-29", "2026-03-30", "2026-10-25" }.Select(day => nights.OpenBetween(Berlin(day + " 00:00"), Berlin(day + " 12:00")).TotalHours));
        Assert.Equal([23, 24, 25], new[] { "2026-03-29", "2026-03-30", "2026-10-25" }.Select(day => always.OpenBetween(Midnight(day), Midnight(day, 1)).TotalHours));
        Assert.Equal(8, office.OpenBetween(Midnight("2026-03-30"), Midnight("2026-03-30", 1)).TotalHours);
    }

    [Fact]
    public void Used_up_at_closing_time_is_closing_time() => Assert.Equal(Berlin("2026-03-13 17:00"), office.Add(Berlin("2026-03-13 09:00"), TimeSpan.FromHours(8)));

    [Fact]
    public void Nothing_more_is_now_even_when_closed() => Assert.Equal(Berlin("2026-03-14 12:00"), office.Add(Berlin("2026-03-14 12:00"), TimeSpan.Zero));

    [Theory]
    [InlineData("2026-03-13 12:00", 1, "2026-03-16 16:00")]
    [InlineData("2026-03-14 12:00", 1, "2026-03-16 16:00")]
    [InlineData("2026-04-02 12:00", 2, "2026-04-07 16:00")]
    public void The_next_open_day_comes_after_weekends_and_holidays(string from, int days, string expected) => Assert.Equal(Berlin(expected), office.OpenDayAfter(Berlin(from), days, new(16, 0)));

    [Fact]
    public void A_time_the_night_skips_is_that_of_the_change_and_one_that_comes_twice_is_the_first()
    {
        Assert.Equal(new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), always.OpenDayAfter(Berlin("2026-03-28 12:00"), 1, new(2, 30)));
        Assert.Equal(new(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), always.OpenDayAfter(Berlin("2026-10-24 12:00"), 1, new(2, 30)));
    }

    [Fact]
    public void New_hours_are_measured_from_their_day_on()
    {
        var moved = new BusinessCalendar("moved", [Version(WeekHours.Business), Version(WeekHours.Workdays(Hours("10:00", "14:00"))) with { From = Day.Of("2026-03-11") }]);
        Assert.Equal(12, moved.OpenBetween(Midnight("2026-03-10"), Midnight("2026-03-12")).TotalHours);
    }

    [Fact]
    public void A_year_far_away_is_reckoned_when_it_is_asked_for()
    {
        var calendar = Calendar(WeekHours.Business);
        Assert.Equal(8, calendar.OpenBetween(Berlin("2026-03-10 00:00"), Berlin("2026-03-11 00:00")).TotalHours);
        Assert.Equal(8, calendar.OpenBetween(Berlin("2041-03-12 00:00"), Berlin("2041-03-13 00:00")).TotalHours);
        Assert.Equal(8, calendar.OpenBetween(Berlin("2019-03-12 00:00"), Berlin("2019-03-13 00:00")).TotalHours);
    }

    [Fact]
    public void What_was_added_is_what_has_been_open() => Prop.ForAll<ushort, uint>((start, more) =>
    {
        var (from, open) = (Berlin("2026-03-01 00:00").AddMinutes(start), TimeSpan.FromSeconds(more % 1_000_000));
        return new[] { office, lunch, nights, always }.All(calendar => calendar.Add(from, open) is var until && calendar.OpenBetween(from, until) == open
            && (open == TimeSpan.Zero || calendar.OpenBetween(from, until - TimeSpan.FromSeconds(1)) < open));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("calendar.interval-empty", "12:00", "12:00", "13:00", "14:00")]
    [InlineData("calendar.interval-empty", "12:00", "11:00", "13:00", "14:00")]
    [InlineData("calendar.intervals-overlap", "09:00", "12:30", "12:00", "14:00")]
    public void Hours_that_make_no_sense_are_refused(string code, string from, string until, string then, string last) =>
        Assert.Equal(code, Assert.Throws<RefusedException>(() => WeekHours.EveryDay(Hours(from, until), Hours(then, last))).Refusal.Code);

    [Fact]
    public void A_week_without_hours_is_refused() => Assert.Equal("calendar.never-open", Assert.Throws<RefusedException>(() => WeekHours.EveryDay()).Refusal.Code);

    private static BusinessCalendar Calendar(WeekHours week, params string[] holidays) => new("calendar", [Version(week, holidays)]);

    private static CalendarVersion Version(WeekHours week, params string[] holidays) =>
        new(DateOnly.MinValue, berlin, week, holidays.ToDictionary(Day.Of, day => new Holiday(Day.Of(day), "Holiday", Settled: true)));

    private static OpenHours Hours(string from, string until) => new(TimeOnly.Parse(from), TimeOnly.Parse(until));

    private static DateTimeOffset Midnight(string day, int later = 0) => Berlin($"{Day.Of(day).AddDays(later):yyyy-MM-dd} 00:00");
}
