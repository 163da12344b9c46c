using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Platform.Cli;

/// <summary>Which database a command works on: the one an operator configured, or the private one of the data folder.</summary>
internal static class DatabaseChoice
{
    /// <summary>Null: nothing is configured, so the private PostgreSQL is meant.</summary>
    public static DatabaseLogins? Configured()
    {
        var owner = Setting("BACKLINE_DATABASE", "ConnectionStrings__Database");
        if (owner is null)
        {
            return null;
        }

        try
        {
            return DatabaseLogins.From(owner, Setting("BACKLINE_APP_DATABASE", "ConnectionStrings__AppDatabase"));
        }
        catch (ArgumentException e)
        {
            throw new DatabaseUnavailableException($"BACKLINE_DATABASE is not a connection string: {e.Message}", "Write it as Host=…;Database=…;Username=…;Password=….", e);
        }
    }

    /// <summary>Somebody else runs it, and its disk.</summary>
    public static bool IsConfigured => Setting("BACKLINE_DATABASE", "ConnectionStrings__Database") is not null;

    /// <summary>A name of the database without its secret, for the screen.</summary>
    public static string Describe(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Username}@{parts.Host}/{parts.Database}";
    }

    private static string? Setting(params string[] names) =>
        names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
