using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>A file that may be kept, on disk until it is.</summary>
internal sealed record CheckedFile(string Name, FileType Type, FileStream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>What is taken as an attachment, by its size, its name and its content; what is not is refused by name, with what helps.</summary>
internal static class AttachmentCheck
{
    public const int MostMegaBytes = 25;
    public const int MostFiles = 10;
    public const int MostMegaBytesOfAll = 50;

    /// <summary>The code of a message that carries more.</summary>
    public const string TooMany = "attachment.too-many";

    /// <summary>Reads the content to its end, or until it is too much.</summary>
    /// <exception cref="InvalidInputException"><c>attachment.…</c> with the name of the file.</exception>
    public static async Task<CheckedFile> TakeAsync(string given, Stream content, string pointer, CancellationToken stop)
    {
        var name = FileName.Of(given);
        var spool = Spool.Make();
        try
        {
            var buffer = new byte[64 << 10];
            for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;)
            {
                await spool.WriteAsync(buffer.AsMemory(0, read), stop);
                if (spool.Length > (long)MostMegaBytes << 20) throw new InvalidInputException(new InputError(pointer, "attachment.too-large", name, MostMegaBytes));
            }
            await spool.FlushAsync(stop);
            var type = FileType.Of(FileName.EndingOf(name));
            if (await WhyNotAsync(name, type, spool, pointer, stop) is { } error) throw new InvalidInputException(error);
            spool.Position = 0;
            return new(name, type!, spool);
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static async Task<InputError?> WhyNotAsync(string name, FileType? type, FileStream content, string pointer, CancellationToken stop)
    {
        if (name.Length == 0) return new(pointer, "attachment.no-name");
        if (content.Length == 0) return new(pointer, "attachment.empty", name);
        if (FileName.IsRun(name)) return new(pointer, "attachment.runs", name);
        var head = new byte[Math.Min(content.Length, FileType.Head)];
        content.Position = 0;
        await content.ReadExactlyAsync(head, stop);
        if (FileType.IsRun(head)) return new(pointer, "attachment.runs", name);
        if (type is null) return new(pointer, FileType.IsArchive(head) || FileName.IsArchive(name) ? "attachment.other-archive" : "attachment.unknown-type", name, FileType.Taken);
        if (!type.Begins(head)) return FileType.Of(head) is { Kind: not FileKind.Text } other ? new(pointer, "attachment.mislabelled", name, type.Name, other.Name) : new(pointer, "attachment.not-that", name, type.Name);
        if (type.Kind == FileKind.Text && FileType.Of(head) is { Kind: not FileKind.Text } real) return new(pointer, "attachment.mislabelled", name, type.Name, real.Name);
        if (type.Kind is FileKind.Archive or FileKind.Office) return await ArchiveLook.WhyNotZipAsync(content, name, pointer, type, stop);
        if (type.Kind == FileKind.Packed)
        {
            content.Position = 0;
            return await ArchiveLook.WhyNotPackedAsync(content, name, pointer, stop);
        }
        return await ArchiveLook.HidesZipAsync(content, stop) ? new(pointer, "attachment.two-in-one", name) : null;
    }
}
