namespace Backline.Server.Platform.Places;

/// <summary>An address in the order of its country, as it stands on a parcel.</summary>
public static class PostalAddress
{
    private static readonly string[] CodeLast = ["US", "CA", "AU", "NZ", "IN", "SG", "TW", "TH", "VN", "ID", "PH", "MY", "HK", "AE", "SA", "ZA", "BR"];

    /// <param name="subdivision">ISO 3166-2, or null.</param>
    /// <param name="country">ISO 3166-1; written out.</param>
    public static IReadOnlyList<string> Lines(string address, string postalCode, string city, string? subdivision, string country)
    {
        var part = subdivision?[(subdivision.IndexOf('-', StringComparison.Ordinal) + 1)..] ?? "";
        IEnumerable<string> place = country switch
        {
            "GB" or "IE" => [city, postalCode],
            "JP" or "KR" or "CN" => [Join(" ", city, postalCode)],
            "US" or "CA" or "AU" => [Join(" ", Join(country == "US" ? ", " : " ", city, part), postalCode)],
            "IT" => [Join(" ", postalCode, city, part is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] ? $"({part})" : "")],
            _ when CodeLast.Contains(country) => [Join(" ", city, postalCode)],
            _ => [Join(" ", postalCode, city)],
        };
        return [.. address.Split('\n', StringSplitOptions.TrimEntries).Concat(place).Append(Countries.NameOf(country)).Where(line => line.Length > 0)];
    }

    private static string Join(string separator, params string[] parts) => string.Join(separator, parts.Where(part => part.Length > 0));
}
