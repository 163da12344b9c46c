using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backline.Domain.Common;

/// <summary>A month is "2026-11" in JSON too: quote lines are kept as JSON.</summary>
public sealed class MonthJson : JsonConverter<Month>
{
    public override Month Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Month.TryParse(reader.GetString(), out var month) ? month : throw new JsonException("A month is written yyyy-MM.");

    public override void Write(Utf8JsonWriter writer, Month value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
