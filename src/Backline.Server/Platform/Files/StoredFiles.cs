using System.IO.Compression;
using System.Security.Cryptography;
using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Files;

/// <summary>A file of an account. <see cref="Bytes"/> and <see cref="Sha256"/> are of the uncompressed content.</summary>
public sealed record StoredFile(Guid AccountId, Guid? PartnerId, Guid Id, string Name, string MediaType, long Bytes, byte[] Sha256, DateTimeOffset CreatedAt);

/// <summary>Files in the database, gzip-compressed in chunks of a megabyte: written and read as streams, committed with what they belong to.</summary>
public sealed class StoredFiles(Session session, TimeProvider clock)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads <paramref name="content"/> to its end. Nothing of the file is held but one chunk.</summary>
    public async Task<StoredFile> AddAsync(Guid accountId, Guid? partnerId, string name, string mediaType, Stream content, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await session.ExecuteAsync("insert into stored_file (account_id, partner_id, id, name, media_type, bytes, sha256, created_at) values ($1, $2, $3, $4, $5, 0, '', $6)",
            stop, accountId, partnerId, id, name, mediaType, now);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var chunks = new ChunkWriter(session, accountId, partnerId, id, stop);
        long bytes = 0;
        await using (var gzip = new GZipStream(chunks, CompressionLevel.Fastest, leaveOpen: true))
        {
            var buffer = new byte[81_920];
            for (int read; (read = await content.ReadAsync(buffer, stop)) > 0; bytes += read)
            {
                hash.AppendData(buffer, 0, read);
                await gzip.WriteAsync(buffer.AsMemory(0, read), stop);
            }
        }
        await chunks.FlushChunkAsync();
        var sha256 = hash.GetHashAndReset();
        await session.ExecuteAsync("update stored_file set bytes = $3, sha256 = $4 where account_id = $1 and id = $2", stop, accountId, id, bytes, sha256);
        return new(accountId, partnerId, id, name, mediaType, bytes, sha256, now);
    }

    public async Task<StoredFile?> FindAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync("select account_id, partner_id, id, name, media_type, bytes, sha256, created_at from stored_file where id = $1",
            row => new StoredFile(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetFieldValue<byte[]>(6), row.GetFieldValue<DateTimeOffset>(7)), stop, id);

    /// <summary>The content, uncompressed, chunk by chunk, in this session's transaction.</summary>
    public Stream Open(StoredFile file, CancellationToken stop) => new GZipStream(new ChunkReader(session, file.AccountId, file.Id, stop), CompressionMode.Decompress);

    private sealed class ChunkWriter(Session session, Guid accountId, Guid? partnerId, Guid fileId, CancellationToken stop) : OneWayStream
    {
        private readonly MemoryStream chunk = new(ChunkBytes);
        private int number;

        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            chunk.Write(buffer.Span);
            if (chunk.Length >= ChunkBytes) await FlushChunkAsync();
        }

        public override void Write(byte[] buffer, int offset, int count) => chunk.Write(buffer, offset, count);

        public async Task FlushChunkAsync()
        {
            if (chunk.Length == 0) return;
            await session.ExecuteAsync("insert into stored_file_chunk (account_id, partner_id, file_id, number, data) values ($1, $2, $3, $4, $5)", stop,
                accountId, partnerId, fileId, number++, chunk.ToArray());
            chunk.SetLength(0);
        }
    }

    private sealed class ChunkReader(Session session, Guid accountId, Guid fileId, CancellationToken stop) : OneWayStream
    {
        private byte[] chunk = [];
        private int at;
        private int number;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (at == chunk.Length)
            {
                chunk = await session.ScalarAsync<byte[]>("select data from stored_file_chunk where account_id = $1 and file_id = $2 and number = $3", stop, accountId, fileId, number++) ?? [];
                at = 0;
            }
            var count = Math.Min(buffer.Length, chunk.Length - at);
            chunk.AsMemory(at, count).CopyTo(buffer);
            at += count;
            return count;
        }

        // readers that know no await (spreadsheets, zip archives) get the same bytes
        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), stop).AsTask().GetAwaiter().GetResult();
    }
}
