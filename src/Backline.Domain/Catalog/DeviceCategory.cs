namespace Backline.Domain.Catalog;

/// <summary>What a product is to the programme. The words are those of <c>Words</c>: "room-accessory".</summary>
public enum DeviceCategory { Headset, Video, Voice, RoomAccessory, Infrastructure, ImmersiveTelepresence, VerticalSolution }

public static class DeviceCategories
{
    /// <summary>What an account-wide contract can select (EL-1).</summary>
    public static readonly IReadOnlyList<DeviceCategory> Coverable = [DeviceCategory.Headset, DeviceCategory.Video, DeviceCategory.Voice];

    /// <summary>What needs a quote of its own (EL-3).</summary>
    public static readonly IReadOnlyList<DeviceCategory> QuoteOnly =
        [DeviceCategory.Infrastructure, DeviceCategory.ImmersiveTelepresence, DeviceCategory.VerticalSolution];

    public static bool IsCoverable(this DeviceCategory category) =>
        category is DeviceCategory.Headset or DeviceCategory.Video or DeviceCategory.Voice;

    public static bool IsQuoteOnly(this DeviceCategory category) =>
        category is DeviceCategory.Infrastructure or DeviceCategory.ImmersiveTelepresence or DeviceCategory.VerticalSolution;
}
