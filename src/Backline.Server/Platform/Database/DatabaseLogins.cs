using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>The two ways into one database: the owner migrates and administers, the app's login owns nothing and inherits nothing.</summary>
public sealed record DatabaseLogins(string Owner, string App)
{
    public const string AppRole = "backline_app";

    /// <summary>Reads what an operator configured. With the owner's string alone, the app's password is derived from the owner's, so that
    /// every node arrives at the same one and none has to store it.</summary>
    /// <exception cref="DatabaseUnavailableException">Neither a second string nor a password to derive from is given.</exception>
    public static DatabaseLogins From(string owner, string? app)
    {
        if (app is not null)
        {
            return new(owner, app);
        }

        var login = new NpgsqlConnectionStringBuilder(owner);
        if (string.IsNullOrEmpty(login.Password))
        {
            throw new DatabaseUnavailableException("The connection string has no password, so none can be derived for the app's own login.",
                "Set BACKLINE_APP_DATABASE to a connection string of the role backline_app as well.");
        }

        login.Password = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(login.Password), Encoding.UTF8.GetBytes(AppRole)));
        login.Username = AppRole;
        return new(owner, login.ConnectionString);
    }

    /// <summary>The same two logins on another database of the same server.</summary>
    public DatabaseLogins On(string database) => new(
        new NpgsqlConnectionStringBuilder(Owner) { Database = database }.ConnectionString,
        new NpgsqlConnectionStringBuilder(App) { Database = database }.ConnectionString);
}
