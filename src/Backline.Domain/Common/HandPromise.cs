namespace Backline.Domain.Common;

/// <summary>The next word, promised by hand to whoever waits for it.</summary>
public static class HandPromise
{
    /// <summary>Ours: what nobody looks at for a month is no promise but a slip of the keyboard.</summary>
    public static TimeSpan Furthest { get; } = TimeSpan.FromDays(30);

    public static bool IsFar(DateTimeOffset? at, DateTimeOffset from) => at > from + Furthest;
}
