using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.Mails;

/// <param name="IsNew">False: it was here before, and nothing was kept twice.</param>
public sealed record AcceptedMail(Guid Id, bool IsNew);

/// <summary>Keeps mails as they came, each once, and reads them again.</summary>
internal sealed class MailStore(IServiceScopeFactory scopes, WorkSignal signal, TimeProvider time)
{
    public const int MostMegaBytes = 40;
    private const int Piece = 1 << 20;

    // a header of one MB is passed over, and what comes after it is still read
    private const int HeaderBytes = 1 << 22;

    /// <summary>Keeps a mail and lists it to be sorted, in one unit of work. The same mail again, by whatever way of one intake, is the one that is kept: what another keeps may be seen by nobody here.</summary>
    /// <param name="intake">The partner whose program hands it in.</param>
    public async Task<AcceptedMail> AcceptAsync(FileStream content, string source, Guid? intake, CancellationToken stop)
    {
        var (messageId, key, sha) = await KeysAsync(content, stop);
        await using var scope = scopes.CreateProgrammeScope("mail");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        // two nodes may find it at once: the second waits here for the first
        var kept = await session.ExecuteAsync(
            "insert into inbound_mail (id, received_at, source, intake_id, message_id, content_key, sha256, bytes, state, desk) values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 'none') on conflict do nothing", stop,
            id, now, source, Parameters.OrNull(intake), messageId, key, sha, content.Length);
        if (kept == 0) return new(await session.ScalarAsync<Guid>("select id from inbound_mail where message_id = $1 and content_key = $2 and intake_id is not distinct from $3::uuid", stop, messageId, key, Parameters.OrNull(intake)), IsNew: false);
        content.Position = 0;
        var buffer = new byte[Piece];
        for (int number = 0, read; (read = await content.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, stop)) > 0; number++)
            await session.ExecuteAsync("insert into inbound_mail_piece (mail_id, number, data) values ($1, $2, $3)", stop, id, number, Packed(buffer.AsSpan(0, read)));
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) values ($1, $2, null, $3, $4)", stop, Guid.CreateVersion7(now), MailSorting.DueKind, id, now);
        session.AfterCommit(signal.Raise);
        await session.SaveAsync(stop);
        return new(id, IsNew: true);
    }

    /// <summary>The mail as it came, piece by piece, in the session's transaction.</summary>
    public static Stream Open(Session session, Guid id, CancellationToken stop) => new Pieces(session, id, stop);

    // by what a reader sees of it: what servers add on the way differs from one way to another
    private static async Task<(string MessageId, byte[] Key, byte[] Sha)> KeysAsync(FileStream content, CancellationToken stop)
    {
        content.Position = 0;
        var sha = await SHA256.HashDataAsync(content, stop);
        content.Position = 0;
        var head = new byte[Math.Min(content.Length, HeaderBytes)];
        await content.ReadExactlyAsync(head, stop);
        var (headers, body) = MailParser.Head(head);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (string[])["From", "Subject", "Date"]) hash.AppendData(Encoding.UTF8.GetBytes($"{headers.First(name)}\n"));
        content.Position = Math.Min(body, content.Length);
        var buffer = new byte[Piece];
        for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;) hash.AppendData(WithoutReturns(buffer, read));
        return (headers.Id("Message-ID") ?? $"sha256:{Convert.ToHexStringLower(sha)}", hash.GetHashAndReset(), sha);
    }

    private static ReadOnlySpan<byte> WithoutReturns(byte[] buffer, int length)
    {
        var kept = 0;
        for (var at = 0; at < length; at++)
            if (buffer[at] != '\r') buffer[kept++] = buffer[at];
        return buffer.AsSpan(0, kept);
    }

    private static byte[] Packed(ReadOnlySpan<byte> piece)
    {
        using var packed = new MemoryStream(piece.Length / 2);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(piece);
        return packed.ToArray();
    }

    private sealed class Pieces(Session session, Guid id, CancellationToken stop) : OneWayStream
    {
        private Stream? piece;
        private int number;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                if (piece is not null && await piece.ReadAsync(buffer, cancellationToken) is > 0 and var read) return read;
                var data = await session.ScalarAsync<byte[]>("select data from inbound_mail_piece where mail_id = $1 and number = $2", stop, id, number++);
                if (data is null) return 0;
                piece = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), stop).AsTask().GetAwaiter().GetResult();
    }
}
