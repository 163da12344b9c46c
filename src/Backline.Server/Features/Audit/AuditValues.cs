using System.Globalization;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Audit;

/// <summary>Kept values as this reader writes them: figures, amounts, days, months, moments, yes and no. Everything else stands as it is kept.</summary>
internal static class AuditValues
{
    public static string Shown(JsonElement value, Formats formats, IStringLocalizer<AuditTexts> texts) => value.ValueKind switch
    {
        JsonValueKind.True => texts["yes"],
        JsonValueKind.False => texts["no"],
        JsonValueKind.Number when value.TryGetDecimal(out var kept) && Plain(kept) is var number => formats.Number(number, number.Scale),
        JsonValueKind.Object when AmountOf(value) is { } amount => formats.Amount(amount),
        JsonValueKind.String => Text(value.GetString()!, formats),
        _ => value.ToString(),
    };

    // 0.000 and 0 are one figure: written alike, none of them is a change of the other
    private static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    /// <summary>An amount of money as it is kept: {"amount":"1350.00","currency":"EUR"}.</summary>
    public static Money? AmountOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 2 && value.TryGetProperty("amount", out var amount) && value.TryGetProperty("currency", out var currency)
        && currency.ValueKind == JsonValueKind.String && Money.IsCode(currency.GetString())
        && decimal.TryParse(amount.ToString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var figure) ? new(figure, currency.GetString()!) : null;

    private static string Text(string text, Formats formats) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? formats.FullDay(day)
        : Month.TryParse(text, out var month) ? formats.Month(month.First)
        : text is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? $"{formats.FullDay(DateOnly.FromDateTime(formats.At(moment).DateTime))} {formats.Time(moment)}"
        : text;
}
