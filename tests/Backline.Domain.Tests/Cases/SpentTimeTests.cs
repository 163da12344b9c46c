using Backline.Domain.Cases;

namespace Backline.Domain.Tests.Cases;

public sealed class SpentTimeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("25", 25)]
    [InlineData(" 90 min ", 90)]
    [InlineData("90m", 90)]
    [InlineData("45 minutes", 45)]
    [InlineData("1h 15", 75)]
    [InlineData("1h15", 75)]
    [InlineData("1h 15m", 75)]
    [InlineData("1 h 15 min", 75)]
    [InlineData("1 H 5 Min.", 65)]
    [InlineData("2h", 120)]
    [InlineData("2 hours", 120)]
    [InlineData("1:15", 75)]
    [InlineData("0:05", 5)]
    [InlineData("24:00", 1440)]
    public void It_is_read_as_people_write_it(string text, int minutes) => Assert.Equal(minutes, SpentTime.Minutes(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-5")]
    [InlineData("1:75")]
    [InlineData("1h 75")]
    [InlineData("1:5")]
    [InlineData("1:15:00")]
    [InlineData("1,5 h")]
    [InlineData("an hour")]
    [InlineData("99999999999")]
    public void Nothing_is_guessed(string text) => Assert.Null(SpentTime.Minutes(text));
}
