using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

public class DateTextTests
{
    [Theory]
    [InlineData("2026-11-05", "2026-11-05T00:00:00+00:00")]
    [InlineData("2026-11-05T14:30:00Z", "2026-11-05T14:30:00+00:00")]
    [InlineData("2026-11-05T14:30:00+09:00", "2026-11-05T14:30:00+09:00")]
    [InlineData("2026-11-05 14:30:15.250", "2026-11-05T14:30:15.25+00:00")]
    [InlineData("2026/11/05 14:30", "2026-11-05T14:30:00+00:00")]
    [InlineData("20261105", "2026-11-05T00:00:00+00:00")]
    [InlineData("5.11.2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("05.11.2026 08:15", "2026-11-05T08:15:00+00:00")]
    [InlineData("05/11/2026 2:30 PM", "2026-11-05T14:30:00+00:00")]
    [InlineData("05/11/2026 12:05 AM", "2026-11-05T00:05:00+00:00")]
    [InlineData("05-11-2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("Nov 5, 2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("November 5, 2026 3:00 PM", "2026-11-05T15:00:00+00:00")]
    [InlineData("Thu, 5 Nov 2026 10:00", "2026-11-05T10:00:00+00:00")]
    [InlineData("5 nov. 2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("5 de noviembre de 2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("5 novembre 2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("5. März 2026", "2026-03-05T00:00:00+00:00")]
    [InlineData("5 tháng 11, 2026", "2026-11-05T00:00:00+00:00")]
    [InlineData("2026년 11월 5일", "2026-11-05T00:00:00+00:00")]
    [InlineData("2026. 11. 5.", "2026-11-05T00:00:00+00:00")]
    [InlineData("46331", "2026-11-05T00:00:00+00:00")]
    [InlineData("46331.5", "2026-11-05T12:00:00+00:00")]
    [InlineData("46331,5", "2026-11-05T12:00:00+00:00")]
    [InlineData("1793887800", "2026-11-05T14:10:00+00:00")]
    [InlineData("1793887800000", "2026-11-05T14:10:00+00:00")]
    public void Notations_are_read(string text, string expected)
    {
        var reading = DateText.Read(text, DateOrder.DayFirst, TimeZoneInfo.Utc);
        Assert.True(reading.IsDate, reading.Outcome.ToString());
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), reading.At);
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).Offset, reading.At.Offset);
    }

    [Theory]
    [InlineData("0000-00-00")]
    [InlineData("31/02/2026")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("0001-01-02")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9999-12-31")]
    [InlineData("9999999999")]
    public void Days_that_never_were_are_impossible(string text) =>
        Assert.Equal("Impossible", DateText.Read(text, null, TimeZoneInfo.Utc).Outcome.ToString());

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("0001-01-01 00:00:00-08:00")]
    [InlineData("1/1/0001 12:00:00 AM")]
    [InlineData("01.01.0001 00:00:00")]
    public void What_programs_write_for_never_is_no_date(string text)
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "UTC" })
            Assert.Equal("Empty", DateText.Read(text, null, TimeZoneInfo.FindSystemTimeZoneById(zone)).Outcome.ToString());
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("9999-12-31 23:59:59")]
    [InlineData("0001-01-02")]
    public void The_ends_of_the_calendar_are_impossible_in_every_zone(string text)
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati" })
            Assert.Equal("Impossible", DateText.Read(text, null, TimeZoneInfo.FindSystemTimeZoneById(zone)).Outcome.ToString());
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("5/11/26")]
    [InlineData("2026-11-05 25:00")]
    [InlineData("2026-11-05 14:30 maybe")]
    [InlineData("123456789012345678901234567890")]
    public void Anything_else_is_unknown(string text) =>
        Assert.Equal("Unknown", DateText.Read(text, DateOrder.DayFirst, TimeZoneInfo.Utc).Outcome.ToString());

    [Theory]
    [InlineData("25/11/2026", "DayFirst")]
    [InlineData("11/25/2026", "MonthFirst")]
    [InlineData("05/11/2026", null)]
    [InlineData("31/02/2026", null)]
    [InlineData("05/05/2026", null)]
    [InlineData("25.11.2026", null)]
    public void Only_a_date_that_allows_one_order_shows_it(string text, string? order) =>
        Assert.Equal(order, DateText.Evidence(text)?.ToString());

    [Fact]
    public void One_date_of_the_column_decides_all_of_it()
    {
        using var file = Inventories.Of("Serial Number,Last Seen\nAAAA1111,05/11/2026\nAAAA1112,25/11/2026\n");
        Assert.Equal(5, file.Devices()[0].LastSeen!.Value.Day);
    }

    [Fact]
    public void A_column_that_shows_both_orders_is_asked_for()
    {
        using var file = Inventories.Of("Serial Number,Last Seen\nAAAA1111,11/25/2026\nAAAA1112,25/11/2026\n");
        Assert.Equal("import.ambiguous-date", Assert.Single(file.Survey(TestContext.Current.CancellationToken).Questions).Code);
        Assert.All(file.Devices(), row => Assert.Null(row.LastSeen));
    }

    [Fact]
    public void German_headers_mean_day_first()
    {
        using var file = Inventories.Of("Seriennummer;Modell;Zuletzt gesehen\nAAAA1111;CCX 500;05/11/2026\n");
        Assert.Equal(5, file.Devices()[0].LastSeen!.Value.Day);
    }

    [Fact]
    public void Times_without_an_offset_are_of_the_zone_given()
    {
        using var file = Inventories.Of("Serial Number,Last Seen\nAAAA1111,2026-11-05 09:00\n", new() { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul") });
        Assert.Equal(new DateTimeOffset(2026, 11, 5, 0, 0, 0, TimeSpan.Zero), file.Devices()[0].LastSeen);
    }
}
