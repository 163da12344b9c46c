using System.ComponentModel.DataAnnotations;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Accounts;

/// <param name="PartnerId">The partner that fronts the service; null for a direct customer. Read when the account is made; changed by its own act.</param>
/// <param name="TimeZone">IANA name; left out, the likeliest of the country.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="InventorySource">How the fleet is learnt (BL-8): "tenant", from the management cloud, or "report", from files the customer sends.</param>
public sealed record AccountInput(string? Name, string? Country, string? Language, string? TimeZone = null, [property: Required] string? Currency = null,
    [property: Required] string? InventorySource = null, Guid? PartnerId = null)
{
    public static readonly IReadOnlyList<string> Sources = ["tenant", "report"];

    /// <exception cref="InvalidInputException"/>
    public AccountInput Checked()
    {
        var country = Country?.Trim().ToUpperInvariant();
        var tidy = this with
        {
            Name = Name?.Trim(), Country = country, Currency = Currency?.Trim().ToUpperInvariant(),
            TimeZone = string.IsNullOrWhiteSpace(TimeZone) ? Countries.ZoneOf(country) : TimeZone.Trim(),
        };
        new InputErrors().Text(tidy.Name, "/name").Country(tidy.Country, "/country").Language(Language, "/language")
            .ProposableZone(tidy.TimeZone, tidy.Country, "/timeZone")
            .Text(tidy.Currency, "/currency", 3)
            .Refuse(tidy.Currency is { Length: > 0 } currency && !Money.IsCurrency(currency), "/currency", "account.currency-unknown", tidy.Currency ?? "")
            .Refuse(!Sources.Contains(InventorySource ?? ""), "/inventorySource", "input.unknown-value", string.Join(", ", Sources))
            .ThrowIfAny();
        return tidy;
    }
}
