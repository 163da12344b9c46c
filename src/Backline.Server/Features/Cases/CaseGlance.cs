using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>The few things parts of a page ask of the case they stand beside.</summary>
internal sealed record CaseGlance(Guid AccountId, Guid? PartnerId, Guid Id, string Number, CaseTier Tier, Guid? FrontId, string Subject, CaseState State, bool IsPrivate, Guid? MergedIntoId, long Version)
{
    /// <summary>The partner whose desk it is; null: the vendor's.</summary>
    public Guid? DeskId => Tier == CaseTier.Partner ? FrontId : null;
}

/// <summary>Read once for all the parts of a page.</summary>
internal sealed class CaseGlances(Session session)
{
    private readonly Dictionary<Guid, CaseGlance> seen = [];

    /// <exception cref="NotFoundException"/>
    public async Task<CaseGlance> GetAsync(Guid id, CancellationToken stop)
    {
        if (seen.TryGetValue(id, out var known)) return known;
        return seen[id] = await session.FirstAsync(
            $"select c.account_id, c.partner_id, c.id, c.number, c.tier, c.front_id, c.subject, c.state, c.is_private, c.merged_into_id, c.version from support_case c where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})",
            row => new CaseGlance(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), Words.Parse<CaseTier>(row.GetString(4)), row.Nullable<Guid>(5), row.GetString(6), Words.Parse<CaseState>(row.GetString(7)), row.GetBoolean(8), row.Nullable<Guid>(9), row.GetInt64(10)),
            stop, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name) ?? throw new NotFoundException("case", id);
    }
}
