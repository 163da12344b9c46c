using System.ComponentModel.DataAnnotations;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Accounts;

/// <param name="Country">ISO 3166-1, two letters.</param>
/// <param name="Subdivision">ISO 3166-2, with or without the country: "DE-BY", "BY".</param>
/// <param name="TimeZone">IANA name; left out, the likeliest of the country.</param>
public sealed record SiteInput(string? Name, string? Address = null, string? PostalCode = null, string? City = null, [property: Required] string? Country = null, string? Subdivision = null, string? TimeZone = null)
{
    public const int LongestName = 120;

    /// <exception cref="InvalidInputException"/>
    public SiteInput Checked()
    {
        var country = Country?.Trim().ToUpperInvariant();
        var tidy = new SiteInput(
            Name?.Trim(), Address?.ReplaceLineEndings("\n").Trim() ?? "", PostalCode?.Trim() ?? "", City?.Trim() ?? "", country,
            PlaceRules.SubdivisionOf(Subdivision, country), string.IsNullOrWhiteSpace(TimeZone) ? Countries.ZoneOf(country) : TimeZone.Trim());
        new InputErrors().Text(tidy.Name, "/name", LongestName).OptionalText(tidy.Address, "/address", 400, lines: true).OptionalText(tidy.PostalCode, "/postalCode", 20).OptionalText(tidy.City, "/city", 120)
            .Country(country, "/country").Subdivision(Subdivision?.Trim(), country, "/subdivision").ProposableZone(tidy.TimeZone, country, "/timeZone").ThrowIfAny();
        return tidy;
    }
}
