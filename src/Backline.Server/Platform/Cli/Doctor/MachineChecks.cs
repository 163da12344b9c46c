using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Cli.Doctor;

/// <summary>What the machine must have installed.</summary>
internal static class MachineChecks
{
    private static readonly string[] Renderers = ["chromium", "chromium-browser", "google-chrome", "weasyprint"];
    private static readonly string[] ScriptsBeyondLatin = ["vi", "ko"];
    private static readonly string[] Zones = ["America/New_York", "Europe/Berlin", "Asia/Ho_Chi_Minh", "Asia/Seoul"];

    public static IEnumerable<Finding> All() => [Runtime(), PostgreSql(), Renderer(), Fonts(), TimeZones(), Languages()];

    private static Finding Runtime() => Finding.Ok(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}");

    private static Finding PostgreSql()
    {
        const string what = "PostgreSQL";
        if (DatabaseChoice.Configured() is not null)
        {
            return Finding.Ok(what, "not needed here: BACKLINE_DATABASE is set");
        }

        var installed = PrivatePostgresBinaries.Installed().ToList();
        return installed.Count > 0 || Environment.GetEnvironmentVariable("BACKLINE_POSTGRES_BIN") is not null
            ? Finding.Ok(what, $"installed: {string.Join(", ", installed)}")
            : Finding.Wrong(what, $"no version {PrivatePostgresBinaries.Oldest} to {PrivatePostgresBinaries.Newest} installed", "apt-get install postgresql, or set BACKLINE_DATABASE to a server elsewhere");
    }

    private static Finding Renderer()
    {
        var found = Renderers.Select(OnPath).FirstOrDefault(path => path is not null);
        return found is not null
            ? Finding.Ok("PDF renderer", found)
            : Finding.Warning("PDF renderer", "none: quotes and reports are pages only", "apt-get install chromium (or weasyprint)");
    }

    private static Finding Fonts()
    {
        var missing = ScriptsBeyondLatin.Where(language => Said("fc-list", $":lang={language}", "family") is null or "").ToList();
        return missing.Count == 0
            ? Finding.Ok("Fonts", "Vietnamese and Korean can be printed")
            : Finding.Warning("Fonts", $"PDFs would show boxes for: {string.Join(", ", missing)}", "apt-get install fontconfig fonts-noto-core fonts-nanum");
    }

    private static Finding TimeZones()
    {
        var missing = Zones.Where(id => !TimeZoneInfo.TryFindSystemTimeZoneById(id, out _)).ToList();
        return missing.Count == 0
            ? Finding.Ok("Time zones", $"{TimeZoneInfo.GetSystemTimeZones().Count} known")
            : Finding.Wrong("Time zones", $"unknown: {string.Join(", ", missing)}", "apt-get install tzdata");
    }

    private static Finding Languages()
    {
        try
        {
            return Finding.Ok("Languages", $"formats of {CultureInfo.GetCultureInfo("vi-VN", predefinedOnly: true).DisplayName} and others");
        }
        catch (CultureNotFoundException)
        {
            return Finding.Wrong("Languages", "dates and numbers of other languages are unknown", "apt-get install libicu-dev, and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        }
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? Said(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
