using System.Diagnostics;

namespace Backline.Server.Platform.Pdf;

/// <summary>Makes PDF from a static HTML page with a renderer installed on the machine: Chromium first, else WeasyPrint. Found once, at start.</summary>
public sealed class PdfRenderer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private readonly string? chromium = Browsers.Select(Find).FirstOrDefault(path => path is not null);
    private readonly string? weasyprint = Find("weasyprint");

    /// <summary>False: the machine has neither, and papers are printed from their page.</summary>
    public bool Available => chromium is not null || weasyprint is not null;

    /// <exception cref="IOException">The renderer failed; with what it said.</exception>
    public async Task<byte[]> RenderAsync(string html, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("backline-pdf-");
        try
        {
            var (page, pdf) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, html, stop);
            await RunAsync(folder.FullName, page, pdf, stop);
            return await File.ReadAllBytesAsync(pdf, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string folder, string page, string pdf, CancellationToken stop)
    {
        var start = new ProcessStartInfo(chromium ?? weasyprint ?? throw new IOException("Neither chromium nor weasyprint is installed.")) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        // the page is our own and loads nothing; as root Chromium runs only without its sandbox
        string[] arguments = chromium is null
            ? [page, pdf]
            : ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer", $"--user-data-dir={Path.Combine(folder, "profile")}", $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new IOException($"{start.FileName} did not start.");
        var said = process.StandardError.ReadToEndAsync(stop);
        var output = process.StandardOutput.ReadToEndAsync(stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            throw new IOException($"{start.FileName} took longer than {Patience.TotalSeconds} s.", e);
        }
        _ = await output;
        if (process.ExitCode != 0 || !File.Exists(pdf)) throw new IOException($"{start.FileName} failed ({process.ExitCode}): {await said}");
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
