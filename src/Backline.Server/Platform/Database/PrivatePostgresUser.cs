using System.ComponentModel;
using System.Diagnostics;

namespace Backline.Server.Platform.Database;

/// <summary>Who runs PostgreSQL: this user, or `postgres` when this process is root, as whom PostgreSQL refuses to run.</summary>
internal sealed record PrivatePostgresUser(string Name, bool IsRoot)
{
    public static PrivatePostgresUser OfThisProcess() => Environment.IsPrivilegedProcess
        ? new(Environment.GetEnvironmentVariable("BACKLINE_POSTGRES_USER") ?? "postgres", IsRoot: true)
        : new(Environment.UserName, IsRoot: false);

    /// <summary>A program as this user, in a session of its own: Ctrl+C on the terminal must not reach PostgreSQL before the app has let go of it.</summary>
    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo("setsid") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        // setpriv and setsid exec in place: the child's pid is the server's. Not --pdeathsig: the kernel ties it to the forking
        // thread, and .NET forks on pool threads that come and go.
        string[] drop = IsRoot ? ["setpriv", "--reuid", Name, "--regid", Name, "--init-groups", "--reset-env", "--no-new-privs", "--"] : [];
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

    public async Task OwnAsync(string folder, CancellationToken stop)
    {
        if (IsRoot)
        {
            var chown = new ProcessStartInfo("chown") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
            chown.ArgumentList.Add("-R");
            chown.ArgumentList.Add($"{Name}:");
            chown.ArgumentList.Add(folder);
            await RunAsync(chown, stop);
        }
    }

    public static async Task RunAsync(ProcessStartInfo command, CancellationToken stop)
    {
        var (exitCode, said) = await TryAsync(command, stop);
        if (exitCode != 0)
        {
            throw new DatabaseUnavailableException($"{string.Join(' ', command.ArgumentList)} failed ({exitCode}): {said.Trim()}", "See `backline doctor`.");
        }
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
