using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Identity;

/// <summary>The time zones a person may choose, by IANA name.</summary>
internal static class TimeZones
{
    public static IReadOnlyList<Choice> All { get; } = [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && (zone.Id.Contains('/', StringComparison.Ordinal) || zone.Id == "UTC")
        && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal) && !zone.Id.StartsWith("SystemV/", StringComparison.Ordinal))
        .Select(zone => zone.Id).Append("UTC").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => new Choice(id, id.Replace('_', ' ')))];

    public static bool Has(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId;
}
