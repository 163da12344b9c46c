using System.Text.Json.Nodes;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>Shapes that can't be read off the types: amounts, months, refusals. Numbers are written as numbers, though strings are understood too.</summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    public const string Problem = "Problem";

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        // a request may have no other fields, an answer may get some: readers are not to count on it
        schema.AdditionalPropertiesAllowed = true;
        if (schema.Type is { } kinds && kinds.HasFlag(JsonSchemaType.String) && (kinds.HasFlag(JsonSchemaType.Integer) || kinds.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = kinds & ~JsonSchemaType.String;
            schema.Pattern = null;
            if (type == typeof(decimal)) schema.Format = null;
        }
        if (type == typeof(Money)) Amount(schema);
        if (type == typeof(GivenAmount)) Given(schema);
        // read by a converter of our own, which says nothing of what it reads
        if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        if (type == typeof(Month)) (schema.Type, schema.Pattern, schema.Examples) = (JsonSchemaType.String, @"^\d{4}-\d{2}$", [JsonValue.Create("2026-11")]);
        return Task.CompletedTask;
    }

    private static void Given(OpenApiSchema schema)
    {
        var amount = new OpenApiSchema();
        Amount(amount);
        schema.Description = "An amount as it is answered, or a bare number in the currency of what it belongs to.";
        schema.OneOf = [amount, new OpenApiSchema { Type = JsonSchemaType.Number }];
    }

    private static void Amount(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = "An amount with the places of its currency.";
        schema.Required = new HashSet<string> { "amount", "currency" };
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["amount"] = Text("A decimal number.", "600.00"),
            ["currency"] = Text("ISO 4217.", "EUR"),
        };
    }

    /// <summary>RFC 9457, with what every refusal of this program says beside it.</summary>
    public static OpenApiSchema OfProblem() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Where the code is explained.", "/docs/problems#not-found"),
            ["title"] = Text("What kind of refusal it is.", "Not found"),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = Text("What is wrong, for people.", "It does not exist, or is somebody else's."),
            ["code"] = Text("What is wrong, for programs; never changes.", "not-found"),
            ["requestId"] = Text("Names the request in the log.", "4bf92f3577b34da6a3ce929d0e0e4736"),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Of wrong input: each field that is wrong.",
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["pointer"] = Text("JSON pointer into the body, or the name of the parameter.", "/name"),
                        ["code"] = Text("What is wrong, for programs.", "input.required"),
                        ["detail"] = Text("What is wrong, for people.", "Give a value."),
                    },
                },
            },
        },
    };

    private static OpenApiSchema Text(string description, string example) => new() { Type = JsonSchemaType.String, Description = description, Examples = [JsonValue.Create(example)] };
}
