namespace Backline.Server.Features.Devices;

/// <summary>Before and after by field, as the events of a device keep them; "" for nothing. What did not change is left out.</summary>
internal static class DeviceChanges
{
    public static Dictionary<string, string[]> Of(params (string Field, string? Before, string? After)[] values) => values
        .Where(value => (value.Before ?? "") != (value.After ?? "")).ToDictionary(value => value.Field, value => (string[])[value.Before ?? "", value.After ?? ""], StringComparer.Ordinal);
}
