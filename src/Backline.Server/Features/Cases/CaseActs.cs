using Backline.Domain.Cases;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

internal static class CaseActs
{
    /// <summary>
    /// Joins the chain of those who see the thread: the account's own for what its people do and for cases nobody fronts, else that of the partner who
    /// does. What was said stands in the thread alone.
    /// </summary>
    public static Task AuditAsync(this Session session, Case one, string action, object? after, CancellationToken stop) => session.AuditAsync(Glance(one), action, after, stop);

    public static async Task AuditAsync(this Session session, CaseGlance one, string action, object? after, CancellationToken stop)
    {
        var byCustomer = session.Reader.Side == Side.Customer;
        session.Audit(one.FrontId is { } front && !byCustomer
            ? Act.OnPartner(front, action, "case", one.Id, one.Number, after: after)
            : new(one.AccountId, byCustomer ? await PartnerAsync(session, one, stop) : one.PartnerId, action, "case", one.Id, one.Number, After: after));
    }

    /// <summary>What the desk keeps to itself: internal notes, the time it spent, who of it watches.</summary>
    public static void AuditInside(this Session session, CaseGlance one, string action, object? after) =>
        session.Audit(Act.OnDesk(one.Tier == CaseTier.Partner ? one.FrontId : null, action, "case", one.Id, one.Number, after: after));

    public static void AuditInside(this Session session, Case one, string action, object? after) => session.AuditInside(Glance(one), action, after);

    private static CaseGlance Glance(Case one) => new(one.AccountId, one.PartnerId, one.Id, one.Number, one.Tier, one.FrontId, one.Subject, one.State, one.IsPrivate, one.MergedIntoId, one.Version);

    // a case stays with the partner who fronts it when the account has gone to another
    private static async Task<Guid?> PartnerAsync(Session session, CaseGlance one, CancellationToken stop) => one.FrontId is null ? one.PartnerId
        : await session.FirstAsync("select partner_id from account where account_id = $1", row => row.Nullable<Guid>(0), stop, one.AccountId);
}
