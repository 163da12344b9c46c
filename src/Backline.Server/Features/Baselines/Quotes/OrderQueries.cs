using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines.Quotes;

public sealed record OrderView(Guid Id, string Number, string CustomerOrder, Guid QuoteId, string Quote, Guid AccountId, string AccountNumber, string AccountName, string Category, int Units, Money Total, string PlacedBy, DateTimeOffset PlacedAt);

internal sealed class OrderQueries(Session session)
{
    private const string Columns =
        """
        select o.id, o.number, o.customer_order, q.id, q.number, a.account_id, a.number, a.name, t.category, q.units, o.amount, o.currency, shown_name(o.placed_by), o.placed_at
        from purchase_order o
        join quote q on q.account_id = o.account_id and q.id = o.quote_id
        join true_up t on t.account_id = o.account_id and t.id = q.true_up_id
        join account a on a.account_id = o.account_id
        """;

    /// <summary>Newest first.</summary>
    public async Task<Page<OrderView>> ListAsync(Guid? accountId, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            {Columns}
            where ($1::uuid is null or o.account_id = $1) and ($2::uuid is null or o.partner_id = $2) and ($3::timestamptz is null or (o.placed_at, o.id) {place.Beyond(descending: true)} ($3, $4::uuid))
            order by o.placed_at {place.Way(descending: true)}, o.id {place.Way(descending: true)} limit $5
            """, Read, stop, Parameters.OrNull(session.Reader.Listed(accountId)), Parameters.OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null),
            QuoteQueries.Moment(after?[0].GetDateTimeOffset()), Parameters.OrNull(after?[1].GetGuid()), limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.PlacedAt, row.Id));
    }

    public async Task<OrderView> GetAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync($"{Columns} where o.id = $1", Read, stop, id) ?? throw new NotFoundException("order", id);

    private static OrderView Read(Npgsql.NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetGuid(3), row.GetString(4), row.GetGuid(5), row.GetString(6), row.GetString(7),
        row.GetString(8), row.GetInt32(9), new(row.GetDecimal(10), row.GetString(11)), row.GetString(12), row.GetFieldValue<DateTimeOffset>(13));
}
