namespace Backline.Server.Platform.Cli.Doctor;

internal static class DataFolderChecks
{
    private const long Giga = 1024L * 1024 * 1024;

    public static IEnumerable<Finding> All(DataFolder data)
    {
        yield return Writable(data);
        yield return Room(data);
    }

    private static Finding Writable(DataFolder data)
    {
        try
        {
            var probe = data.File(Path.GetRandomFileName());
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Finding.Ok("Data folder", data.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Wrong("Data folder", $"{data.Path}: {e.Message}", "start as the user who owns it, or give another folder with --data");
        }
    }

    /// <summary>Bytes left on its disk.</summary>
    public static long Free(DataFolder data) => new DriveInfo(Existing(data.Path)).AvailableFreeSpace;

    private static Finding Room(DataFolder data)
    {
        var free = Free(data);
        var found = FormattableString.Invariant($"{free / (double)Giga:0.0} GB free");
        return free switch
        {
            < 1 * Giga => Finding.Wrong("Disk", found, "make room: PostgreSQL stops when the disk is full"),
            < 5 * Giga => Finding.Warning("Disk", found, "make room before the next large import"),
            _ => Finding.Ok("Disk", found),
        };
    }

    private static string Existing(string path) => Directory.Exists(path) ? path : Existing(Path.GetDirectoryName(path)!);
}
