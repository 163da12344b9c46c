using System.Security.Cryptography;
using System.Text;

namespace Backline.Server.Platform.Database;

/// <summary>Where a private PostgreSQL keeps its things, and whether its user can get there.</summary>
internal sealed class PrivatePostgresFolder
{
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

    public string Data => Path.Combine(Root, "data");

    public string Socket { get; }

    public string Holders => Path.Combine(Root, "holders");

    public string Lock => Path.Combine(Root, "lock");

    public string Started => Path.Combine(Root, "started");

    public PrivatePostgresUser User { get; }

    /// <summary>Why the data is not where it was asked for, for the screen.</summary>
    public string? Moved { get; }

    public static async Task<PrivatePostgresFolder> PrepareAsync(string dataFolder, CancellationToken stop)
    {
        var user = PrivatePostgresUser.OfThisProcess();
        var wanted = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        var folder = new PrivatePostgresFolder(wanted, user, null);
        folder.Create();
        if (!await user.CanEnterAsync(wanted, stop))
        {
            folder.Discard();
            var elsewhere = Path.Combine("/var/lib/backline", Hash(wanted));
            folder = new(elsewhere, user, $"PostgreSQL runs as the user {user.Name}, who can't enter {Path.GetFullPath(dataFolder)}: the database is in {elsewhere}.");
            folder.Create();
        }

        await user.OwnAsync(folder.Socket, stop);
        return folder;
    }

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
    }

    private void Discard()
    {
        if (Directory.Exists(Data))
        {
            throw new DatabaseUnavailableException($"The user {User.Name} can no longer enter {Root}, where the database is.", $"Let it in again: chmod o+x on {Root} and on every folder above it.");
        }

        Directory.Delete(Root, recursive: true);
    }

    private DatabaseUnavailableException BelongsToAnother(Exception e) => new(
        $"The data folder {Root} belongs to another user.", "Start as the user who made it, or give another folder with --data.", e);

    private string SocketFolder()
    {
        var inside = Path.Combine(Root, "run");
        if (Encoding.UTF8.GetByteCount(inside) <= LongestSocketFolder)
        {
            return inside;
        }

        var runtime = User.IsRoot ? "/run" : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return Path.Combine(Directory.Exists(runtime) ? runtime : "/tmp", "backline-" + Hash(Root));
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
