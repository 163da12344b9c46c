using Mono.Cecil;

namespace Backline.Server.Tests.Architecture;

/// <summary>Reads a compiled assembly and says which namespace uses which.</summary>
internal static class DependencyRules
{
    /// <summary>What in <paramref name="root"/> uses a type that <paramref name="forbidden"/> says it must not.</summary>
    public static IReadOnlyList<string> Violations(string assemblyPath, string root, Func<TypeReference, bool> forbidden)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        var broken =
            from type in assembly.MainModule.GetTypes()
            where In(NamespaceOf(type), root)
            from used in UsedBy(type)
            where forbidden(used)
            select $"{type.FullName} uses {used.FullName}";
        return [.. broken.Distinct().Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> References(string assemblyPath)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        return [.. assembly.MainModule.AssemblyReferences.Select(reference => reference.Name)];
    }

    public static bool In(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    public static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Namespace;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type) =>
        new[] { type.BaseType }
            .Concat(type.Interfaces.Select(used => used.InterfaceType))
            .Concat(type.CustomAttributes.Select(used => used.AttributeType))
            .Concat(type.Fields.Select(used => used.FieldType))
            .Concat(type.Methods.SelectMany(UsedBy))
            .OfType<TypeReference>()
            .SelectMany(Flatten);

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method) =>
        method.Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Concat(method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [])
            .Concat(method.HasBody ? method.Body.Instructions.SelectMany(instruction => UsedBy(instruction.Operand)) : []);

    private static IEnumerable<TypeReference> UsedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod generic => [generic.DeclaringType, .. generic.GenericArguments],
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Flatten(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Flatten)],
        TypeSpecification wrapped => Flatten(wrapped.ElementType),
        _ => [type],
    };
}
