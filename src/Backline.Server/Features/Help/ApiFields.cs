using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>
/// Which fields are there and which may be null. An answer has all its fields. In a request a field without a default has to be there, and null is no value for
/// it, however its type is written: what was left out arrives as null, and is refused by name. Where null takes away what is there, it has to be said (JsonRequired),
/// and leaving it out is refused too. The framework knows neither which side a type is on, nor that a
/// field with a default may be null.
/// </summary>
internal sealed class ApiFields : IOpenApiDocumentTransformer
{
    // their shapes are not those of their types
    private static readonly Type[] shapedByHand = [typeof(Money), typeof(Month), typeof(GivenAmount)];
    private readonly NullabilityInfoContext nullability = new();

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var (asked, answered) = (new HashSet<Type>(), new HashSet<Type>());
        foreach (var description in context.DescriptionGroups.SelectMany(group => group.Items))
        {
            foreach (var body in description.ParameterDescriptions.Where(parameter => parameter.Source == BindingSource.Body)) Reach(body.Type, asked);
            foreach (var type in description.SupportedResponseTypes.Select(response => response.Type).OfType<Type>()) Reach(type, answered);
        }
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var type in asked.Union(answered))
            if (schemas.TryGetValue(type.Name, out var schema) && schema is OpenApiSchema { Properties: not null } fields) Settle(fields, type, asked.Contains(type), answered.Contains(type));
        // null is said where a field may be null, not by the words it may have
        foreach (var words in schemas.Values.OfType<OpenApiSchema>().Where(schema => schema.Enum is not null)) words.Enum = [.. words.Enum!.Where(word => word is not null && !JsonNullSentinel.IsJsonNullSentinel(word))];
        return Task.CompletedTask;
    }

    private void Settle(OpenApiSchema schema, Type type, bool asked, bool answered)
    {
        var needed = schema.Required ?? new HashSet<string>();
        var fields = PropertiesOf(type).ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), StringComparer.Ordinal);
        var required = new HashSet<string>();
        foreach (var (name, field) in schema.Properties!.ToList())
        {
            if (!fields.TryGetValue(name, out var property)) continue;
            var mayBeNull = nullability.Create(property).ReadState == NullabilityState.Nullable;
            var isNeeded = needed.Contains(name) || property.IsDefined(typeof(System.ComponentModel.DataAnnotations.RequiredAttribute));
            if (!asked || isNeeded && !(answered && mayBeNull)) required.Add(name);
            // its number is as good
            if (name == "accountId" && asked && !answered && field is OpenApiSchema account) (account.Format, account.Description) = (null, account.Description ?? ApiParameters.Of(name));
            schema.Properties![name] = mayBeNull && !(asked && !answered && isNeeded && !property.IsDefined(typeof(JsonRequiredAttribute))) ? WithNull(field) : WithoutNull(field);
        }
        schema.Required = required.Count == 0 ? null : required;
    }

    private static OpenApiSchema WithNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own || own is { Type: null, OneOf: null }) return new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };
        if (own.Type is { } kinds) own.Type = kinds | JsonSchemaType.Null;
        else if (!own.OneOf!.Any(IsNull)) own.OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, .. own.OneOf!];
        return own;
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own) return schema;
        if (own.Type is { } kinds && kinds != JsonSchemaType.Null) own.Type = kinds & ~JsonSchemaType.Null;
        if (own.OneOf is not { } kindsOfIt || !kindsOfIt.Any(IsNull)) return own;
        own.OneOf = [.. kindsOfIt.Where(kind => !IsNull(kind))];
        return own.OneOf is [var only] ? only : own;
    }

    private static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { Type: JsonSchemaType.Null };

    private static void Reach(Type type, HashSet<Type> found)
    {
        foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()) Reach(part, found);
        if (type.IsEnum || type.Assembly.GetName().Name is not { } assembly || !Ours.Contains(assembly) || shapedByHand.Contains(type) || !found.Add(type)) return;
        foreach (var property in PropertiesOf(type)) Reach(property.PropertyType, found);
    }

    private static readonly string[] Ours = [typeof(Money).Assembly.GetName().Name!, typeof(ApiFields).Assembly.GetName().Name!];

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(JsonIgnoreAttribute)));
}
