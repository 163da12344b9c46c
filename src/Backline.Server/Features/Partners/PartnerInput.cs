using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Partners;

/// <param name="BrandName">Null: the partner does not brand the service.</param>
/// <param name="BrandColour">"#0b6152"; at least 4.5:1 against white.</param>
/// <param name="Distributor">The authorised distributor it and its customers order from; null where none is agreed.</param>
public sealed record PartnerInput(
    string? Name, bool? Certified, string? BrandName = null, string? BrandColour = null, [property: Required] string? Country = null, [property: Required] string? Language = null,
    [property: Required] string? TimeZone = null, string? Distributor = null)
{
    /// <exception cref="InvalidInputException"/>
    public PartnerInput Checked()
    {
        var tidy = this with { Name = Name?.Trim(), BrandName = Empty(BrandName), Distributor = Empty(Distributor), BrandColour = Empty(BrandColour)?.ToLowerInvariant(), Country = Country?.Trim().ToUpperInvariant() };
        var errors = new InputErrors().Text(tidy.Name, "/name").OptionalText(tidy.BrandName, "/brandName", 60).OptionalText(tidy.Distributor, "/distributor")
            .Refuse(Certified is null, "/certified", "input.required")
            .Country(tidy.Country, "/country").Language(Language, "/language").TimeZone(TimeZone, "/timeZone")
            // Source: PL-1, the branded plan is fronted by a certified partner
            .Refuse(tidy.BrandName is not null && Certified == false, "/brandName", "partner.brand-needs-certificate")
            .Refuse(tidy.BrandName is not null && tidy.BrandColour is null, "/brandColour", "partner.colour-missing")
            .Refuse(tidy.BrandName is null && tidy.BrandColour is not null, "/brandName", "partner.brand-name-missing");
        if (tidy.BrandColour is not null) tidy = tidy with { BrandColour = CheckColour(tidy.BrandColour, errors) };
        errors.ThrowIfAny();
        return tidy;
    }

    private static string CheckColour(string text, InputErrors errors)
    {
        if (!Partners.BrandColour.TryParse(text, out var colour))
        {
            errors.Refuse(true, "/brandColour", "partner.colour-malformed");
            return text;
        }
        var ratio = colour.ContrastWith(Partners.BrandColour.White);
        // rounded down: 4.499 must not read as 4.5
        errors.Refuse(ratio < Partners.BrandColour.LeastContrast, "/brandColour", "partner.colour-too-light",
            (Math.Floor(ratio * 100) / 100).ToString("0.00", CultureInfo.CurrentCulture), colour.Acceptable().ToString());
        return colour.ToString();
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
