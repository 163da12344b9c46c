using Backline.Domain.Catalog;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>Models and the account's sites by the names files use. What is remembered of a file's names is bounded.</summary>
internal sealed class KnownNames
{
    private const int MostRemembered = 10_000;

    private readonly Dictionary<Guid, StagedModel> models;
    private readonly Dictionary<string, Guid> sites;
    private readonly Dictionary<string, StagedModel> seen = new(StringComparer.Ordinal);

    private KnownNames(ModelMatcher matcher, Dictionary<Guid, StagedModel> models, Dictionary<string, Guid> sites, SiteNames near) =>
        (Matcher, this.models, this.sites, Near) = (matcher, models, sites, near);

    public ModelMatcher Matcher { get; }

    public SiteNames Near { get; }

    public static async Task<KnownNames> LoadAsync(Session session, Guid accountId, IReadOnlyDictionary<string, Guid>? said, CancellationToken stop)
    {
        var catalogue = await session.ListAsync("select id, name, category from model", row => new StagedModel(row.GetGuid(0), row.GetString(2), row.GetString(1)), stop);
        var aliases = await session.ListAsync("select name, model_id from model_alias", row => (row.GetString(0), row.GetGuid(1)), stop);
        var places = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var known = await session.ListAsync("select id, number, name from site where account_id = $1 and closed_at is null order by name_key, id",
            row => (Id: row.GetGuid(0), Number: row.GetString(1), Name: row.GetString(2)), stop, accountId);
        foreach (var (id, number, name) in known)
        {
            places.TryAdd(KeyOf(name), id);
            places.TryAdd(KeyOf(number), id);
        }
        // a site closed since somebody said it is none to bring devices to
        foreach (var (name, id) in said ?? new Dictionary<string, Guid>())
            if (known.Exists(site => site.Id == id)) places[KeyOf(name)] = id;
        return new(new(catalogue.Select(model => (model.Id!.Value, model.Name)), aliases), catalogue.ToDictionary(model => model.Id!.Value), places, new(known.Select(site => (site.Id, site.Name))));
    }

    public StagedModel Model(string? reported)
    {
        if (reported is null) return new(null, "unknown", "");
        if (seen.TryGetValue(reported, out var known)) return known;
        if (seen.Count == MostRemembered) seen.Clear();
        return seen[reported] = Matcher.Find(reported) is { } found ? models[found.ModelId] : new(null, "unknown", reported);
    }

    public Guid? Site(string? reported) => reported is not null && sites.TryGetValue(KeyOf(reported), out var id) ? id : null;

    /// <summary>As SQL's lower(trim(name)) for the names in use.</summary>
    public static string KeyOf(string name) => name.Trim().ToLower(System.Globalization.CultureInfo.InvariantCulture);
}
