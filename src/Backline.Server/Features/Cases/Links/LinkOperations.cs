using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Links;

/// <param name="Kind">related, duplicate-of, follow-up-of, blocks, split-from; seen from the other case: duplicated-by, followed-up-by, blocked-by, split-into.</param>
public sealed record LinkView(Guid Id, string Kind, Guid CaseId, string Number, string Subject, CaseState State, Severity Severity, DateTimeOffset AddedAt, string AddedBy);

/// <param name="Kind">related (the default), duplicate-of, follow-up-of or blocks.</param>
public sealed record LinkInput(Guid? CaseId, string? Kind = null)
{
    /// <summary>A split is made by splitting.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Words.All<CaseLinkKind>().Where(word => word != CaseLinkKind.SplitFrom.Word())];
}

/// <summary>How cases belong together. Each case shows only those its reader sees.</summary>
internal sealed class LinkOperations(Session session, CaseRecords records)
{
    public async Task<IReadOnlyList<LinkView>> ListAsync(Guid accountId, Guid id, CancellationToken stop) => await session.ListAsync(
        $"""
        select l.id, case when l.case_id = $2 then l.kind else case l.kind when 'duplicate-of' then 'duplicated-by' when 'follow-up-of' then 'followed-up-by' when 'blocks' then 'blocked-by' when 'split-from' then 'split-into' else l.kind end end,
               c.id, c.number, c.subject, c.state, c.severity, l.added_at, shown_name(l.added_by)
        from (select * from case_link where account_id = $1 and case_id = $2 union all select * from case_link where account_id = $1 and other_id = $2) l
        join support_case c on c.account_id = l.account_id and c.id = case when l.case_id = $2 then l.other_id else l.case_id end
        where $3 or {CaseQueries.SeenBy("c", "$4", "$5")} order by l.id
        """, row => new LinkView(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetString(4), Words.Parse<CaseState>(row.GetString(5)), Words.Parse<Severity>(row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.GetString(8)),
        stop, accountId, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);

    /// <exception cref="RefusedException"><c>case.link-itself</c>, <c>case.link-elsewhere</c>, <c>case.linked-already</c>, <c>case.not-your-desk</c></exception>
    public async Task AddAsync(Guid id, LinkInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.CaseId is null, "/caseId", "input.required").Word(input.Kind, "/kind", LinkInput.Kinds).ThrowIfAny();
        var one = (await records.LoadAsync(id, version: null, stop)).Case;
        session.Reader.WhyNotWork(one).ThrowIfRefused();
        var other = await OtherAsync(input.CaseId!.Value, stop);
        one.WhyNotLink(other).ThrowIfRefused();
        var kind = input.Kind is { Length: > 0 } word ? Words.Parse<CaseLinkKind>(word) : CaseLinkKind.Related;
        if (!await KeepAsync(one, other, kind, stop)) throw new RefusedException(new("case.linked-already", one.Number, other.Number));
        await session.AuditAsync(one, "case.linked", new { kind = kind.Word(), to = other.Number }, stop);
    }

    public async Task RemoveAsync(Guid id, Guid link, CancellationToken stop)
    {
        var one = (await records.LoadAsync(id, version: null, stop)).Case;
        session.Reader.WhyNotWork(one).ThrowIfRefused();
        // where a split came from stays known
        var removed = await session.ExecuteAsync("delete from case_link where account_id = $1 and id = $2 and (case_id = $3 or other_id = $3) and kind <> 'split-from'", stop, one.AccountId, link, id);
        if (removed == 0) throw new NotFoundException("link", link);
        await session.AuditAsync(one, "case.unlinked", null, stop);
    }

    /// <returns>Whether it is new.</returns>
    internal async Task<bool> KeepAsync(Case one, Case other, CaseLinkKind kind, CancellationToken stop) => await session.ExecuteAsync(
        """
        insert into case_link (account_id, partner_id, case_id, id, other_id, tier, front_id, kind, added_at, added_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing
        """, stop, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, Guid.CreateVersion7(records.Now), other.Id, one.Tier.Word(), Parameters.OrNull(one.FrontId), kind.Word(), records.Now, session.Reader.Name) > 0;

    private async Task<Case> OtherAsync(Guid named, CancellationToken stop)
    {
        try
        {
            return (await records.LoadAsync(named, version: null, stop)).Case;
        }
        catch (NotFoundException)
        {
            throw new NotFoundException("case", named, "/caseId");
        }
    }
}
