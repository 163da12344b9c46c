using System.Globalization;
using System.Text.Json;

namespace Backline.Server.Features.Audit;

/// <summary>One value that an act changed; null where there was none before or is none after.</summary>
internal sealed record ChangedValue(string Name, string? Before, string? After);

/// <summary>Before and after, value by value: what did not change is left out.</summary>
internal static class AuditDifference
{
    private static readonly string[] Keys = ["planCode", "category", "code", "number", "serial"];

    /// <param name="shown">How a value reads.</param>
    public static IReadOnlyList<ChangedValue> Of(JsonElement? before, JsonElement? after, Func<JsonElement, string> shown)
    {
        var (was, now) = (Flat(before, shown), Flat(after, shown));
        return [.. was.Keys.Union(now.Keys).Select(name => new ChangedValue(name, was.GetValueOrDefault(name), now.GetValueOrDefault(name))).Where(value => value.Before != value.After)];
    }

    private static Dictionary<string, string> Flat(JsonElement? json, Func<JsonElement, string> shown)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is { } given) Flatten(given, "", values, shown);
        return values;
    }

    // one of a list is known by its name, so that a list in another order is no change
    private static string? KeyOf(JsonElement item) => item.ValueKind != JsonValueKind.Object ? null : string.Join(' ', Keys
        .Select(key => item.TryGetProperty(key, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null).OfType<string>()) is { Length: > 0 } key ? key : null;

    private static void Flatten(JsonElement json, string name, Dictionary<string, string> values, Func<JsonElement, string> shown)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when AuditValues.AmountOf(json) is null:
                foreach (var property in json.EnumerateObject()) Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", values, shown);
                break;
            case JsonValueKind.Array when json.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                values[name] = string.Join(", ", json.EnumerateArray().Select(shown));
                break;
            case JsonValueKind.Array:
                foreach (var (item, i) in json.EnumerateArray().Select((item, i) => (item, i))) Flatten(item, $"{name}[{KeyOf(item) ?? (i + 1).ToString(CultureInfo.InvariantCulture)}]", values, shown);
                break;
            case JsonValueKind.Null:
                break;
            default:
                values[name] = shown(json);
                break;
        }
    }
}
