using System.Text.Json;
using Backline.Server.Ui;

namespace Backline.Server.Features.Devices;

internal static class DeviceWords
{
    /// <summary>"2,570", or "10,000+" where counting stopped.</summary>
    public static string Total(int count, bool exact, Formats formats) =>
        !exact && count > DeviceQueries.CountedTo ? formats.Number(DeviceQueries.CountedTo) + "+" : formats.Number(count);

    /// <summary>A text of an event's details, "" when it has none.</summary>
    public static string Detail(this DeviceEvent happened, string name) =>
        happened.Details.ValueKind == JsonValueKind.Object && happened.Details.TryGetProperty(name, out var value) ? value.ToString() : "";
}
