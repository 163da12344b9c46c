using Backline.Domain.Baselines;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Baselines;

public sealed class ForecastTests
{
    private static readonly Month january = new(2026, 1);

    [Theory]
    [InlineData("2 a month, 4 left", "200 202 204 206", 210, "2026-06")]
    [InlineData("2 a month, 3 left: rounded up to whole months", "200 202 204 207", 210, "2026-06")]
    [InlineData("the next month", "200 209", 210, "2026-03")]
    [InlineData("unknown months are passed over, not nought", "200 ? ? 206", 210, "2026-06")]
    [InlineData("the last month unknown: from the newest known one", "200 202 204 ?", 210, "2026-06")]
    [InlineData("only the last half year counts", "100 200 200 200 200 200 200 203", 206, "2027-02")]
    [InlineData("no growth", "200 200", 210, null)]
    [InlineData("fewer devices", "206 204", 210, null)]
    [InlineData("already there", "200 210", 210, null)]
    [InlineData("one count says nothing", "200", 210, null)]
    [InlineData("nothing known", "? ?", 210, null)]
    [InlineData("too far away to say", "200 200 200 200 200 200 201", 2100, null)]
    public void The_month_of_the_trigger_is_foreseen(string example, string counts, int triggerAt, string? reached)
    {
        Assert.NotEmpty(example);
        var months = counts.Split(' ').Select((count, i) => (january.AddMonths(i), count == "?" ? (int?)null : int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(reached, Forecast.Of(months, triggerAt)?.Reached.ToString());
    }

    [Fact]
    public void What_it_was_reckoned_from_is_said()
    {
        Assert.Equal(new Forecast(3, 6, 4, new(2026, 6)), Forecast.Of([(january, 200), (january.AddMonths(1), null), (january.AddMonths(3), 206)], 210));
    }
}
