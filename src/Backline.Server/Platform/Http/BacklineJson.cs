using System.Text.Json;
using System.Text.Json.Serialization;
using Backline.Domain.Common;

namespace Backline.Server.Platform.Http;

/// <summary>The JSON of the interfaces and of stored documents: camelCase, enum values as kebab-case words, money as {"amount":"600.00","currency":"EUR"}.</summary>
public static class BacklineJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new MoneyConverter());
        options.Converters.Add(new MomentConverter());
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    private sealed class MomentConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Moments.TryRead(reader.GetString()!, out var moment) ? moment : throw new JsonException("This is no moment with its offset.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        private sealed record Shape(string Amount, string Currency);

        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var shape = JsonSerializer.Deserialize<Shape>(ref reader, options) ?? throw new JsonException("An amount has amount and currency.");
            return decimal.TryParse(shape.Amount, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var amount)
                ? new Money(amount, shape.Currency)
                : throw new JsonException("The amount is not a number.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            // never fewer places than the currency has: "600.00", not "600"
            writer.WriteString("amount", value.Figures);
            writer.WriteString("currency", value.Currency);
            writer.WriteEndObject();
        }
    }
}
