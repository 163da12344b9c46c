using Mono.Cecil;

namespace Backline.Server.Tests.Architecture;

/// <summary>The dependency rules of the architecture, as questions about one use of one type.</summary>
internal static class Rules
{
    /// <summary>D1: the domain stands on the runtime alone.</summary>
    public static bool IsForeignToDomain(string assembly) =>
        !(assembly is "netstandard" or "mscorlib" || assembly == "System" || assembly.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>D3: a domain feature uses only what stands on its line.</summary>
    public static Func<TypeReference, bool> OutsideOf(string root, string feature, IEnumerable<string> allowed)
    {
        var roots = allowed.Append(feature).Select(name => $"{root}.{name}").ToList();
        return used => DependencyRules.NamespaceOf(used) is var name && DependencyRules.In(name, root) && !roots.Any(mine => DependencyRules.In(name, mine));
    }

    /// <summary>D4: of another feature only its operations and queries, and what those take and give.</summary>
    public static Func<TypeReference, bool> InsidesOfOtherFeatures(string assemblyPath, string features, string feature)
    {
        var doors = Doors.Of(assemblyPath, features);
        return used =>
        {
            var name = DependencyRules.NamespaceOf(used);
            return DependencyRules.In(name, features) && name != features && !DependencyRules.In(name, $"{features}.{feature}") && !doors.Contains(Doors.Outermost(used));
        };
    }

    /// <summary>D5: the platform and the design system know no feature.</summary>
    public static Func<TypeReference, bool> AnyFeature(string features) => used => DependencyRules.In(DependencyRules.NamespaceOf(used), features);
}
