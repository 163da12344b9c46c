using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Baselines;

public sealed class CountingTests
{
    private static readonly DateOnly day = new(2026, 11, 20);
    private static readonly EnumSet<DeviceCategory> selected = new[] { DeviceCategory.Video, DeviceCategory.Voice }.ToSet();

    [Theory]
    [InlineData(DeviceCategory.Video, "counted")]
    [InlineData(DeviceCategory.Voice, "counted")]
    [InlineData(DeviceCategory.Headset, "not-counted-category-not-selected")]
    [InlineData(DeviceCategory.RoomAccessory, "not-counted-accessory")]
    [InlineData(DeviceCategory.Infrastructure, "not-counted-quote-only")]
    [InlineData(DeviceCategory.ImmersiveTelepresence, "not-counted-quote-only")]
    [InlineData(DeviceCategory.VerticalSolution, "not-counted-quote-only")]
    public void The_category_decides(DeviceCategory category, string reason) =>
        Assert.Equal(reason, Counting.Reason(Model(category), selected, null, day, day, 90).Word());

    [Fact]
    public void An_ended_model_and_an_unknown_one_do_not_count()
    {
        Assert.Equal(CountReason.NotCountedEndOfSupport, Counting.Reason(Model(DeviceCategory.Video, Lifecycle.EndOfSupport), selected, null, day, day, 90));
        Assert.Equal(CountReason.NotCountedUnknownModel, Counting.Reason(null, selected, null, day, day, 90));
    }

    [Theory]
    [InlineData(null, "2026-08-23", "counted")] // 89 days
    [InlineData(null, "2026-08-22", "counted-missing")] // 90
    [InlineData("2026-11-20", "2026-11-20", "counted-missing")]
    [InlineData("2026-11-21", "2026-11-20", "counted")] // missing only later: past counts stay reproducible
    [InlineData(null, null, "counted")]
    public void A_missing_device_goes_on_counting_flagged(string? missing, string? seen, string reason) => Assert.Equal(
        reason,
        Counting.Reason(Model(DeviceCategory.Video), selected, missing is null ? null : Day.Of(missing), seen is null ? null : Day.Of(seen), day, 90).Word());

    private static ModelFacts Model(DeviceCategory category, Lifecycle lifecycle = Lifecycle.Active) => new(Guid.Empty, "Poly", "X", category, lifecycle, null);
}
