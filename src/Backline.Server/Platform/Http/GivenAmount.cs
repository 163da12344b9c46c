using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backline.Server.Platform.Http;

/// <summary>An amount as it is sent: {"amount":"24.00","currency":"GBP"} as it is answered, or a bare number in the currency of what it belongs to.</summary>
/// <param name="Currency">Null: not said.</param>
[JsonConverter(typeof(GivenAmountConverter))]
public readonly record struct GivenAmount(decimal Amount, string? Currency = null)
{
    public static implicit operator GivenAmount(decimal amount) => new(amount);

    /// <summary>Said, and another one.</summary>
    public bool IsNotIn(string currency) => Currency is not null && Currency != currency;
}

internal sealed class GivenAmountConverter : JsonConverter<GivenAmount>
{
    public override GivenAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var given = JsonElement.ParseValue(ref reader);
        if (given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Number) || HasOther(given)) throw new JsonException();
        var (amount, currency) = given.ValueKind == JsonValueKind.Object ? (Member(given, "amount"), Member(given, "currency")) : (given, default);
        if (currency.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String)) throw new JsonException();
        var text = amount.ValueKind switch { JsonValueKind.Number => amount.GetRawText(), JsonValueKind.String => amount.GetString(), _ => null };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !IsLost(text, number)
            ? new(number, currency.ValueKind == JsonValueKind.String ? currency.GetString() : null)
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, GivenAmount value, JsonSerializerOptions options)
    {
        if (value.Currency is null)
        {
            writer.WriteNumberValue(value.Amount);
            return;
        }
        JsonSerializer.Serialize(writer, new Domain.Common.Money(value.Amount, value.Currency), options);
    }

    // too small for a decimal: 1e-30 reads as nought
    private static bool IsLost(string text, decimal number) => number == 0 && text.AsSpan(0, text.AsSpan().IndexOfAny('e', 'E') is >= 0 and var end ? end : text.Length).IndexOfAnyInRange('1', '9') >= 0;

    private static bool HasOther(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && given.EnumerateObject().Select(member => member.Name).ToList() is var names && (names.Exists(name => name is not ("amount" or "currency")) || names.Distinct(StringComparer.Ordinal).Count() < names.Count);

    private static JsonElement Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member : default;
}
