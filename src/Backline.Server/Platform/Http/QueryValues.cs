using System.Globalization;

namespace Backline.Server.Platform.Http;

/// <summary>Whether a value of an address can be read as what it stands for, by the rules of the binders: without culture.</summary>
internal static class QueryValues
{
    private delegate bool Reads(string value);

    private static readonly Dictionary<Type, (Reads Reads, string Code)> kinds = new()
    {
        [typeof(Guid)] = (value => Guid.TryParse(value, out _), "input.not-an-id"),
        [typeof(DateOnly)] = (value => DateOnly.TryParse(value, CultureInfo.InvariantCulture, out _), "input.not-a-day"),
        [typeof(DateTimeOffset)] = (value => Moments.TryRead(value, out _), "input.not-a-moment"),
        [typeof(int)] = (value => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _), "input.not-whole"),
        [typeof(bool)] = (value => bool.TryParse(value, out _), "input.not-yes-or-no"),
    };

    /// <summary>Whether <see cref="Faults"/> knows how to read the type; text is always read.</summary>
    public static bool Knows(Type type) => Bare(type) is var bare && (bare == typeof(string) || kinds.ContainsKey(bare));

    /// <summary>What is wrong with the values of a parameter. None at all is nothing wrong, and an empty one is none where none may be.</summary>
    public static IEnumerable<InputError> Faults(string name, Type type, IEnumerable<string?> values) => !kinds.TryGetValue(Bare(type), out var kind)
        // text that no database takes, not even to look for it
        ? values.Where(value => value?.Contains('\0', StringComparison.Ordinal) == true).Select(_ => new InputError(name, "input.control-characters"))
        : values.Where(value => !(string.IsNullOrEmpty(value) && Bare(type) != type) && !kind.Reads(value ?? "")).Select(value => new InputError(name, kind.Code, value ?? ""));

    private static Type Bare(Type type)
    {
        var one = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(one) ?? one;
    }
}
