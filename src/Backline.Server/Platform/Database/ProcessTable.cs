using System.Globalization;

namespace Backline.Server.Platform.Database;

/// <summary>What /proc says about processes that may not be children of this one.</summary>
internal static class ProcessTable
{
    /// <summary>In clock ticks since boot: with the pid it names a process for good. Null when it is gone or only waits to be reaped.</summary>
    public static long? StartTime(int pid)
    {
        try
        {
            // the second field is the name in brackets and may hold anything; the third is the state
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Every process of a PostgreSQL has its data folder as working directory: none left means nothing writes there.</summary>
    public static bool AnyWorksIn(string folder) =>
        Directory.EnumerateDirectories("/proc").Any(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && string.Equals(WorkingFolder(process), folder, StringComparison.Ordinal));

    private static string? WorkingFolder(string process)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
