using System.IO.Compression;
using System.Security.Cryptography;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>Where a case lies, as far as its files need to know.</summary>
internal sealed record CasePlace(Guid AccountId, Guid? PartnerId, Guid Id, string Number, CaseTier Tier, Guid? FrontId)
{
    public static CasePlace Of(Case one) => new(one.AccountId, one.PartnerId, one.Id, one.Number, one.Tier, one.FrontId);
}

/// <summary>Keeps files for messages that are about to be written. The caller saves.</summary>
internal sealed class AttachmentOperations(Session session, AttachmentQueries queries, TimeProvider time)
{
    private const int Piece = 1 << 20;

    /// <summary>Takes a file for a message of the case: the message names it.</summary>
    /// <exception cref="NotFoundException"/>
    /// <exception cref="InvalidInputException"><c>attachment.…</c></exception>
    public async Task<AttachmentView> UploadAsync(Guid caseId, string name, Stream content, CancellationToken stop)
    {
        // first what may be slow: no connection waits for whoever sends
        await using var file = await AttachmentCheck.TakeAsync(name, content, "/file", stop);
        return await AddAsync(await queries.PlaceAsync(caseId, stop), file, stop);
    }

    /// <summary>The name as a file is kept under it, without folders and what nobody sees; empty when nothing is left.</summary>
    public static string NameOf(string given) => FileName.Of(given);

    /// <summary>Looks at a file before there is a case to keep it with.</summary>
    /// <exception cref="InvalidInputException"><c>attachment.…</c></exception>
    public static Task<CheckedFile> TakeAsync(string name, Stream content, CancellationToken stop) => AttachmentCheck.TakeAsync(name, content, "/file", stop);

    public async Task<AttachmentView> AddAsync(CasePlace one, CheckedFile file, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        // what a desk has not said yet is its own
        var ofDesk = session.Reader.IsOfDesk(one.Tier);
        var (visibility, desk) = (ofDesk ? "internal" : "public", ofDesk && one.Tier == CaseTier.Partner ? one.FrontId : null);
        file.Content.Position = 0;
        var sha = await SHA256.HashDataAsync(file.Content, stop);
        await session.ExecuteAsync(
            """
            insert into case_file (account_id, partner_id, case_id, id, tier, front_id, desk_id, visibility, name, media_type, is_picture, bytes, sha256, uploaded_by_id, uploaded_by, uploaded_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """, stop, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, id, one.Tier.Word(), Parameters.OrNull(one.FrontId), Parameters.OrNull(desk), visibility, file.Name, file.Type.MediaType,
            file.Type.Kind == FileKind.Picture, file.Content.Length, sha, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name, now);
        file.Content.Position = 0;
        var buffer = new byte[Piece];
        for (int number = 0, read; (read = await file.Content.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, stop)) > 0; number++)
            await session.ExecuteAsync(
                "insert into case_file_piece (account_id, partner_id, file_id, number, tier, front_id, desk_id, visibility, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", stop,
                one.AccountId, Parameters.OrNull(one.PartnerId), id, number, one.Tier.Word(), Parameters.OrNull(one.FrontId), Parameters.OrNull(desk), visibility, Packed(buffer.AsSpan(0, read)));
        return new(id, file.Name, file.Type.MediaType, file.Content.Length, Convert.ToHexStringLower(sha), now, session.Reader.Name);
    }

    /// <summary>Refuses files that whoever writes did not upload to the case, that are said already, or that are too many.</summary>
    /// <exception cref="InvalidInputException"><c>attachment.unknown</c>, <c>attachment.too-many</c></exception>
    public async Task CheckAsync(Guid caseId, IReadOnlyList<Guid>? files, CancellationToken stop)
    {
        if (files is null or []) return;
        new InputErrors().Refuse(files.Count > AttachmentCheck.MostFiles, "/attachments", AttachmentCheck.TooMany, AttachmentCheck.MostFiles, AttachmentCheck.MostMegaBytesOfAll).ThrowIfAny();
        var sizes = await session.ListAsync("select id, bytes from case_file where case_id = $1 and id = any($2) and message_id is null and uploaded_by_id is not distinct from $3 and uploaded_by = $4",
            row => (Id: row.GetGuid(0), Bytes: row.GetInt64(1)), stop, caseId, files.ToArray(), Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
        var errors = new InputErrors();
        for (var place = 0; place < files.Count; place++)
            errors.Refuse(!sizes.Exists(file => file.Id == files[place]) || files.Take(place).Contains(files[place]), $"/attachments/{place}", "attachment.unknown");
        errors.Refuse(sizes.Sum(file => file.Bytes) > (long)AttachmentCheck.MostMegaBytesOfAll << 20, "/attachments", AttachmentCheck.TooMany, AttachmentCheck.MostFiles, AttachmentCheck.MostMegaBytesOfAll).ThrowIfAny();
    }

    /// <summary>Files that were not said yet belong to another case of the account from now on.</summary>
    public async Task<IReadOnlyList<Guid>> TakeAlongAsync(Guid account, Guid from, Guid to, IReadOnlyList<Guid> files, CancellationToken stop)
    {
        if (files.Count > 0) await session.ExecuteAsync("update case_file set case_id = $3 where account_id = $1 and case_id = $2 and id = any($4) and message_id is null", stop, account, from, to, files.ToArray());
        return files;
    }

    private static byte[] Packed(ReadOnlySpan<byte> piece)
    {
        using var packed = new MemoryStream(piece.Length / 2);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(piece);
        return packed.ToArray();
    }
}
