namespace Backline.Server.Features.Devices;

/// <summary>The columns a person may choose; model and serial number always stand.</summary>
internal static class DeviceColumns
{
    public static readonly IReadOnlyList<string> Optional = ["account", "site", "room", "name", "mac", "used-by", "asset-tag", "category", "seen", "software", "cover", "count"];

    private static readonly string[] usual = ["site", "room", "seen", "cover", "count"];

    /// <param name="cookie">The chosen ones, with dots between; null: nobody chose.</param>
    public static IReadOnlySet<string> Of(string? cookie, bool manyAccounts) => cookie is not null
        ? Optional.Where(cookie.Split('.').Contains).ToHashSet()
        : manyAccounts ? usual.Prepend("account").ToHashSet() : usual.ToHashSet();
}
