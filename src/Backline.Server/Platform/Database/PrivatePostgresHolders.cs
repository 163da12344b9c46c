using System.Globalization;

namespace Backline.Server.Platform.Database;

/// <summary>Who uses a private PostgreSQL now: one locked file per process. The kernel drops the lock with the process, however it ends, so a
/// holder that was killed is known by a file nobody locks.</summary>
internal sealed class PrivatePostgresHolders(string folder) : IDisposable
{
    private FileStream? mine;

    /// <summary>Adds this process, and forgets those that are gone.</summary>
    /// <returns>The file that says so.</returns>
    public string Enter()
    {
        ForgetTheDead();
        var name = $"{Environment.ProcessId}-{Path.GetRandomFileName()}";
        mine = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        using var writer = new StreamWriter(mine, leaveOpen: true);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {ProcessTable.StartTime(Environment.ProcessId)}"));
        return mine.Name;
    }

    /// <summary>Removes this process; true when it was the last.</summary>
    public bool Leave()
    {
        if (mine is not null)
        {
            File.Delete(mine.Name);
            Dispose();
        }

        return ForgetTheDead() == 0;
    }

    public void Dispose()
    {
        mine?.Dispose();
        mine = null;
    }

    private int ForgetTheDead()
    {
        var living = 0;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    File.Delete(file);
                }
            }
            catch (FileNotFoundException)
            {
                // it left by itself
            }
            catch (IOException)
            {
                living++;
            }
        }

        return living;
    }
}
