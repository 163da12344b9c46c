using System.Globalization;

namespace Backline.Server.Platform.Database;

/// <summary>Where the system keeps PostgreSQL's programs, by major version.</summary>
public static class PrivatePostgresBinaries
{
    public const int Oldest = 15;
    public const int Newest = 18;

    private static readonly string[] Places = ["/usr/lib/postgresql/{0}/bin", "/usr/pgsql-{0}/bin", "/usr/local/pgsql-{0}/bin"];

    /// <summary>The folder of the version that made the data, or of the newest installed one for new data.</summary>
    /// <exception cref="DatabaseUnavailableException">No suitable version is installed.</exception>
    public static string Find(string dataFolder)
    {
        if (Environment.GetEnvironmentVariable("BACKLINE_POSTGRES_BIN") is { Length: > 0 } given)
        {
            return given;
        }

        var made = MadeBy(dataFolder);
        if (made is { } version)
        {
            return Folder(version) ?? throw new DatabaseUnavailableException(
                $"The data in {dataFolder} was made by PostgreSQL {version}, which is not installed.", $"Install it: apt-get install postgresql-{version}.");
        }

        return Installed().Select(Folder).FirstOrDefault() ?? throw new DatabaseUnavailableException(
            $"PostgreSQL {Oldest} or newer is not installed.",
            "Install it: apt-get install postgresql. Or set BACKLINE_DATABASE to the connection string of a server elsewhere.");
    }

    /// <summary>Newest first.</summary>
    public static IEnumerable<int> Installed() =>
        Enumerable.Range(Oldest, Newest - Oldest + 1).Reverse().Where(version => Folder(version) is not null);

    private static string? Folder(int version) =>
        Places.Select(place => string.Format(CultureInfo.InvariantCulture, place, version)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static int? MadeBy(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }
}
