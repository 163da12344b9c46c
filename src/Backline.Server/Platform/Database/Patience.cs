using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>
/// How long a database that hangs is waited for: a request is told within half a minute or little more that it is away, and holds neither its thread
/// nor its connection any longer. What a connection string says itself stands.
/// </summary>
internal static class Patience
{
    /// <summary>Of one statement of a request.</summary>
    public static readonly TimeSpan Statement = TimeSpan.FromSeconds(20);

    /// <summary>Of one statement of a job or a command: imports, checks, exports of everything.</summary>
    public static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(10);

    /// <summary>For a connection, a free one of the pool, and the cancelling of a statement that took too long.</summary>
    private static readonly TimeSpan connecting = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan cancelling = TimeSpan.FromSeconds(2);

    public static NpgsqlConnectionStringBuilder With(string connectionString)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        var said = login.Keys.OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!said.Contains("Timeout")) login.Timeout = (int)connecting.TotalSeconds;
        if (!said.Contains("Command Timeout")) login.CommandTimeout = (int)Statement.TotalSeconds;
        if (!said.Contains("Cancellation Timeout")) login.CancellationTimeout = (int)cancelling.TotalMilliseconds;
        return login;
    }
}
