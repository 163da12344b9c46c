using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Accounts;

/// <summary>What a list of sites is asked for.</summary>
/// <param name="Q">A customer site ID, or the beginning of a name or a city.</param>
/// <param name="State">"open", "closed", or both when left out.</param>
/// <param name="Sort">"name" or "-name".</param>
public sealed record SiteFilter(string? Q = null, Guid? AccountId = null, string? Country = null, string? State = null, string? Sort = null);

/// <summary>Devices of one model at a site.</summary>
public sealed record SiteModel(Guid? ModelId, string Model, string Category, long Devices);

public sealed class SiteQueries(Session session)
{
    /// <exception cref="InvalidInputException">The cursor, the state or the sort is not of this list.</exception>
    public async Task<Page<SiteRow>> ListAsync(SiteFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var from = place.Values;
        new InputErrors().Refuse(filter.Sort is not (null or "" or "name" or "-name"), "sort", "input.unknown-value", "name, -name")
            .Refuse(filter.State is not (null or "" or "open" or "closed"), "state", "input.unknown-value", "open, closed").CountryAsked(filter.Country)
            .Refuse(from is not null && !Guid.TryParse(from[1].ToString(), out _), "cursor", "cursor.invalid").ThrowIfAny();
        var descending = filter.Sort == "-name";
        var where = Matching(filter).AddIf(from is not null, $"(s.name_key, s.id) {place.Beyond(descending)} ({{0}}, {{1}})", from?[0].ToString(), from is null ? null : Guid.Parse(from[1].ToString()));
        var rows = await session.ListAsync($"{SiteRow.Columns} {where.Where} order by s.name_key {place.Way(descending)}, s.id {place.Way(descending)} limit {where.Arg(limit + 1)}", SiteRow.From, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.NameKey, row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<SiteRow> GetAsync(Guid id, CancellationToken stop, bool forUpdate = false) =>
        await session.FirstAsync($"{SiteRow.Columns} where s.id = $1{(forUpdate ? " for update of s" : "")}", SiteRow.From, stop, id) ?? throw new NotFoundException("site", id);

    /// <summary>What stands there, most first.</summary>
    public Task<List<SiteModel>> ModelsAsync(SiteRow site, CancellationToken stop) => session.ListAsync(
        """
        select model_id, model_name, category, count(*) from device where account_id = $1 and site_id = $2 and removed_at is null
        group by model_id, model_name, category order by count(*) desc, model_name limit 100
        """, row => new SiteModel(row.Nullable<Guid>(0), row.GetString(1), row.GetString(2), row.GetInt64(3)), stop, site.AccountId, site.Id);

    /// <summary>Countries that the reader's sites are in.</summary>
    public Task<List<string>> CountriesAsync(CancellationToken stop) => session.ListAsync(
        $"select distinct country from site s {new Conditions().OwnedBy(session.Reader, "s").WithArgs(out var args)} order by country", row => row.GetString(0), stop, args);

    private Conditions Matching(SiteFilter filter)
    {
        var q = filter.Q?.Trim() ?? "";
        var isNumber = q.StartsWith("S-", StringComparison.OrdinalIgnoreCase) || (q.Length > 0 && q.All(char.IsAsciiDigit));
        var text = q.ToLowerInvariant();
        return new Conditions().OwnedBy(session.Reader, "s")
            .AddIf(isNumber, "s.number = {0}", q.StartsWith("S-", StringComparison.OrdinalIgnoreCase) ? q.ToUpperInvariant() : "S-" + q)
            .AddIf(q.Length > 0 && !isNumber, "((s.name_key ~>=~ {0} and s.name_key ~<~ {1}) or (lower(s.city) ~>=~ {0} and lower(s.city) ~<~ {1}))", text, Conditions.After(text))
            .AddIf(filter.AccountId is not null, "s.account_id = {0}", filter.AccountId)
            .AddIf(!string.IsNullOrEmpty(filter.Country), "s.country = {0}", filter.Country?.ToUpperInvariant())
            .AddIf(filter.State == "open", "s.closed_at is null")
            .AddIf(filter.State == "closed", "s.closed_at is not null");
    }
}
