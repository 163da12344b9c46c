using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

/// <summary>What a person says about a model.</summary>
/// <param name="Category">A word of <see cref="DeviceCategory"/>.</param>
/// <param name="Lifecycle">A word of <see cref="Domain.Catalog.Lifecycle"/>.</param>
/// <param name="EndOfSupportOn">From this day on it can't be covered (EL-4).</param>
public sealed record ModelInput(
    string? Vendor, string? Name, string? Category, string? Lifecycle, string? Family = null, string? PartNumber = null,
    DateOnly? EndOfSaleOn = null, DateOnly? EndOfSupportOn = null, string? Note = null)
{
    public void Check() => new InputErrors()
        .Text(Vendor, "/vendor", 80).Text(Name, "/name", 120)
        .Refuse(!string.IsNullOrWhiteSpace(Name) && ModelName.Key(Name).Length == 0, "/name", "model.name-without-letters")
        .OptionalText(Family, "/family", 80).OptionalText(PartNumber, "/partNumber", 80).OptionalText(Note, "/note", 1000, lines: true)
        .Refuse(!Words.TryParse<DeviceCategory>(Category, out _), "/category", "input.unknown-value", string.Join(", ", Words.All<DeviceCategory>()))
        .Refuse(!Words.TryParse<Lifecycle>(Lifecycle, out _), "/lifecycle", "input.unknown-value", string.Join(", ", Words.All<Lifecycle>()))
        .Day(EndOfSaleOn, "/endOfSaleOn").Day(EndOfSupportOn, "/endOfSupportOn")
        .Refuse(EndOfSupportOn < EndOfSaleOn, "/endOfSupportOn", "model.support-ends-before-sale")
        .ThrowIfAny();
}
