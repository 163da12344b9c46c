using Backline.Server.Platform.Files;

namespace Backline.Server.Features.Mails;

/// <summary>The section Mail: where a mailbox is, if there is one.</summary>
public sealed record MailboxSettings
{
    /// <summary>A Maildir folder, with new and cur in it.</summary>
    public string? Maildir { get; init; }
}

/// <summary>
/// Reads a Maildir. A file moves from new to cur only when its mail is kept; one that was kept and not moved, because the program ended between, is found
/// to be kept when it is read again. Any number of nodes may read the same folder.
/// </summary>
internal sealed partial class MaildirWorker(MailStore store, MailboxSettings settings, TimeProvider clock, ILogger<MaildirWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrWhiteSpace(settings.Maildir)) return;
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await TakeAsync(settings.Maildir, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // whatever it was, the next look may go well
                LogAway(settings.Maildir, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many mails were kept that were not before.</returns>
    internal async Task<int> TakeAsync(string folder, CancellationToken stop)
    {
        var kept = 0;
        Directory.CreateDirectory(Path.Combine(folder, "cur"));
        foreach (var path in Directory.EnumerateFiles(Directory.CreateDirectory(Path.Combine(folder, "new")).FullName).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path).StartsWith('.')) continue;
            try
            {
                if (await KeepAsync(path, stop)) kept++;
                Move(path, folder);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // another node was faster
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // this one stays; the others are not kept waiting for it
                LogLeft(path, e.Message);
            }
        }
        return kept;
    }

    private async Task<bool> KeepAsync(string path, CancellationToken stop)
    {
        // a link leads elsewhere, and what is too much for one mail is not read
        var file = new FileInfo(path);
        if (file.LinkTarget is not null || file.Length == 0 || file.Length > (long)MailStore.MostMegaBytes << 20)
        {
            LogLeft(path, file.LinkTarget is not null ? "a link" : file.Length == 0 ? "empty" : $"larger than {MailStore.MostMegaBytes} MB");
            return false;
        }
        await using var read = file.OpenRead();
        await using var content = await Spool.OfAsync(read, stop);
        return (await store.AcceptAsync(content, "maildir", null, stop)).IsNew;
    }

    // as a mail program does: seen, or flagged when somebody should look at it
    private static void Move(string path, string folder)
    {
        var file = new FileInfo(path);
        var flag = file.LinkTarget is not null || file.Length == 0 || file.Length > (long)MailStore.MostMegaBytes << 20 ? "F" : "S";
        file.MoveTo(Path.Combine(folder, "cur", file.Name.Split(":2,")[0] + ":2," + flag), overwrite: true);
    }

    [LoggerMessage(LogLevel.Warning, "The mailbox {Folder} could not be read; trying again")]
    private partial void LogAway(string folder, Exception e);

    [LoggerMessage(LogLevel.Warning, "The mail {Path} was not taken: {Reason}")]
    private partial void LogLeft(string path, string reason);
}
