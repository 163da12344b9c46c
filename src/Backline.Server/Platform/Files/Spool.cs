namespace Backline.Server.Platform.Files;

/// <summary>A file on disk that readers can seek in, and that is gone when it is closed.</summary>
public static class Spool
{
    public static FileStream Make() => new(Path.Combine(Path.GetTempPath(), $"backline-{Path.GetRandomFileName()}"), new FileStreamOptions
    {
        Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, BufferSize = 128 * 1024,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    /// <summary>All of it, from the beginning. What comes from outside comes as slowly as its sender likes: nothing else is held while it does.</summary>
    public static async Task<FileStream> OfAsync(Stream content, CancellationToken stop)
    {
        var spool = Make();
        try
        {
            await content.CopyToAsync(spool, stop);
            spool.Position = 0;
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }
}
