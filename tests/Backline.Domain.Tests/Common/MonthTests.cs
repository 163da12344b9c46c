using System.Text.Json;
using Backline.Domain.Common;
using FsCheck;
using FsCheck.Fluent;

namespace Backline.Domain.Tests.Common;

public sealed class MonthTests
{
    [Theory]
    [InlineData("2028-02", "2028-02-01", "2028-02-29")]
    [InlineData("2026-02", "2026-02-01", "2026-02-28")]
    [InlineData("2026-12", "2026-12-01", "2026-12-31")]
    public void Knows_its_first_and_last_day(string month, string first, string last)
    {
        Assert.Equal(Day.Of(first), Month.Parse(month).First);
        Assert.Equal(Day.Of(last), Month.Parse(month).Last);
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("11-2026")]
    [InlineData("2026-11-01")]
    [InlineData(null)]
    public void Is_written_year_and_month_only(string? text) => Assert.False(Month.TryParse(text, out _));

    [Fact]
    public void Survives_text_json_and_adding_and_taking_away() =>
        Prop.ForAll<int, short>((seed, months) =>
        {
            var month = new Month(1000 + (Math.Abs(seed % 8000)), (Math.Abs(seed % 12)) + 1);
            var moved = Math.Abs(months % 1000);
            return Month.Parse(month.ToString()) == month
                && JsonSerializer.Deserialize<Month>(JsonSerializer.Serialize(month)) == month
                && month.AddMonths(moved % 12).AddMonths(-(moved % 12)) == month
                && month.CountTo(month.AddMonths(moved % 12)) == (moved % 12) + 1;
        }).QuickCheckThrowOnFailure();
}
