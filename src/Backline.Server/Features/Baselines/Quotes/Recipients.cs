using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Baselines.Quotes;

internal sealed record Recipient(string Email, string Language);

/// <summary>Whom to write to about an account.</summary>
internal sealed class Recipients(Session session)
{
    /// <summary>The people of the partner that fronts the service; without one the customer's administrators, and without these its contacts.</summary>
    public Task<List<Recipient>> OfAccountAsync(Guid accountId, CancellationToken stop) => session.ListAsync(
        """
        with people as (
            select p.email, p.language from account a join person p on p.disabled_at is null and p.email is not null
                and (p.partner_id = a.partner_id or (a.partner_id is null and p.account_id = a.account_id and p.role = 'customer-administrator'))
            where a.account_id = $1)
        select email, language from people
        union all select email, language from contact where account_id = $1 and email <> '' and not exists (select from people)
        order by email limit 20
        """, Read, stop, accountId);

    public Task<List<Recipient>> SuccessManagerAsync(Guid accountId, CancellationToken stop) => session.ListAsync(
        "select p.email, p.language from account a join person p on p.id = a.success_manager_id where a.account_id = $1 and p.email is not null and p.disabled_at is null", Read, stop, accountId);

    private static Recipient Read(Npgsql.NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1));
}
