using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Links;

/// <summary>What was said in one case and is to be said in another as well.</summary>
/// <param name="Of">Which it is in the first case; the message has an id of its own.</param>
internal sealed record ChosenMessage(Guid Of, CaseMessage Message);

/// <summary>Lets messages of a case be said again in another of the account, with who said them, when, and their files.</summary>
internal sealed class ChosenMessages(Session session, CaseRecords records, AttachmentOperations files)
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

    /// <summary>Once they are said there, their files are there too; what was said before keeps its own.</summary>
    public Task CarryAsync(Case from, Case to, IReadOnlyList<ChosenMessage> said, CancellationToken stop) => files.SayAgainAsync(CasePlace.Of(from), CasePlace.Of(to), said, stop);
}
