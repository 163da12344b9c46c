using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using static Backline.Server.Platform.Database.Parameters;

namespace Backline.Server.Features.Catalog;

/// <summary>A price list is in force from its first day until the day before the next one of its currency.</summary>
/// <param name="ValidUntil">Null: no later list ends it.</param>
public sealed record PriceListRow(Guid Id, string Currency, string Name, DateOnly ValidFrom, DateOnly? ValidUntil, long SupportPrices, long ModelPrices, long Version)
{
    public bool InForceOn(DateOnly day) => ValidFrom <= day && (ValidUntil is null || day <= ValidUntil);
}

/// <summary>Yearly support per device.</summary>
public sealed record SupportPrice(string PlanCode, string Category, Money Amount);

public sealed record ModelPrice(Guid ModelId, string Vendor, string Model, Money Amount);

public sealed record PriceListDetails(PriceListRow List, IReadOnlyList<SupportPrice> Support);

public sealed class PriceListQueries(Session session)
{
    private const string Rows =
        """
        select id, currency, name, valid_from, (lead(valid_from) over (partition by currency order by valid_from)) - 1 as valid_until,
            (select count(*) from price_of_support s where s.price_list_id = price_list.id), (select count(*) from price_of_model m where m.price_list_id = price_list.id), version
        from price_list
        """;

    /// <summary>By currency, the newest first.</summary>
    public Task<List<PriceListRow>> ListAsync(CancellationToken stop) => session.ListAsync($"select * from ({Rows}) l order by currency, valid_from desc", Row, stop);

    /// <exception cref="NotFoundException"/>
    public async Task<PriceListDetails> GetAsync(Guid id, CancellationToken stop)
    {
        var list = await session.FirstAsync($"select * from ({Rows}) l where id = $1", Row, stop, id) ?? throw new NotFoundException("price list", id);
        return new(list, await SupportPricesAsync(list, stop));
    }

    /// <summary>The list in force on a day; null when the currency has none yet.</summary>
    public Task<PriceListRow?> InForceAsync(string currency, DateOnly day, CancellationToken stop) =>
        session.FirstAsync($"select * from ({Rows}) l where currency = $1 and valid_from <= $2 order by valid_from desc limit 1", Row, stop, currency, day);

    /// <summary>Yearly support per device by category, for a plan on a day; empty without a list in force.</summary>
    public async Task<IReadOnlyDictionary<string, decimal>> SupportPricesAsync(string planCode, string currency, DateOnly day, CancellationToken stop) =>
        await InForceAsync(currency, day, stop) is { } list
            ? (await SupportPricesAsync(list, stop)).Where(price => price.PlanCode == planCode).ToDictionary(price => price.Category, price => price.Amount.Amount)
            : new Dictionary<string, decimal>();

    public async Task<Page<ModelPrice>> ModelPricesAsync(Guid id, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 3);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select m.id, m.vendor, m.name, p.amount, l.currency from price_of_model p join model m on m.id = p.model_id join price_list l on l.id = p.price_list_id
            where p.price_list_id = $1 and ($2::text is null or (m.vendor, m.name, m.id) {place.Beyond()} ($2, $3, $4)) order by m.vendor {place.Way()}, m.name {place.Way()}, m.id {place.Way()} limit $5
            """, row => new ModelPrice(row.GetGuid(0), row.GetString(1), row.GetString(2), new(row.GetDecimal(3), row.GetString(4))), stop,
            id, OrNull(after?[0].GetString()), OrNull(after?[1].GetString()), after?[2].GetGuid() ?? Guid.Empty, limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Vendor, row.Model, row.ModelId));
    }

    /// <summary>What a unit of the model costs by currency today: the lists in force.</summary>
    public Task<List<(string Currency, decimal Amount, string List)>> PricesOfModelAsync(Guid modelId, DateOnly day, CancellationToken stop) => session.ListAsync(
        $"""
        select l.currency, p.amount, l.name from ({Rows}) l join price_of_model p on p.price_list_id = l.id
        where p.model_id = $1 and l.valid_from <= $2 and (l.valid_until is null or l.valid_until >= $2) order by l.currency
        """, row => (row.GetString(0), row.GetDecimal(1), row.GetString(2)), stop, modelId, day);

    private Task<List<SupportPrice>> SupportPricesAsync(PriceListRow list, CancellationToken stop) =>
        session.ListAsync("select plan_code, category, amount from price_of_support where price_list_id = $1 order by plan_code, category",
            row => new SupportPrice(row.GetString(0), row.GetString(1), new(row.GetDecimal(2), list.Currency)), stop, list.Id);

    private static PriceListRow Row(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.Nullable<DateOnly>(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
}
