using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Links;

/// <summary>What was said in one case and is to be said in another as well.</summary>
/// <param name="Of">Which it is in the first case; the message has an id of its own.</param>
internal sealed record ChosenMessage(Guid Of, CaseMessage Message);

/// <summary>Lets messages of a case be said again in another of the account, with who said them, when, and their files.</summary>
internal sealed class ChosenMessages(Session session, CaseRecords records)
{
    /// <summary>At once.</summary>
    public const int Most = 100;

    /// <summary>In the order they were said.</summary>
    /// <exception cref="InvalidInputException"><c>case.not-said-here</c></exception>
    public async Task<IReadOnlyList<ChosenMessage>> FindAsync(Case one, IReadOnlyList<Guid>? ids, CancellationToken stop)
    {
        var wanted = (ids ?? []).Distinct().ToArray();
        if (wanted.Length == 0) return [];
        var said = wanted.Length > Most ? [] : await session.ListAsync(
            "select id, at, direction, author_id, author, body from case_message where account_id = $1 and case_id = $2 and id = any ($3) order by seq",
            row => new ChosenMessage(row.GetGuid(0), new(row.GetString(2), row.GetString(5)) { Id = records.NewId(), At = row.GetFieldValue<DateTimeOffset>(1), AuthorId = row.Nullable<Guid>(3), Author = row.GetString(4) }), stop, one.AccountId, one.Id, wanted);
        new InputErrors().Refuse(said.Count < wanted.Length, "/messageIds", "case.not-said-here", Most).ThrowIfAny();
        return said;
    }

    /// <summary>Once they are said there, their files are there too, as visible as they are there; what was said before keeps its own.</summary>
    public async Task CarryAsync(Case from, Case to, IReadOnlyList<ChosenMessage> messages, CancellationToken stop)
    {
        var said = messages.ToDictionary(message => message.Of, message => message.Message);
        var files = await session.ListAsync("select id, message_id from case_file where account_id = $1 and case_id = $2 and message_id = any ($3) order by id",
            row => (Id: row.GetGuid(0), Message: said[row.GetGuid(1)], Copy: records.NewId()), stop, from.AccountId, from.Id, said.Keys.ToArray());
        if (files.Count == 0) return;
        object[] Asked(params object[] more) =>
        [
            from.AccountId, files.Select(file => file.Id).ToArray(), files.Select(file => file.Copy).ToArray(), files.Select(file => file.Message.Visibility).ToArray(),
            to.Tier.Word(), Parameters.OrNull(to.FrontId), Parameters.OrNull(to.Tier == CaseTier.Partner ? to.FrontId : null), .. more,
        ];
        await session.ExecuteAsync(
            """
            insert into case_file (account_id, partner_id, case_id, id, tier, front_id, desk_id, visibility, message_id, name, media_type, is_picture, bytes, sha256, uploaded_by_id, uploaded_by, uploaded_at)
            select account_id, partner_id, $8, c.copy, $5, $6, $7, c.visibility, c.message, name, media_type, is_picture, bytes, sha256, uploaded_by_id, uploaded_by, uploaded_at
            from case_file f join unnest($2::uuid[], $3::uuid[], $4::text[], $9::uuid[]) c (id, copy, visibility, message) on c.id = f.id where f.account_id = $1
            """, stop, Asked(to.Id, files.Select(file => file.Message.Id).ToArray()));
        await session.ExecuteAsync(
            """
            insert into case_file_piece (account_id, partner_id, file_id, number, tier, front_id, desk_id, visibility, data)
            select account_id, partner_id, c.copy, number, $5, $6, $7, c.visibility, data
            from case_file_piece p join unnest($2::uuid[], $3::uuid[], $4::text[]) c (id, copy, visibility) on c.id = p.file_id where p.account_id = $1
            """, stop, Asked());
    }
}
