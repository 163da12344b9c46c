using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backline.Server.Platform.Http;

/// <summary>
/// What stands after the question mark of an address, held against what its page or operation declares, before either reads it: a value that can't be
/// read is refused by name, and the interface refuses names it does not know.
/// </summary>
internal static class DeclaredQueries
{
    private static readonly ConcurrentDictionary<Endpoint, Dictionary<string, Type>?> declared = [];

    /// <summary>Stands after authorization: who may not ask learns nothing of what can be asked.</summary>
    public static IApplicationBuilder UseDeclaredQueries(this IApplicationBuilder app) =>
        app.Use((http, next) => Faults(http) is { Count: > 0 } faults ? throw new InvalidInputException([.. faults]) : next(http));

    /// <summary>The one of the names under which the endpoint takes an id; null when it takes none.</summary>
    public static string? Id(Endpoint endpoint, IReadOnlyList<string> names) => declared.GetOrAdd(endpoint, Of) is { } known
        ? names.FirstOrDefault(name => known.TryGetValue(name, out var type) && (Nullable.GetUnderlyingType(type) ?? type) == typeof(Guid))
        : null;

    private static List<InputError> Faults(HttpContext http)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not { } endpoint || declared.GetOrAdd(endpoint, Of) is not { } known) return [];
        var faults = new List<InputError>();
        foreach (var (name, values) in http.Request.Query)
        {
            if (known.TryGetValue(name, out var type)) faults.AddRange(QueryValues.Faults(name, type, values));
            else if (http.IsForMachines) faults.Add(known.Count == 0 ? new(name, "query.none", name) : new(name, "query.unknown", name, string.Join(", ", known.Keys.Order(StringComparer.Ordinal))));
        }
        return faults;
    }

    // null: neither a page nor an operation
    private static Dictionary<string, Type>? Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is { } page ? OfPage(page.Type)
        : endpoint is RouteEndpoint route && route.Metadata.GetMetadata<MethodInfo>() is { } handler ? OfHandler(route, handler)
        : null;

    /// <summary>The query parameters of a page, as they are written in its address.</summary>
    public static Dictionary<string, Type> OfPage(Type page) => page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(property => (Property: property, Query: property.GetCustomAttribute<SupplyParameterFromQueryAttribute>())).Where(pair => pair.Query is not null)
        .ToDictionary(pair => Written(pair.Query!.Name ?? pair.Property.Name), pair => pair.Property.PropertyType, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, Type> OfHandler(RouteEndpoint route, MethodInfo handler)
    {
        var names = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in handler.GetParameters())
        {
            if (!parameter.IsDefined(typeof(AsParametersAttribute))) Add(parameter.Name!, parameter.ParameterType, parameter);
            else foreach (var property in parameter.ParameterType.GetProperties().Where(property => property.CanWrite)) Add(property.Name, property.PropertyType, property);
        }
        // read by the handler itself: filters, and what is said of an upload
        foreach (var name in route.Metadata.OfType<QueryFilters>().SelectMany(filters => filters.Names).Concat(route.Metadata.OfType<FileUpload>().SelectMany(upload => upload.Form ?? [])))
            names.TryAdd(name, name == "accountId" && route.Metadata.GetMetadata<FileUpload>() is null ? typeof(Guid) : typeof(string));
        return names;

        void Add(string name, Type type, ICustomAttributeProvider source)
        {
            var elsewhere = source.GetCustomAttributes(inherit: true).Any(attribute => attribute is IFromHeaderMetadata or IFromFormMetadata or IFromBodyMetadata or IFromServiceMetadata or IFromRouteMetadata);
            if (!elsewhere && QueryValues.Knows(type) && route.RoutePattern.GetParameter(name) is null) names.TryAdd(Written(name), type);
        }
    }

    private static string Written(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
