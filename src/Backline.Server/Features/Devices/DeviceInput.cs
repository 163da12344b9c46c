using System.Text.Json.Serialization;
using Backline.Domain.Devices;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>What a person or a program says about a device. Model: its id, or the name it is reported under, never both.</summary>
public sealed record DeviceInput
{
    public Guid? AccountId { get; init; }
    public Guid? SiteId { get; init; }
    public Guid? ModelId { get; init; }
    public string? ModelName { get; init; }
    public string? Serial { get; init; }
    public string? Mac { get; init; }
    public string? Name { get; init; }
    public string? Room { get; init; }
    public string? UsedBy { get; init; }
    public string? AssetTag { get; init; }
    public string? SoftwareVersion { get; init; }

    /// <summary>Vendor only: takes the device away from the account that has it.</summary>
    public bool TakeOver { get; init; }

    [JsonIgnore]
    public DeviceFacts Facts => new(
        Serial, Mac, Name?.Trim() ?? "", Room?.Trim() ?? "", UsedBy?.Trim() ?? "", AssetTag?.Trim() ?? "", SoftwareVersion?.Trim() ?? "");

    public void Check() => new InputErrors()
        .OptionalText(Serial, "/serial", 80).OptionalText(Mac, "/mac", 40).OptionalText(Name, "/name").OptionalText(Room, "/room").OptionalText(UsedBy, "/usedBy")
        .OptionalText(AssetTag, "/assetTag", 80).OptionalText(SoftwareVersion, "/softwareVersion", 80).OptionalText(ModelName, "/modelName", 120)
        .Refuse(ModelId is null && string.IsNullOrWhiteSpace(ModelName), "/modelId", "input.required")
        .Refuse(ModelId is not null && !string.IsNullOrWhiteSpace(ModelName), "/modelName", "device.name-beside-model")
        .Refuse(!string.IsNullOrWhiteSpace(Serial) && SerialKey.Read(Serial).Damaged, "/serial", "device.serial-damaged")
        .Refuse(!string.IsNullOrWhiteSpace(Serial) && SerialKey.Read(Serial) is { Damaged: false, Key: null }, "/serial", "device.serial-filler")
        .Refuse(!string.IsNullOrWhiteSpace(Mac) && MacKey.From(Mac) is null, "/mac", "device.mac-invalid")
        .Refuse(string.IsNullOrWhiteSpace(Serial) && string.IsNullOrWhiteSpace(Mac), "/serial", "device.no-serial-or-mac")
        .ThrowIfAny();
}

/// <summary>Why a device leaves: one of the words, or one's own.</summary>
public static class RemovalReasons
{
    public static readonly IReadOnlyList<string> All = ["scrapped", "returned", "lost", "sold", "replaced", "never-ours"];
}
