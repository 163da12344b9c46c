using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Backline.Bench;

/// <summary>Requests per second by wrk (Debian's package): the cheapest client there is, so that the server is what is measured.</summary>
internal static partial class Load
{
    /// <param name="lua">A wrk script that makes the requests.</param>
    public static async Task<(double RequestsPerSecond, double P99Milliseconds)> RunAsync(string url, string lua, int connections, int seconds)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, lua);
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, url]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start");
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        File.Delete(script);
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(output);
        return (Number(Rate().Match(output)), Milliseconds(P99().Match(output)));
    }

    private static double Number(Match match) => double.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match match) => Number(match) * (match.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, "s" => 1000, _ => 1 });

    [GeneratedRegex(@"Requests/sec:\s+(?<n>[\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+(?<n>[\d.]+)(?<unit>us|ms|s)")]
    private static partial Regex P99();
}
