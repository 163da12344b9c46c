using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Partners;

/// <param name="Accounts">How many accounts it fronts.</param>
/// <param name="Distributor">Who takes the purchase orders (BL-5).</param>
public sealed record PartnerRow(
    Guid Id, string Number, string Name, bool Certified, string? BrandName, string? BrandColour, string Country, string Language, string TimeZone, long Accounts, DateTimeOffset CreatedAt, long Version,
    string? Distributor);

public sealed class PartnerQueries(Session session)
{
    /// <summary>A partner as a choice in a form.</summary>
    public sealed record PartnerName(Guid Id, string Number, string Name);

    private const string Columns =
        """
        select p.id, p.number, p.name, p.certified, p.brand_name, p.brand_colour, p.country, p.language, p.time_zone,
               (select count(*) from account a where a.partner_id = p.id), p.created_at, p.version, p.distributor
        from partner p
        """;

    public async Task<Page<PartnerRow>> ListAsync(string? q, bool? certified, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var from = place.Values;
        new InputErrors().Refuse(from is not null && !Guid.TryParse(from[1].ToString(), out _), "cursor", "cursor.invalid").ThrowIfAny();
        var search = q?.Trim().ToLowerInvariant();
        var where = new Conditions()
            .AddIf(!string.IsNullOrEmpty(search), "(lower(p.name) like '%' || {0} || '%' or lower(p.number) = {0})", search)
            .AddIf(certified is not null, "p.certified = {0}", certified)
            .AddIf(from is not null, $"(lower(p.name), p.id) {place.Beyond()} ({{0}}, {{1}})", from?[0].ToString(), from is null ? null : Guid.Parse(from[1].ToString()));
        var rows = await session.ListAsync($"{Columns} {where.Where} order by lower(p.name) {place.Way()}, p.id {place.Way()} limit {where.Arg(limit + 1)}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Name.ToLowerInvariant(), row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<PartnerRow> GetAsync(Guid id, CancellationToken stop, bool forUpdate = false) =>
        await session.FirstAsync($"{Columns} where p.id = $1{(forUpdate ? " for update of p" : "")}", Row, stop, id) ?? throw new NotFoundException("partner", id);

    /// <summary>All a form may choose from, by name.</summary>
    public Task<List<PartnerName>> NamesAsync(CancellationToken stop) =>
        session.ListAsync("select id, number, name from partner order by lower(name), id", row => new PartnerName(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop);

    private static PartnerRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.Text(4), row.Text(5), row.GetString(6), row.GetString(7), row.GetString(8),
        row.GetInt64(9), row.GetFieldValue<DateTimeOffset>(10), row.GetInt64(11), row.Text(12));
}
