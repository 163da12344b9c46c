using Backline.Server.Features.Baselines;

namespace Backline.Server.Tests.Baselines;

public class GrowthTests
{
    [Theory]
    [InlineData(4, 52, "-92.31")]
    [InlineData(507, 480, "5.63")]
    [InlineData(105, 100, "5.00")]
    [InlineData(5, 0, null)]
    [InlineData(null, 100, null)]
    public void Growth_is_a_percentage_with_two_places(int? counted, int contracted, string? growth) =>
        Assert.Equal(growth, new BaselineRow(Guid.Empty, "2026-11", new(Guid.Empty, "", ""), new(Guid.Empty, ""), "video", counted, contracted, 0, 0, "within", null).Growth?.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
