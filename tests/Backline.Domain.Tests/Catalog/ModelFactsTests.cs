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

    [Theory]
    [InlineData(Lifecycle.Active, null, null, Lifecycle.Active)]
    [InlineData(Lifecycle.Active, "2026-11-21", null, Lifecycle.Active)]
    [InlineData(Lifecycle.Active, "2026-11-20", null, Lifecycle.EndOfSale)]
    [InlineData(Lifecycle.Active, "2026-11-01", "2026-11-20", Lifecycle.EndOfSupport)]
    [InlineData(Lifecycle.Active, null, "2026-11-20", Lifecycle.EndOfSupport)]
    [InlineData(Lifecycle.EndOfSale, null, null, Lifecycle.EndOfSale)]
    [InlineData(Lifecycle.EndOfSupport, null, null, Lifecycle.EndOfSupport)]
    [InlineData(Lifecycle.EndOfSupport, null, "2026-11-21", Lifecycle.EndOfSale)] // a day to come is more exact than the status
    public void A_published_day_says_more_than_the_status(Lifecycle stated, string? saleEnds, string? supportEnds, Lifecycle expected) =>
        Assert.Equal(expected, Lifecycles.On(Day.Of("2026-11-20"), stated, saleEnds is null ? null : Day.Of(saleEnds), supportEnds is null ? null : Day.Of(supportEnds)));
}
