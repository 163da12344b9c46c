using System.Globalization;
using Backline.Domain.Contracts;

namespace Backline.Server.Features.Escalations;

/// <summary>Periods as they are typed: "30 min", "4 h", "2 bd".</summary>
internal static class PeriodText
{
    public static string Of(Promise? promise) => promise is null ? "" : promise.Amount.ToString(CultureInfo.InvariantCulture) + promise.Unit switch { PromiseUnit.Minutes => " min", PromiseUnit.Hours => " h", _ => " bd" };

    public static bool IsReadable(string text) => Read(text) is { Amount: not null, Unit: "minutes" or "hours" or "business-days" };

    /// <summary>What can't be read has no amount, or no unit, and is refused as that.</summary>
    public static PeriodInput Read(string? text)
    {
        var typed = (text ?? "").Trim();
        var digits = typed.TakeWhile(char.IsAsciiDigit).Count();
        return new(int.TryParse(typed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? amount : null, typed[digits..].Trim().ToLowerInvariant() switch
        {
            "m" or "min" or "minutes" => "minutes",
            "h" or "hours" => "hours",
            "bd" or "d" or "business days" => "business-days",
            var other => other.Length == 0 ? null : other,
        });
    }
}
