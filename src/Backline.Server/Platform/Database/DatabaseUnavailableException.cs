namespace Backline.Server.Platform.Database;

/// <summary>The database can't be used, and what a person can do about it.</summary>
public sealed class DatabaseUnavailableException(string problem, string mend, Exception? inner = null) : Exception($"{problem} {mend}", inner)
{
    /// <summary>What a program of PostgreSQL said before it gave up, as one sentence where that can be known.</summary>
    internal static DatabaseUnavailableException Of(string said, string problem, string mend) => said.Contains("No space left on device", StringComparison.Ordinal)
        ? new("The disk of the database is full.", "Make room on it and start again.")
        : new(problem, mend);

    public string Problem { get; } = problem;

    public string Mend { get; } = mend;
}
