using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backline.Server.Platform.Http;

/// <summary>No list of the interface has places with nothing in them: <c>[null]</c> is well-formed JSON, binds, and would fail wherever the item is used.</summary>
internal static class NullItems
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> properties = new();

    public static RouteGroupBuilder RefuseNullItems(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter((context, next) =>
        {
            if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type)
            {
                var errors = new InputErrors();
                foreach (var body in context.Arguments.Where(type.IsInstanceOfType)) Look(body!, "", errors);
                errors.ThrowIfAny();
            }
            return next(context);
        });
        return group;
    }

    public static void Look(object value, string pointer, InputErrors errors)
    {
        if (value is string or IDictionary) return;
        if (value is IEnumerable items)
        {
            var place = 0;
            foreach (var item in items)
            {
                if (item is null) errors.Refuse(true, $"{pointer}/{place}", "input.required");
                else Look(item, $"{pointer}/{place}", errors);
                place++;
            }
            return;
        }
        foreach (var property in properties.GetOrAdd(value.GetType(), Given))
            if (property.GetValue(value) is { } part) Look(part, $"{pointer}/{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name)}", errors);
    }

    // only what a body fills in; values of the platform have no lists in them
    private static PropertyInfo[] Given(Type type) => type.Namespace?.StartsWith(nameof(Backline), StringComparison.Ordinal) != true ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)];
}
