using System.Runtime.CompilerServices;

namespace Backline.Domain.Common;

/// <summary>A set of an enum's values in one word, for decisions made a million times: values 0 to 31, stored as int.</summary>
public readonly record struct EnumSet<T>(uint Bits) where T : struct, Enum
{
    public bool IsEmpty => Bits == 0;
    public EnumSet<T> With(T value) => new(Bits | Mask(value));
    public EnumSet<T> Without(T value) => new(Bits & ~Mask(value));
    public EnumSet<T> And(EnumSet<T> other) => new(Bits & other.Bits);
    public bool Contains(T value) => (Bits & Mask(value)) != 0;

    /// <summary>The lowest value in it; there is one.</summary>
    public T First() => Unsafe.BitCast<int, T>(System.Numerics.BitOperations.TrailingZeroCount(Bits));

    /// <summary>The values in it, in the order they are declared.</summary>
    public IReadOnlyList<T> ToList()
    {
        var set = this;
        return [.. Enum.GetValues<T>().Where(v => set.Contains(v))];
    }

    private static uint Mask(T value) => 1u << Unsafe.BitCast<T, int>(value);
}

public static class EnumSets
{
    public static EnumSet<T> ToSet<T>(this IEnumerable<T> values) where T : struct, Enum =>
        values.Aggregate(default(EnumSet<T>), (set, value) => set.With(value));
}
