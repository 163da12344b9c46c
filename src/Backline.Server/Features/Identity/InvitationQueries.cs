using Backline.Server.Features.Partners;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <param name="State">open, accepted, withdrawn or expired.</param>
internal sealed record InvitationRow(Guid Id, string Email, string Name, string Role, Guid? AccountId, string? Account, Guid? PartnerId, string? Partner, string Language, string InvitedBy,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string State)
{
    /// <summary>Of the account or partner; null for the vendor's people.</summary>
    internal string? TimeZone { get; init; }

    /// <summary>By somebody of the account itself.</summary>
    internal bool FromWithin { get; init; }

    /// <summary>PO-2: whom the brand serves sees it, never the people behind it.</summary>
    internal InvitationRow ShownUnder(PartnerBrand? brand) => brand is not null && AccountId is not null && !FromWithin ? this with { InvitedBy = brand.Name } : this;
}

internal sealed class InvitationQueries(Session session, TimeProvider clock)
{
    private const string Select =
        """
        select i.id, i.email, i.name, i.role, i.account_id, a.number || ' ' || a.name, i.partner_id, q.number || ' ' || q.name, i.language, shown_name(i.invited_by), i.created_at, i.expires_at,
               case when i.accepted_at is not null then 'accepted' when i.withdrawn_at is not null then 'withdrawn' when i.expires_at <= $1 then 'expired' else 'open' end, coalesce(a.time_zone, q.time_zone),
               exists (select from person w where w.name = i.invited_by and w.account_id = i.account_id) or exists (select from api_key w where w.name = i.invited_by and w.account_id = i.account_id)
        from invitation i left join account a on a.account_id = i.account_id left join partner q on q.id = i.partner_id
        """;

    /// <summary>Newest first.</summary>
    public async Task<Page<InvitationRow>> ListAsync(string? cursor, int? asked, CancellationToken stop)
    {
        var limit = Cursor.Limit(asked);
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var (account, partner) = PeopleQueries.Own(session.Reader);
        var rows = await session.ListAsync(Select +
            $"""
             where ($2::uuid is null or i.account_id = $2) and ($3::uuid is null or i.partner_id = $3) and ($4::timestamptz is null or (i.created_at, i.id) {place.Beyond(descending: true)} ($4, $5::uuid))
            order by i.created_at {place.Way(descending: true)}, i.id {place.Way(descending: true)} limit $6
            """, Read, stop, clock.GetUtcNow(), account, partner, after is null ? null : after[0].GetDateTimeOffset().ToUniversalTime(), after is null ? null : after[1].GetGuid(), limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.CreatedAt, row.Id));
    }

    /// <exception cref="NotFoundException">Also for one of another account.</exception>
    public async Task<InvitationRow> GetAsync(Guid id, CancellationToken stop)
    {
        var (account, partner) = PeopleQueries.Own(session.Reader);
        return await session.FirstAsync(Select + " where i.id = $2 and ($3::uuid is null or i.account_id = $3) and ($4::uuid is null or i.partner_id = $4) for update of i", Read, stop, clock.GetUtcNow(), id, account, partner)
            ?? throw new NotFoundException("invitation", id);
    }

    /// <summary>Null when no invitation has this link.</summary>
    public Task<InvitationRow?> FindAsync(byte[] tokenHash, CancellationToken stop) =>
        session.FirstAsync(Select + " where i.token_hash = $2 for update of i", Read, stop, clock.GetUtcNow(), tokenHash);

    private static InvitationRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Text(5), row.Nullable<Guid>(6), row.Text(7),
        row.GetString(8), row.GetString(9), row.GetFieldValue<DateTimeOffset>(10), row.GetFieldValue<DateTimeOffset>(11), row.GetString(12)) { TimeZone = row.Text(13), FromWithin = row.GetBoolean(14) };
}
