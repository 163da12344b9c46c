using System.IO.Compression;
using System.Security.Cryptography;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Files;

/// <summary>
/// Many files of many accounts in one transaction, one after the other. Writing only fills memory; <see cref="FlushAsync"/> stores what has gathered,
/// so that the connection is free for a cursor in between. What is held is bounded by what is written between two flushes.
/// </summary>
public sealed class StoredFileBatch(Session session, DateTimeOffset now) : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private readonly List<Chunk> chunks = [];
    private readonly List<StoredFile> finished = [];
    private readonly HashSet<Guid> begun = [];
    private Writing? open;

    /// <summary>Begins the next file; the one before must be ended.</summary>
    public void Begin(Guid accountId, Guid? partnerId, string name, string mediaType) =>
        open = new(new(accountId, partnerId, Guid.CreateVersion7(now), name, mediaType, 0, [], now));

    public void Write(ReadOnlySpan<byte> content) => Open.Write(content);

    /// <summary>The file as it is stored with the next flush, with its size and hash.</summary>
    public StoredFile End()
    {
        var file = Open.Finish();
        Cut();
        finished.Add(file);
        Open.Dispose();
        open = null;
        return file;
    }

    public async Task FlushAsync(CancellationToken stop)
    {
        if (open is { Gathered: >= ChunkBytes }) Cut();
        await InsertFilesAsync(stop);
        await session.ExecuteAsync(
            """
            insert into stored_file_chunk (account_id, partner_id, file_id, number, data)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::bytea[])
            """, stop,
            chunks.Select(c => c.File.AccountId).ToArray(), chunks.Select(c => c.File.PartnerId).ToArray(), chunks.Select(c => c.File.Id).ToArray(),
            chunks.Select(c => c.Number).ToArray(), chunks.Select(c => c.Data).ToArray());
        chunks.Clear();
    }

    public void Dispose() => open?.Dispose();

    private Writing Open => open ?? throw new InvalidOperationException("No file was begun.");

    private void Cut()
    {
        if (Open.Gathered > 0) chunks.Add(new(Open.File, Open.Chunks++, Open.Take()));
    }

    // a file whose first chunks are stored before its end is known is inserted without size and hash, and gets them at its end
    private async Task InsertFilesAsync(CancellationToken stop)
    {
        List<StoredFile> insert = [.. finished.Where(file => !begun.Contains(file.Id))];
        if (open is { Chunks: > 0 } && begun.Add(open.File.Id)) insert.Add(open.File);
        await session.ExecuteAsync(
            """
            insert into stored_file (account_id, partner_id, id, name, media_type, bytes, sha256, created_at)
            select t.a, t.p, t.i, t.n, t.m, t.b, t.h, $8 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bytea[]) t(a, p, i, n, m, b, h)
            """, stop,
            insert.Select(f => f.AccountId).ToArray(), insert.Select(f => f.PartnerId).ToArray(), insert.Select(f => f.Id).ToArray(), insert.Select(f => f.Name).ToArray(),
            insert.Select(f => f.MediaType).ToArray(), insert.Select(f => f.Bytes).ToArray(), insert.Select(f => f.Sha256).ToArray(), now);
        foreach (var file in finished.Where(file => begun.Contains(file.Id)))
            await session.ExecuteAsync("update stored_file set bytes = $3, sha256 = $4 where account_id = $1 and id = $2", stop, file.AccountId, file.Id, file.Bytes, file.Sha256);
        finished.Clear();
    }

    private sealed record Chunk(StoredFile File, int Number, byte[] Data);

    private sealed class Writing(StoredFile file) : IDisposable
    {
        private readonly MemoryStream packed = new();
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private GZipStream? gzip;
        private long bytes;

        public StoredFile File => file;
        public int Chunks { get; set; }
        public long Gathered => packed.Length;

        public void Write(ReadOnlySpan<byte> content)
        {
            gzip ??= new(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(content);
            hash.AppendData(content);
            bytes += content.Length;
        }

        public StoredFile Finish()
        {
            gzip?.Dispose();
            return file with { Bytes = bytes, Sha256 = hash.GetHashAndReset() };
        }

        public byte[] Take()
        {
            var data = packed.ToArray();
            packed.SetLength(0);
            return data;
        }

        public void Dispose()
        {
            gzip?.Dispose();
            hash.Dispose();
            packed.Dispose();
        }
    }
}
