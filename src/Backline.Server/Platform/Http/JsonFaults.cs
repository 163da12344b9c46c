using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backline.Server.Platform.Http;

/// <summary>Well-formed JSON with a value of the wrong kind: where it stands, and what would stand there.</summary>
internal static partial class JsonFaults
{
    /// <summary>Stands around the handlers. JSON that breaks off stays what it is: not well-formed.</summary>
    public static IApplicationBuilder UseJsonFaults(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException wrong) when (wrong.InnerException is JsonException { Path: not null, InnerException: not JsonException })
        {
            var (fault, type) = ((JsonException)wrong.InnerException, http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType);
            throw new InvalidInputException(Missing(fault, type) is { Length: > 0 } missing ? missing : [Of(fault, type)]);
        }
    });

    // the framework says both only in words: the names in quotation marks
    private static InputError[] Missing(JsonException fault, Type? type) => fault.Path != "$" || type is null ? [] :
    [
        .. FieldsOf(Bare(type)).Where(field => field.IsDefined(typeof(JsonRequiredAttribute))).Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name))
            .Where(name => fault.Message.Contains($"'{name}'", StringComparison.Ordinal)).Select(name => new InputError("/" + name, "input.required")),
    ];

    private static InputError Of(JsonException fault, Type? type) =>
        Twice().Match(fault.Message) is { Success: true } twice ? new(Of(fault.Path!, type).Pointer, "input.field-twice", twice.Groups["name"].Value) : Of(fault.Path!, type);

    /// <param name="path">"$.terms.categories[0].unitPrice"; the answer points to "/terms/categories/0/unitPrice".</param>
    /// <param name="type">Of the whole body.</param>
    public static InputError Of(string path, Type? type)
    {
        var pointer = "";
        foreach (Match step in Step().Matches(path))
        {
            var name = step.Groups["name"].Success ? step.Groups["name"].Value : step.Groups["quoted"].Value;
            pointer += "/" + (step.Groups["place"].Success ? step.Groups["place"].Value : name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            if (type is null) continue;
            if (step.Groups["place"].Success)
            {
                type = ItemOf(type);
                continue;
            }
            if (ValueOf(type) is { } value)
            {
                type = value;
                continue;
            }
            var fields = FieldsOf(Bare(type));
            type = fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;
            if (type is null && fields.Count > 0) return new(pointer, "input.unknown-field", string.Join(", ", fields.Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name)).Order(StringComparer.Ordinal)));
        }
        var wanted = type is null ? typeof(object) : Bare(type);
        return wanted.IsEnum
            ? new(pointer, "input.unknown-value", string.Join(", ", Enum.GetNames(wanted).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)))
            : new(pointer, kinds.GetValueOrDefault(wanted) ?? (ItemOf(wanted) is null || ValueOf(wanted) is not null ? "input.wants-object" : "input.wants-list"));
    }

    private static readonly Dictionary<Type, string> kinds = new()
    {
        [typeof(string)] = "input.wants-text",
        [typeof(char)] = "input.wants-character",
        [typeof(int)] = "input.wants-whole",
        [typeof(long)] = "input.wants-whole",
        [typeof(decimal)] = "input.wants-number",
        [typeof(bool)] = "input.wants-truth",
        [typeof(Guid)] = "input.wants-id",
        [typeof(DateOnly)] = "input.wants-day",
        [typeof(DateTimeOffset)] = "input.wants-moment",
        [typeof(Money)] = "input.wants-amount",
        [typeof(GivenAmount)] = "input.wants-amount",
    };

    private static List<PropertyInfo> FieldsOf(Type type) => [.. type.GetProperties().Where(property => !property.IsDefined(typeof(JsonIgnoreAttribute)) && property.GetIndexParameters().Length == 0)];

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    // of an object whose names the sender chooses
    private static Type? ValueOf(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))?.GetGenericArguments()[1];

    private static Type? ItemOf(Type type) => type == typeof(string) ? null
        : new[] { type }.Concat(type.GetInterfaces()).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    [GeneratedRegex("^Duplicate property '(?<name>.*?)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Twice();

    [GeneratedRegex(@"\['(?<quoted>[^']*)'\]|\[(?<place>\d+)\]|\.(?<name>[^.\[]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
