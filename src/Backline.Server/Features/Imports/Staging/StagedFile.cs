using System.Security.Cryptography;
using Backline.Domain.Common;
using Backline.Server.Platform.Files;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>The stored file on disk, where readers can seek; it is deleted when it is closed.</summary>
internal static class StagedFile
{
    /// <exception cref="RefusedException"><c>import.file-damaged</c>: the stored file is not the one that was uploaded.</exception>
    public static async Task<FileStream> SpoolAsync(StoredFiles files, Guid fileId, CancellationToken stop)
    {
        var stored = await files.FindAsync(fileId, stop) ?? throw new InvalidOperationException("The file of an import is kept with it.");
        var spool = Spool.Make();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var content = files.Open(stored, stop);
            var buffer = new byte[128 * 1024];
            for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await spool.WriteAsync(buffer.AsMemory(0, read), stop);
            }
            if (!hash.GetHashAndReset().AsSpan().SequenceEqual(stored.Sha256)) throw new RefusedException(new("import.file-damaged"));
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
