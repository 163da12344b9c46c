using System.Security.Cryptography;
using System.Text;

namespace Backline.Server.Platform.Database;

/// <summary>Where a private PostgreSQL keeps its things, and whether its user can get there.</summary>
internal sealed class PrivatePostgresFolder
{
    private const string DataName = "data";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Readable = Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // sockaddr_un holds 107 characters; the name is at most ".s.PGSQL.5432.lock"
    private const int LongestSocketFolder = 107 - 19;

    private PrivatePostgresFolder(string root, PrivatePostgresUser user, string? moved)
    {
        Root = root;
        Moved = moved;
        User = user;
        Socket = SocketFolder();
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, DataName);

    public string Socket { get; }

    public string Holders => Path.Combine(Root, "holders");

    public string Lock => Path.Combine(Root, "lock");

    public string Started => Path.Combine(Root, "started");

    public PrivatePostgresUser User { get; }

    /// <summary>Why the data is not where it was asked for, for the screen.</summary>
    public string? Moved { get; }

    public static async Task<PrivatePostgresFolder> PrepareAsync(string dataFolder, CancellationToken stop)
    {
        var wanted = Wanted(dataFolder);
        var folder = new PrivatePostgresFolder(wanted, await UserAsync(wanted, stop), null);
        folder.Create();
        if (!await folder.User.CanEnterAsync(wanted, stop))
        {
            folder.Discard();
            var elsewhere = Elsewhere(wanted);
            folder = new(elsewhere, await UserAsync(elsewhere, stop), $"PostgreSQL runs as the user {folder.User.Name}, who can't enter {Path.GetFullPath(dataFolder)}: the database is in {elsewhere}.");
            folder.Create();
        }

        await folder.User.OwnAsync(folder.Socket, stop);
        foreach (var made in new[] { folder.Holders, folder.Lock, folder.Started }) await folder.User.LeaveAsync(made, stop);
        return folder;
    }

    /// <summary>Whether there is a database already, where it was asked for or where it had to go.</summary>
    public static bool Holds(string dataFolder) => Directory.Exists(Path.Combine(Wanted(dataFolder), DataName)) || Directory.Exists(Path.Combine(Elsewhere(Wanted(dataFolder)), DataName));

    private static string Wanted(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "postgres");

    // where the user of PostgreSQL can always go
    private static string Elsewhere(string wanted) => Path.Combine("/var/lib/backline", Hash(wanted));

    private static Task<PrivatePostgresUser> UserAsync(string root, CancellationToken stop) => PrivatePostgresUser.OfAsync(root, Path.Combine(root, DataName), stop);

    /// <summary>A random password kept in a file that only this user can read.</summary>
    public async Task<string> PasswordAsync(string name, CancellationToken stop)
    {
        var file = Path.Combine(Root, name + ".pw");
        try
        {
            if (!File.Exists(file))
            {
                await using var created = new FileStream(file, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                await created.WriteAsync(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(48, lowercase: true)), stop);
                created.Flush(flushToDisk: true);
            }

            await User.LeaveAsync(file, stop);

            return (await File.ReadAllTextAsync(file, stop)).Trim();
        }
        catch (UnauthorizedAccessException e)
        {
            throw BelongsToAnother(e);
        }
    }

    private void Create()
    {
        try
        {
            if (!Directory.Exists(Path.GetDirectoryName(Root)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Root)!, Readable);
            }

            // root's umask may be 077: say the mode
            Directory.CreateDirectory(Root);
            File.SetUnixFileMode(Root, Passable);
            Directory.CreateDirectory(Holders, OwnerOnly);
            Directory.CreateDirectory(Socket);
            File.SetUnixFileMode(Socket, OwnerOnly);
        }
        catch (UnauthorizedAccessException e)
        {
            throw BelongsToAnother(e);
        }
        catch (IOException e)
        {
            throw new DatabaseUnavailableException($"The data folder {Root} can't be made: {e.Message}", "Free the disk it is on, or give another folder with --data.", e);
        }
    }

    private void Discard()
    {
        if (Directory.Exists(Data) || User.GuestOf is not null)
        {
            throw new DatabaseUnavailableException($"The user {User.Name} can no longer enter {Root}, where the database is.", $"Let it in again: chmod o+x on {Root} and on every folder above it.");
        }

        Directory.Delete(Root, recursive: true);
    }

    private DatabaseUnavailableException BelongsToAnother(Exception e) => new(
        $"The data folder {Root} belongs to another user, or part of it does.",
        "Start as the user who made it, or give another folder with --data. If you made it: run `backline doctor` on it as root, which gives it back to you.", e);

    private string SocketFolder()
    {
        var inside = Path.Combine(Root, "run");
        if (Encoding.UTF8.GetByteCount(inside) <= LongestSocketFolder)
        {
            return inside;
        }

        var name = "backline-" + Hash(Root);
        // where its owner, whose runtime folder may not have been there, put it
        if (User.GuestOf is { } owner) return Directory.Exists($"/run/user/{owner}/{name}") ? $"/run/user/{owner}/{name}" : Path.Combine("/tmp", name);
        var runtime = User.IsRoot ? "/run" : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return Path.Combine(Directory.Exists(runtime) ? runtime : "/tmp", name);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
