using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Backline.Server.Tests.Platform;

/// <summary>The first thing anybody types.</summary>
public class StartTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--urls", "http://0.0.0.0:8480", "-h")]
    public async Task The_help_of_start_is_its_own_and_builds_nothing(params string[] given)
    {
        // without any tool on the path: nothing can be built or installed
        using var start = Process.Start(new ProcessStartInfo("/usr/bin/env", ["-i", "PATH=/usr/bin:/bin", "bash", Path.Combine(Root(), "start"), .. given]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (said, fault) = (await start.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), await start.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await start.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (start.ExitCode, fault));
        Assert.StartsWith("Installs what is missing, builds when the sources changed, and runs Backline", said, StringComparison.Ordinal);
        Assert.Contains("./start --urls http://0.0.0.0:8480", said, StringComparison.Ordinal);
        Assert.DoesNotContain("set -euo", said, StringComparison.Ordinal);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
