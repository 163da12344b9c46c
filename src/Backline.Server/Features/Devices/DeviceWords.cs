using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Devices;

internal static class DeviceWords
{
    /// <summary>Where a device is known from: a kind of inventory by its name, one without a name by its code.</summary>
    public static string SourceOf(this IStringLocalizer<DeviceTexts> texts, string source) =>
        texts["source." + source] is { ResourceNotFound: false } known ? known.Value : texts["source.inventory", source].Value;

    /// <summary>Before and after by field, of an event that says so.</summary>
    public static IEnumerable<(string Field, string Before, string After)> Changes(this DeviceEvent happened) =>
        happened.Details.ValueKind == JsonValueKind.Object && happened.Details.TryGetProperty("changes", out var changes) && changes.ValueKind == JsonValueKind.Object
            ? changes.EnumerateObject().Where(change => change.Value.ValueKind == JsonValueKind.Array && change.Value.GetArrayLength() == 2).Select(change => (change.Name, change.Value[0].ToString(), change.Value[1].ToString()))
            : [];

    /// <summary>A text of an event's details, "" when it has none.</summary>
    public static string Detail(this DeviceEvent happened, string name) =>
        happened.Details.ValueKind == JsonValueKind.Object && happened.Details.TryGetProperty(name, out var value) ? value.ToString() : "";
}
