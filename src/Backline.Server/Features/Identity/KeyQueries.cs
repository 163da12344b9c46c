using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <param name="Prefix">The first letters of the key, to recognise it by.</param>
/// <param name="State">active, expired or revoked.</param>
internal sealed record KeyRow(Guid Id, string Name, string Prefix, string Role, string? Account, string? Partner, IReadOnlyList<string> Scopes, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string State)
{
    internal Guid? AccountId { get; init; }
    internal Guid? PartnerId { get; init; }
}

internal sealed class KeyQueries(Session session, TimeProvider clock)
{
    private const string Select =
        """
        select k.id, k.name, k.prefix, k.role, a.number || ' ' || a.name, q.number || ' ' || q.name, k.scopes, k.created_by, k.created_at, k.expires_at, k.last_used_at,
               case when k.revoked_at is not null then 'revoked' when k.expires_at <= $1 then 'expired' else 'active' end, k.account_id, k.partner_id
        from api_key k left join account a on a.account_id = k.account_id left join partner q on q.id = k.partner_id
        where ($2::uuid is null or k.account_id = $2) and ($3::uuid is null or k.partner_id = $3)
        """;

    /// <summary>Newest first.</summary>
    public async Task<Page<KeyRow>> ListAsync(string? cursor, int? asked, CancellationToken stop)
    {
        var limit = Cursor.Limit(asked);
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var (account, partner) = PeopleQueries.Own(session.Reader);
        var rows = await session.ListAsync(Select +
            $"""
             and ($4::timestamptz is null or (k.created_at, k.id) {place.Beyond(descending: true)} ($4, $5::uuid))
            order by k.created_at {place.Way(descending: true)}, k.id {place.Way(descending: true)} limit $6
            """,
            Read, stop, clock.GetUtcNow(), account, partner, after is null ? null : after[0].GetDateTimeOffset().ToUniversalTime(), after is null ? null : after[1].GetGuid(), limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.CreatedAt, row.Id));
    }

    /// <summary>In force, made by this person or by a key this person made.</summary>
    public Task<List<KeyRow>> MadeByAsync(Guid person, CancellationToken stop)
    {
        var (account, partner) = PeopleQueries.Own(session.Reader);
        return session.ListAsync(Select +
            """
             and k.revoked_at is null and (k.expires_at is null or k.expires_at > $1)
             and k.id in (with recursive made as (select id from api_key where created_by_id = $4 union select n.id from api_key n join made on n.created_by_id = made.id) select id from made)
            order by k.created_at desc, k.id
            """, Read, stop, clock.GetUtcNow(), account, partner, person);
    }

    /// <exception cref="NotFoundException">Also for one of another account.</exception>
    public async Task<KeyRow> GetAsync(Guid id, CancellationToken stop)
    {
        var (account, partner) = PeopleQueries.Own(session.Reader);
        return await session.FirstAsync(Select + " and k.id = $4", Read, stop, clock.GetUtcNow(), account, partner, id) ?? throw new NotFoundException("API key", id);
    }

    private static KeyRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.Text(5), row.GetFieldValue<string[]>(6), row.GetString(7),
        row.GetFieldValue<DateTimeOffset>(8), row.Nullable<DateTimeOffset>(9), row.Nullable<DateTimeOffset>(10), row.GetString(11)) { AccountId = row.Nullable<Guid>(12), PartnerId = row.Nullable<Guid>(13) };
}
