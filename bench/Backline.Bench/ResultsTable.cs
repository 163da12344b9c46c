using System.Globalization;
using System.Runtime.InteropServices;

namespace Backline.Bench;

/// <summary>Writes what a benchmark measured into bench/RESULTS.md, under its own heading, with machine, command and date; a new run replaces the old one.</summary>
internal sealed class ResultsTable(string name, string command)
{
    private readonly List<(string What, string Measured, string Limit)> rows = [];

    public void Add(string what, string measured, string limit = "")
    {
        rows.Add((what, measured, limit));
        Console.WriteLine($"{what}: {measured} {limit}".TrimEnd());
    }

    public void Write(DateTimeOffset now)
    {
        var path = Path.Combine(Root(), "bench", "RESULTS.md");
        var text = File.Exists(path) ? File.ReadAllText(path) : "# Results\n\nEach table is written by its benchmark. Limits are measured on the same machine in the same run.\n";
        var heading = $"## {name}\n";
        var section = $"{heading}\n`{command}`, {now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, {Machine()}\n\n| what | measured | to reach |\n|---|---|---|\n{string.Concat(rows.Select(row => $"| {row.What} | {row.Measured} | {row.Limit} |\n"))}";
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0)
        {
            text = text.TrimEnd() + "\n\n" + section;
        }
        else
        {
            var end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
            text = text[..start] + section + (end < 0 ? "" : text[end..]);
        }
        File.WriteAllText(path, text);
    }

    /// <summary>Peak memory of this process in megabytes, as the kernel counted it.</summary>
    public static long PeakMegabytes() => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private static string Machine()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        var memory = long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024 / 1024;
        return $"{Environment.ProcessorCount} × {cpu}, {memory} GiB, {RuntimeInformation.FrameworkDescription}";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backline.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Run it inside the repository.");
    }
}
