using Backline.Server.Features.Devices;

namespace Backline.Server.Tests.Devices;

public class TallyTests
{
    [Theory]
    [InlineData(2_570, 2_570, 2_570, false)]
    [InlineData(20_000, 20_000, 20_000, false)]
    [InlineData(1_000_000, 999, 999, false)]
    [InlineData(1_000_000, 1_000, 1_000, false)]
    [InlineData(1_000_000, 1_001, 1_000, true)]
    public void A_small_fleet_is_counted_out_and_a_large_one_to_a_thousand(long present, long counted, long number, bool more) =>
        Assert.Equal(new Tally(number, more), Tally.Of(counted, Tally.Limit(present)));
}
