using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>Somebody of a desk whom a mail reaches.</summary>
/// <param name="IsNamed">One of those who were asked for.</param>
/// <param name="Answers">For the service: at the vendor's desk service management, at a partner's all its people.</param>
internal sealed record DeskRecipient(Guid Id, string Email, string Language, bool IsNamed, bool Answers);

/// <summary>Who of a desk can be told of something.</summary>
internal sealed class DeskRecipients(Session session)
{
    private const int Most = 50;

    /// <summary>Those who are named and work there yet, and those who answer for the service; the named first.</summary>
    /// <param name="partner">Whose desk; null: the vendor's.</param>
    public Task<List<DeskRecipient>> ListAsync(Guid? partner, IEnumerable<Guid> named, CancellationToken stop) => session.ListAsync(
        """
        select id, email, language, id = any ($2), role = any ($3) from person
        where disabled_at is null and email is not null and account_id is null and partner_id is not distinct from $1 and (id = any ($2) or role = any ($3))
        order by id = any ($2) desc, id limit $4
        """, row => new DeskRecipient(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)), stop,
        Parameters.OrNull(partner), named.ToArray(), new[] { Roles.ServiceManager, Roles.Partner }, Most);

    /// <summary>Those who are named; none of them works there any more: those who answer for the service.</summary>
    public async Task<IReadOnlyList<DeskRecipient>> NamedAsync(Guid? partner, IEnumerable<Guid> named, CancellationToken stop)
    {
        var all = await ListAsync(partner, named, stop);
        return all.Exists(one => one.IsNamed) ? [.. all.Where(one => one.IsNamed)] : all;
    }

    /// <summary>Those on duty of the desk, whatever for.</summary>
    public Task<List<Guid>> OnDutyAsync(Guid? partner, DateTimeOffset now, CancellationToken stop) => session.ListAsync(
        """
        select p.id from person p where p.disabled_at is null and p.email is not null and p.account_id is null and p.partner_id is not distinct from $1
            and exists (select from desk_duty y where y.person_id = p.id and duty_holds(y.from_day, y.until_day, p.time_zone, $2)) order by p.id limit $3
        """, row => row.GetGuid(0), stop, Parameters.OrNull(partner), now, Most);
}
