using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Backline.Server.Platform.Database;

/// <summary>Who runs PostgreSQL: this user; or when this process is root, as whom PostgreSQL refuses to run, the user whose database it is, or `postgres`
/// for a new one. A guest works in the folder of somebody else, and leaves nothing there that is not theirs.</summary>
internal sealed record PrivatePostgresUser(string Name, string Group, bool IsRoot, int? GuestOf = null)
{
    /// <summary>Of the database in this folder, whether or not it is made already.</summary>
    public static async Task<PrivatePostgresUser> OfAsync(string folder, string data, CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess) return new(Environment.UserName, Environment.UserName, IsRoot: false);
        var usual = Environment.GetEnvironmentVariable("BACKLINE_POSTGRES_USER") ?? "postgres";
        var host = await OwnerAsync(folder, stop);
        var owner = await OwnerAsync(data, stop) ?? host;
        return owner is { Number: not 0 } other
            ? new(other.Name, other.Group, IsRoot: true, host == other ? other.Number : null)
            : new(usual, usual, IsRoot: true);
    }

    /// <summary>A program as this user, in a session of its own: Ctrl+C on the terminal must not reach PostgreSQL before the app has let go of it.</summary>
    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo("setsid") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        // setpriv and setsid exec in place: the child's pid is the server's. Not --pdeathsig: the kernel ties it to the forking
        // thread, and .NET forks on pool threads that come and go.
        string[] drop = IsRoot ? ["setpriv", "--reuid", Name, "--regid", Group, int.TryParse(Name, CultureInfo.InvariantCulture, out _) ? "--clear-groups" : "--init-groups", "--reset-env", "--no-new-privs", "--"] : [];
        foreach (var word in drop.Append(program).Concat(arguments))
        {
            command.ArgumentList.Add(word);
        }

        return command;
    }

    public async Task<bool> CanEnterAsync(string folder, CancellationToken stop)
    {
        if (!IsRoot)
        {
            return true;
        }

        // the mode alone does not tell: access lists and every parent count
        var (exitCode, said) = await TryAsync(Command("test", "-x", folder), stop);
        return exitCode is 0 or 1
            ? exitCode == 0
            : throw new DatabaseUnavailableException($"Root can't run PostgreSQL as the user {Name}: {said.Trim()}.", "Install PostgreSQL (apt-get install postgresql), which adds that user, or name another one in BACKLINE_POSTGRES_USER.");
    }

    /// <summary>Gives what root made to the user of the database, with everything in it.</summary>
    public async Task OwnAsync(string path, CancellationToken stop)
    {
        if (!IsRoot) return;
        var chown = new ProcessStartInfo("chown") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in new[] { "-h", "-R", GuestOf is null ? $"{Name}:" : $"{Name}:{Group}", path }) chown.ArgumentList.Add(word);
        await RunAsync(chown, stop);
    }

    /// <summary>As a guest: what is in a folder of somebody else is theirs, whoever wrote it. At home root keeps what it wrote.</summary>
    public Task LeaveAsync(string path, CancellationToken stop) => GuestOf is not null && Path.Exists(path) ? OwnAsync(path, stop) : Task.CompletedTask;

    public static async Task RunAsync(ProcessStartInfo command, CancellationToken stop)
    {
        var (exitCode, said) = await TryAsync(command, stop);
        if (exitCode != 0)
        {
            throw DatabaseUnavailableException.Of(said, $"{string.Join(' ', command.ArgumentList)} failed ({exitCode}): {said.Trim()}", "See `backline doctor`.");
        }
    }

    // a user may have gone from the list of users and still own files: then the number is the name
    private static async Task<(int Number, string Name, string Group)?> OwnerAsync(string folder, CancellationToken stop)
    {
        if (!Directory.Exists(folder)) return null;
        var stat = new ProcessStartInfo("stat") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in new[] { "-c", "%u %g %U", folder }) stat.ArgumentList.Add(word);
        var (exitCode, said) = await TryAsync(stat, stop);
        return exitCode == 0 && said.Trim().Split(' ') is [var number, var group, var name]
            ? (int.Parse(number, CultureInfo.InvariantCulture), string.Equals(name, "UNKNOWN", StringComparison.Ordinal) ? number : name, group)
            : null;
    }

    private static async Task<(int ExitCode, string Said)> TryAsync(ProcessStartInfo command, CancellationToken stop)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var error = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output + await error);
    }

    public static Process Start(ProcessStartInfo command)
    {
        try
        {
            return Process.Start(command)!;
        }
        catch (Win32Exception e)
        {
            throw new DatabaseUnavailableException($"{command.FileName} can't be started: {e.Message}.", "Install it: apt-get install util-linux coreutils.", e);
        }
    }
}
