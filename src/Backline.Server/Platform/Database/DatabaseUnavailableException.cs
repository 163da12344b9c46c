namespace Backline.Server.Platform.Database;

/// <summary>The database can't be used, and what a person can do about it.</summary>
public sealed class DatabaseUnavailableException(string problem, string mend, Exception? inner = null) : Exception($"{problem} {mend}", inner)
{
    public string Problem { get; } = problem;

    public string Mend { get; } = mend;
}
