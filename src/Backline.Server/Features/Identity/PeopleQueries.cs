using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <param name="Account">Number and name of the account, for a customer's person.</param>
/// <param name="Partner">Number and name of the partner, for a partner's person.</param>
public sealed record PersonRow(Guid Id, string Name, string Email, string Role, Guid? AccountId, string? Account, Guid? PartnerId, string? Partner, string Language, string TimeZone,
    bool SecondFactor, DateTimeOffset CreatedAt, DateTimeOffset? LastSignedInAt, DateTimeOffset? DisabledAt, long Version);

/// <param name="State">active or disabled.</param>
internal sealed record PeopleFilter(string? Q = null, string? Role = null, string? State = null);

internal sealed class PeopleQueries(Session session)
{
    private const string Select =
        """
        select p.id, p.name, p.email, p.role, p.account_id, a.number || ' ' || a.name, p.partner_id, q.number || ' ' || q.name, p.language, p.time_zone,
               p.two_factor_enabled, p.created_at, p.last_signed_in_at, p.disabled_at, p.version
        from person p left join account a on a.account_id = p.account_id left join partner q on q.id = p.partner_id
        where ($1::uuid is null or p.account_id = $1) and ($2::uuid is null or p.partner_id = $2)
        """;

    public async Task<Page<PersonRow>> ListAsync(PeopleFilter filter, string? cursor, int? asked, CancellationToken stop)
    {
        var limit = Cursor.Limit(asked);
        var after = Cursor.Read(cursor, 2);
        var (account, partner) = Own(session.Reader);
        var rows = await session.ListAsync(Select +
            """
             and ($3::text is null or p.name ilike $3 or p.email ilike $3) and ($4::text is null or p.role = $4)
             and ($5::text is null or ($5 = 'disabled') = (p.disabled_at is not null))
             and ($6::text is null or (p.name, p.id) > ($6, $7::uuid))
            order by p.name, p.id limit $8
            """, Read, stop, account, partner, Contains(filter.Q), Given(filter.Role), Given(filter.State), after?[0].GetString(), after is null ? null : Guid.Parse(after[1].GetString()!), limit + 1);
        return Cursor.Cut(rows, limit, row => Cursor.Of(row.Name, row.Id));
    }

    /// <exception cref="NotFoundException">Also for somebody of another account.</exception>
    public async Task<PersonRow> GetAsync(Guid id, CancellationToken stop)
    {
        var (account, partner) = Own(session.Reader);
        return await session.FirstAsync(Select + " and p.id = $3", Read, stop, account, partner, id) ?? throw new NotFoundException("person", id);
    }

    /// <summary>The reader's account or partner: what it sees people, invitations and keys of. The vendor sees all.</summary>
    public static (Guid? Account, Guid? Partner) Own(Reader reader) => reader.Side switch
    {
        Side.Customer => (reader.AccountId, null),
        Side.Partner => (null, reader.PartnerId),
        _ => (null, null),
    };

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? Contains(string? q) => Given(q) is { } text ? $"%{LikeText.Escape(text)}%" : null;

    private static PersonRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Text(5), row.Nullable<Guid>(6), row.Text(7),
        row.GetString(8), row.GetString(9), row.GetBoolean(10), row.GetFieldValue<DateTimeOffset>(11), row.Nullable<DateTimeOffset>(12), row.Nullable<DateTimeOffset>(13), row.GetInt64(14));
}
