using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using static Backline.Server.Platform.Database.Parameters;

namespace Backline.Server.Features.Catalog;

/// <summary>What the list of models can be narrowed to.</summary>
public sealed record ModelFilter(string? Q = null, string? Vendor = null, string? Category = null, string? Lifecycle = null);

public sealed record ModelRow(
    Guid Id, string Vendor, string Name, string Family, string Category, string Lifecycle, string LifecycleBasis, DateOnly? EndOfSaleOn, DateOnly? EndOfSupportOn, string LifecycleToday)
{
    /// <summary>Support is ended by the status alone: somebody should enter the day.</summary>
    public bool NeedsEndOfSupportDate => Lifecycle == "end-of-support" && EndOfSupportOn is null;
}

public sealed record ModelDetails(
    Guid Id, string Vendor, string Name, string Family, string Category, string? PartNumber, string Lifecycle, string LifecycleBasis,
    DateOnly? EndOfSaleOn, DateOnly? EndOfSupportOn, string? SourceUrl, string Note, bool Shipped, bool Edited, long Version, IReadOnlyList<ModelAlias> Aliases, string LifecycleToday)
{
    public bool NeedsEndOfSupportDate => Lifecycle == "end-of-support" && EndOfSupportOn is null;

    /// <summary>A source may be a citation instead of an address.</summary>
    internal static bool IsAddress(string source) => Uri.TryCreate(source, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    public ModelInput ToInput() => new(Vendor, Name, Category, Lifecycle, Family, PartNumber, EndOfSaleOn, EndOfSupportOn, Note);
}

public sealed record ModelAlias(string Key, string Name);

public sealed class ModelQueries(Session session, TimeProvider clock)
{
    // as Lifecycles.On, for the filter
    private const string LifecycleOn =
        """
        case when coalesce(end_of_support_on <= $10, lifecycle = 'end-of-support') then 'end-of-support' when lifecycle <> 'active' or end_of_sale_on <= $10 then 'end-of-sale' else 'active' end
        """;

    private const string RowColumns = "id, vendor, name, family, category, lifecycle, lifecycle_basis, end_of_sale_on, end_of_support_on";

    /// <summary>In the order of vendor and name.</summary>
    public async Task<Page<ModelRow>> ListAsync(ModelFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.Category, "category", Words.All<DeviceCategory>()).Word(filter.Lifecycle, "lifecycle", Words.All<Lifecycle>()).ThrowIfAny();
        var place = Cursor.At(cursor, 3);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select {RowColumns} from model
            where ($1::text is null or name_key like '%' || $1 || '%' or lower(vendor || ' ' || name) like '%' || $2 || '%' or part_number ilike $2 || '%'
                   or exists (select from model_alias a where a.model_id = model.id and a.name_key like '%' || $1 || '%'))
              and ($3::text is null or vendor = $3) and ($4::text is null or category = $4) and ($5::text is null or $5 = {LifecycleOn})
              and ($6::text is null or (vendor, name, id) {place.Beyond()} ($6, $7, $8))
            order by vendor {place.Way()}, name {place.Way()}, id {place.Way()} limit $9
            """, Row, stop,
            OrNull(filter.Q is null ? null : LikeText.Escape(ModelName.Key(filter.Q))), OrNull(LikeText.Escape(filter.Q?.Trim().ToLowerInvariant())), OrNull(filter.Vendor), OrNull(filter.Category), OrNull(filter.Lifecycle),
            OrNull(after?[0].GetString()), OrNull(after?[1].GetString()), after?[2].GetGuid() ?? Guid.Empty, limit + 1, Today);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Vendor, row.Name, row.Id));
    }

    public Task<List<string>> VendorsAsync(CancellationToken stop) => session.ListAsync("select distinct vendor from model order by vendor", row => row.GetString(0), stop);

    /// <summary>Models whose support has ended by the status alone: a date is wanted (EL-4).</summary>
    public async Task<long> WithoutEndOfSupportDateAsync(CancellationToken stop) =>
        await session.ScalarAsync<long>("select count(*) from model where lifecycle = 'end-of-support' and end_of_support_on is null", stop);

    /// <exception cref="NotFoundException"/>
    public async Task<ModelDetails> GetAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync(
            """
            select vendor, name, family, category, part_number, lifecycle, lifecycle_basis, end_of_sale_on, end_of_support_on, source_url, note, shipped_hash is not null, edited, version,
                coalesce((select json_agg(json_build_object('key', a.name_key, 'name', a.name) order by a.name) from model_alias a where a.model_id = model.id), '[]')
            from model where id = $1
            """,
            row => new ModelDetails(
                id, row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetString(5), row.GetString(6), row.Nullable<DateOnly>(7), row.Nullable<DateOnly>(8),
                row.Text(9), row.GetString(10), row.GetBoolean(11), row.GetBoolean(12), row.GetInt64(13), JsonSerializer.Deserialize<List<ModelAlias>>(row.GetString(14), BacklineJson.Options) ?? [],
                Now(row.GetString(5), row.Nullable<DateOnly>(7), row.Nullable<DateOnly>(8))),
            stop, id) ?? throw new NotFoundException("model", id);

    /// <summary>Devices of the model that are present, in the reader's scope.</summary>
    public async Task<long> DeviceCountAsync(Guid id, CancellationToken stop) =>
        await session.ScalarAsync<long>("select count(*) from device where model_id = $1 and removed_at is null and ($2::uuid is null or account_id = $2) and ($3::uuid is null or partner_id = $3)",
            stop, id, OrNull(session.Reader.AccountId), OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null));

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private string Now(string stated, DateOnly? endOfSaleOn, DateOnly? endOfSupportOn) => Lifecycles.On(Today, Words.Parse<Lifecycle>(stated), endOfSaleOn, endOfSupportOn).Word();

    private ModelRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.Nullable<DateOnly>(7), row.Nullable<DateOnly>(8),
        Now(row.GetString(5), row.Nullable<DateOnly>(7), row.Nullable<DateOnly>(8)));
}
