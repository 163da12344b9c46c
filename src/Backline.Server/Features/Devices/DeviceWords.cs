using System.Text.Json;

namespace Backline.Server.Features.Devices;

internal static class DeviceWords
{
    /// <summary>A text of an event's details, "" when it has none.</summary>
    public static string Detail(this DeviceEvent happened, string name) =>
        happened.Details.ValueKind == JsonValueKind.Object && happened.Details.TryGetProperty(name, out var value) ? value.ToString() : "";
}
