using System.IO.Compression;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Npgsql;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>A file of a message.</summary>
/// <param name="MediaType">By its content.</param>
public sealed record AttachmentView(Guid Id, string Name, string MediaType, long Bytes, string Sha256, DateTimeOffset UploadedAt, string UploadedBy)
{
    internal Guid? MessageId { get; init; }
    internal bool IsPicture { get; init; }
    internal Guid AccountId { get; init; }
}

/// <summary>Reads of files: each is as visible as its message, and before that to whoever brought it.</summary>
internal sealed class AttachmentQueries(Session session)
{
    private static readonly string Seen = $"($2 or {CaseQueries.SeenBy("c", "$3", "$4")})";
    private const string Columns = "f.id, f.name, f.media_type, f.bytes, f.sha256, f.uploaded_at, shown_name(f.uploaded_by), f.message_id, f.is_picture, f.account_id";

    /// <exception cref="NotFoundException"/>
    public async Task<CasePlace> PlaceAsync(Guid caseId, CancellationToken stop) => await session.FirstAsync(
        $"select c.account_id, c.partner_id, c.id, c.number, c.tier, c.front_id from support_case c where c.id = $1 and {Seen}",
        row => new CasePlace(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), Words.Parse<CaseTier>(row.GetString(4)), row.Nullable<Guid>(5)), stop, Asked(caseId)) ?? throw new NotFoundException("case", caseId);

    /// <exception cref="NotFoundException"/>
    public async Task<AttachmentView> FindAsync(Guid caseId, Guid id, CancellationToken stop) => await session.FirstAsync(
        $"""
        select {Columns} from case_file f join support_case c on c.account_id = f.account_id and c.id = f.case_id
        where f.case_id = $1 and f.id = $5 and {Seen} and (f.message_id is not null or f.uploaded_by_id is not distinct from $3 and f.uploaded_by = $4)
        """, Row, stop, [.. Asked(caseId), id]) ?? throw new NotFoundException("attachment", id);

    /// <summary>Those of the messages, for whoever reads these.</summary>
    public async Task<ILookup<Guid, AttachmentView>> OfAsync(Guid accountId, Guid caseId, IEnumerable<Guid> messages, CancellationToken stop) => (await session.ListAsync(
        $"select {Columns} from case_file f where f.account_id = $1 and f.case_id = $2 and f.message_id = any($3) order by f.id", Row, stop, accountId, caseId, messages.ToArray())).ToLookup(file => file.MessageId!.Value);

    /// <summary>The content, piece by piece, in this session's transaction.</summary>
    public Stream Open(AttachmentView file, CancellationToken stop) => new Pieces(session, file, stop);

    private object[] Asked(Guid caseId) => [caseId, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name];

    private static AttachmentView Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(4)), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6))
        { MessageId = row.Nullable<Guid>(7), IsPicture = row.GetBoolean(8), AccountId = row.GetGuid(9) };

    private sealed class Pieces(Session session, AttachmentView file, CancellationToken stop) : OneWayStream
    {
        private Stream? piece;
        private int number;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                if (piece is not null && await piece.ReadAsync(buffer, cancellationToken) is > 0 and var read) return read;
                var data = await session.ScalarAsync<byte[]>("select data from case_file_piece where account_id = $1 and file_id = $2 and number = $3", stop, file.AccountId, file.Id, number++);
                if (data is null) return 0;
                piece = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), stop).AsTask().GetAwaiter().GetResult();
    }
}
