namespace Backline.Domain.Common;

/// <summary>Why an action is not allowed now. The code is stable: API clients and translations key on it.</summary>
public sealed record Refusal(string Code, params object[] Args)
{
    /// <summary>The name of the value that is at fault; null where it is none of those that were given.</summary>
    public string? Field { get; init; }

    /// <summary>Whoever asks may not, now or later: others may.</summary>
    public bool Forbids { get; init; }
}

/// <summary>Thrown when an action is carried out although it was refused. Becomes HTTP 409 with the code, or 403 where it forbids.</summary>
#pragma warning disable CA1032 // without a refusal this exception says nothing
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
#pragma warning restore CA1032
{
    public Refusal Refusal { get; } = refusal;
}

public static class Refusals
{
    /// <exception cref="RefusedException">When there is a refusal.</exception>
    public static void ThrowIfRefused(this Refusal? refusal)
    {
        if (refusal is not null) throw new RefusedException(refusal);
    }
}
