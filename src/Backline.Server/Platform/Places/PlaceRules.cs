using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Platform.Places;

/// <summary>What a country, a subdivision, a zone or a language must be, wherever one is typed.</summary>
public static partial class PlaceRules
{
    private static readonly string[] Languages = ["en", "de", "es", "it", "ko", "vi"];

    extension(InputErrors errors)
    {
        public InputErrors Country(string? code, string pointer) =>
            string.IsNullOrWhiteSpace(code) ? errors.Text(code, pointer) : errors.Refuse(!Countries.Has(code), pointer, "place.country-unknown", code);

        /// <summary>The country a list is narrowed to; none is every one.</summary>
        public InputErrors CountryAsked(string? code) => string.IsNullOrEmpty(code) ? errors : errors.Country(code.ToUpperInvariant(), "country");

        /// <summary>IANA names only: those of Windows mean different things over the years.</summary>
        public InputErrors TimeZone(string? zone, string pointer) =>
            string.IsNullOrWhiteSpace(zone) ? errors.Text(zone, pointer) : errors.Refuse(!IsZone(zone), pointer, "place.zone-unknown", zone);

        /// <summary>A zone the country proposes when none is given: without a country there is none to propose, and one error is enough.</summary>
        public InputErrors ProposableZone(string? zone, string? country, string pointer) =>
            string.IsNullOrWhiteSpace(zone) && !Countries.Has(country) ? errors : errors.TimeZone(zone, pointer);

        public InputErrors Language(string? language, string pointer) =>
            string.IsNullOrWhiteSpace(language) ? errors.Text(language, pointer) : errors.Refuse(!Languages.Contains(language), pointer, "input.unknown-value", string.Join(", ", Languages));

        public InputErrors Subdivision(string? subdivision, string? country, string pointer) =>
            string.IsNullOrWhiteSpace(subdivision) || !Countries.Has(country) || SubdivisionOf(subdivision, country) is not null ? errors
            : Subdivisions.Of(country) is { Count: > 0 } parts
                ? errors.Refuse(true, pointer, "place.subdivision-not-there", subdivision, Countries.NameOf(country!), string.Join(", ", parts.Select(part => $"{part.Code} {part.Name}")))
                : errors.Refuse(true, pointer, "place.subdivision-unknown", subdivision, Countries.NameOf(country!), country!);

        public InputErrors Email(string? email, string pointer) =>
            errors.OptionalText(email, pointer, EmailAddress.Longest).Refuse(!string.IsNullOrEmpty(email) && !EmailAddress.IsValid(email), pointer, "place.email-malformed");
    }

    public static bool IsZone(string zone) => zone.Length < 60 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;

    /// <summary>ISO 3166-2 with its country: "by" in DE is DE-BY, and so is "Bayern". Null when it can't be one, or the country has no such part.</summary>
    public static string? SubdivisionOf(string? subdivision, string? country)
    {
        if (string.IsNullOrWhiteSpace(subdivision) || country is null) return null;
        var parts = Subdivisions.Of(country);
        if (parts.FirstOrDefault(part => part.Name.Equals(subdivision.Trim(), StringComparison.OrdinalIgnoreCase)).Code is { } named) return named;
        var upper = subdivision.Trim().ToUpperInvariant();
        if (!upper.Contains('-', StringComparison.Ordinal)) upper = country + "-" + upper;
        var fits = parts.Count > 0 ? parts.Any(part => part.Code == upper) : upper.StartsWith(country + "-", StringComparison.Ordinal) && SubdivisionShape().IsMatch(upper);
        return fits ? upper : null;
    }

    [GeneratedRegex("^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    private static partial Regex SubdivisionShape();
}
