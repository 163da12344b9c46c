namespace Backline.Server.Features.Imports.Reading;

/// <summary>What a column of an inventory can mean.</summary>
public enum DeviceField
{
    Serial, Mac, Model, Manufacturer, Name, Site, Room, User, SoftwareVersion, SoftwareBuild, HardwareRevision, Ip, Status,
    LastSeen, Registered, Shipped, ProductId, Tags, AssetTag, Notes,
}

public static class DeviceFields
{
    public static IReadOnlyList<DeviceField> All { get; } = Enum.GetValues<DeviceField>();

    /// <summary>A second column for one of these would change which device is meant, so a person chooses.</summary>
    public static bool DecidesWhichDevice(this DeviceField field) =>
        field is DeviceField.Serial or DeviceField.Mac or DeviceField.Model or DeviceField.Site;

    public static bool IsDate(this DeviceField field) =>
        field is DeviceField.LastSeen or DeviceField.Registered or DeviceField.Shipped;
}
