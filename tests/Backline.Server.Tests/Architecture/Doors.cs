using Mono.Cecil;

namespace Backline.Server.Tests.Architecture;

/// <summary>What other features may use of one: its operations and queries, and the types that stand in their public signatures, with what those are made of.</summary>
internal static class Doors
{
    public static IReadOnlySet<string> Of(string assemblyPath, string features)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        var types = assembly.MainModule.GetTypes().Where(type => DependencyRules.In(DependencyRules.NamespaceOf(type), features)).ToDictionary(type => type.FullName);
        var doors = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<TypeDefinition>(types.Values.Where(type => type.Name.EndsWith("Operations", StringComparison.Ordinal) || type.Name.EndsWith("Queries", StringComparison.Ordinal)));
        while (open.TryDequeue(out var type))
        {
            if (!doors.Add(Outermost(type))) continue;
            foreach (var used in type.Methods.Where(method => method.IsPublic).SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)).SelectMany(Parts))
            {
                if (types.TryGetValue(used.FullName, out var taken)) open.Enqueue(taken);
            }
        }
        return doors;
    }

    public static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.FullName;
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };
}
