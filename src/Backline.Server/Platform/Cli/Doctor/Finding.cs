namespace Backline.Server.Platform.Cli.Doctor;

internal enum Health
{
    Ok,
    Warning,
    Wrong,
}

/// <summary>What was looked at, what was found, and what to do about it when that is not well.</summary>
internal sealed record Finding(string What, Health Health, string Found, string? Mend = null)
{
    public static Finding Ok(string what, string found) => new(what, Health.Ok, found);

    public static Finding Warning(string what, string found, string mend) => new(what, Health.Warning, found, mend);

    public static Finding Wrong(string what, string found, string mend) => new(what, Health.Wrong, found, mend);
}
