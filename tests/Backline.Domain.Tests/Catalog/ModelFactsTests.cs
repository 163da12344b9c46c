using Backline.Domain.Catalog;

namespace Backline.Domain.Tests.Catalog;

public sealed class ModelFactsTests
{
    [Theory]
    [InlineData(Lifecycle.Active, null, "2026-11-20", false)]
    [InlineData(Lifecycle.EndOfSale, null, "2026-11-20", false)]
    [InlineData(Lifecycle.EndOfSupport, null, "2026-11-20", true)] // no published date: ended now
    [InlineData(Lifecycle.EndOfSale, "2026-11-21", "2026-11-20", false)]
    [InlineData(Lifecycle.EndOfSale, "2026-11-21", "2026-11-21", true)]
    public void Support_ends_on_its_day_or_by_status(Lifecycle lifecycle, string? endsOn, string day, bool ended)
    {
        var model = new ModelFacts(Guid.Empty, "Poly", "Trio 8500", DeviceCategory.Voice, lifecycle, endsOn is null ? null : Day.Of(endsOn));
        Assert.Equal(ended, model.SupportEndedOn(Day.Of(day)));
        Assert.Equal(lifecycle == Lifecycle.EndOfSupport, model.NeedsEndOfSupportDate);
    }
}
