using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

/// <summary>What can stand in a price list.</summary>
internal static class ListPrice
{
    public const decimal Highest = 1_000_000_000;

    public static bool IsInRange(decimal amount) => amount is >= 0 and <= Highest;

    /// <summary>In range, and payable in the currency.</summary>
    public static InputErrors Price(this InputErrors errors, decimal amount, string currency, string pointer) =>
        !IsInRange(amount) ? errors.Refuse(true, pointer, "price.invalid", Highest)
        : Money.WhyNotPayable(amount, currency) is { } refusal ? errors.Refuse(true, pointer, refusal.Code, refusal.Args) : errors;
}
