using System.Runtime.CompilerServices;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Coverage;
using Backline.Domain.Devices;
using Backline.Server.Features.Coverage;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>A page of the list. <paramref name="Back"/> and <paramref name="Next"/> are cursors, null at either end.</summary>
public sealed record DevicePage(IReadOnlyList<DeviceRow> Items, string? Back, string? Next, string SortedBy, DeviceSearch? Search);

/// <summary>Lists of devices, page by page along an index.</summary>
public sealed class DeviceQueries(Session session, DeviceSearches searches, FleetCoverQueries cover, TimeProvider clock)
{
    private const int ExportBatch = 2_000;
    private const int UnseenDays = 90;
    private List<ModelKey>? catalogue;

    public async Task<DevicePage> PageAsync(DeviceFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var models = await ModelsAsync(filter, stop);
        var search = await searches.ReadAsync(filter, models.All, stop);
        var order = DeviceOrder.Of(filter, search);
        var place = Cursor.At(cursor, order.Keys.Length);
        var key = order.Key(place);
        var rows = search?.Kind == SearchKind.Nothing ? [] : await RowsAsync(new(filter, models, search, order), key, place.Back, limit + 1, stop);
        var page = Cursor.Cut(rows, limit, place, row => Cursor.Of([.. row.Key]));
        return new([.. page.Items.Select(row => row.Row)], page.Back, page.Next, order.Name, search);
    }

    /// <summary>All that match, in the order of the list, a batch in memory at a time.</summary>
    public async IAsyncEnumerable<DeviceRow> AllAsync(DeviceFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        var models = await ModelsAsync(filter, stop);
        var search = await searches.ReadAsync(filter, models.All, stop);
        if (search?.Kind == SearchKind.Nothing) yield break;
        var question = new DeviceQuestion(filter, models, search, DeviceOrder.Of(filter, search));
        List<string>? cursor = null;
        for (var last = false; !last;)
        {
            var rows = await RowsAsync(question, cursor, back: false, ExportBatch, stop);
            foreach (var row in rows) yield return row.Row;
            last = rows.Count < ExportBatch;
            if (!last) cursor = [.. rows[^1].Key];
        }
    }

    /// <summary>The selected devices, those the reader may see.</summary>
    public async Task<List<DeviceRow>> SelectedAsync(IReadOnlyList<Guid> ids, CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var covers = await cover.OfAsync(ids, stop);
        return await session.ListAsync($"select {DeviceRow.Columns} from device d {DeviceRow.Joins} where d.id = any($1) order by {DeviceConditions.SerialOrder}, d.id",
            row => Covered(DeviceRow.Read(row, today), covers), stop, ids.ToArray());
    }

    /// <summary>How many match, counted up to the limit.</summary>
    public async Task<Tally> CountAsync(DeviceFilter filter, int limit, CancellationToken stop)
    {
        var models = await ModelsAsync(filter, stop);
        var search = await searches.ReadAsync(filter, models.All, stop);
        if (search?.Kind == SearchKind.Nothing) return default;
        var (conditions, set) = Conditions(filter, models, search);
        return Tally.Of(await session.ScalarAsync<long>(Capped(conditions, set, limit), stop, conditions.Args), limit);
    }

    /// <summary>The counts of several lists in one round trip, each up to the limit.</summary>
    public async Task<IReadOnlyList<Tally>> CountsAsync(IReadOnlyList<DeviceFilter> filters, int limit, CancellationToken stop)
    {
        if (filters.Count == 0) return [];
        var models = await ModelsAsync(new(Counted: DeviceFilter.NotCounted, Account: filters[0].Account), stop);
        var args = new List<object?>();
        var parts = new List<string>();
        foreach (var filter in filters)
        {
            var (conditions, set) = Conditions(filter, models, search: null, args);
            parts.Add($"({Capped(conditions, set, limit)})");
            args = [.. conditions.Args];
        }
        return await session.FirstAsync("select " + string.Join(", ", parts), row => (Tally[])[.. Enumerable.Range(0, filters.Count).Select(i => Tally.Of(row.GetInt64(i), limit))], stop, [.. args]) ?? [];
    }

    /// <summary>All devices present in the reader's accounts, exactly: the accounts keep their numbers.</summary>
    public async Task<long> PresentAsync(Guid? account, CancellationToken stop)
    {
        var scope = new DeviceConditions(session.Reader, account, removed: false);
        return await session.ScalarAsync<long>($"select coalesce(sum(d.device_count), 0)::bigint from account d where {scope.Scope}", stop, scope.Args);
    }

    /// <summary>Every model of the catalogue, by name: the choices of a select.</summary>
    public Task<List<Ui.Components.Choice>> ModelChoicesAsync(CancellationToken stop) =>
        session.ListAsync("select id, name from model order by name, id", row => new Ui.Components.Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop);

    /// <summary>The models the reader's fleet has: each is one step along the list's index.</summary>
    public Task<List<Ui.Components.Choice>> FleetModelsAsync(Guid? account, CancellationToken stop)
    {
        var scope = new DeviceConditions(session.Reader, account, removed: false);
        return session.ListAsync(
            $"""
            select m.id, m.name from model m
            where exists (select from device d where {scope.Scope} and d.removed_at is null and d.category = m.category and d.model_name = m.name)
            order by m.name, m.id
            """, row => new Ui.Components.Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, scope.Args);
    }

    private async Task<List<(DeviceRow Row, string[] Key)>> RowsAsync(DeviceQuestion question, List<string>? cursor, bool back, int limit, CancellationToken stop)
    {
        var (sql, args) = Statement(question, cursor, back, limit);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var rows = await session.ListAsync(sql, row => (Row: DeviceRow.Read(row, today), Key: row.GetFieldValue<string[]>(DeviceRow.ColumnCount)), stop, args);
        var covers = await cover.OfAsync([.. rows.Select(row => row.Row.Id)], stop);
        return [.. rows.Select(row => (Covered(row.Row, covers), row.Key))];
    }

    private static DeviceRow Covered(DeviceRow row, IReadOnlyDictionary<Guid, CoverageOutcome> covers) => covers.TryGetValue(row.Id, out var outcome) ? row with { Cover = outcome } : row;

    /// <summary>What the page of a list asks the database; null when nothing is like what was looked for.</summary>
    internal async Task<(string Sql, object?[] Args)?> StatementAsync(DeviceFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var models = await ModelsAsync(filter, stop);
        var search = await searches.ReadAsync(filter, models.All, stop);
        if (search?.Kind == SearchKind.Nothing) return null;
        var order = DeviceOrder.Of(filter, search);
        var place = Cursor.At(cursor, order.Keys.Length);
        return Statement(new(filter, models, search, order), order.Key(place), place.Back, limit + 1);
    }

    private (string Sql, object?[] Args) Statement(DeviceQuestion question, List<string>? cursor, bool back, int limit)
    {
        var (conditions, set) = Conditions(question.Filter, question.Models, question.Search);
        var source = set is not null && DeviceMerge.Of(question, set, conditions) is { } merge
            ? merge.Sql(cursor, back, limit)
            : $"select d.* from device d where {conditions.Where}{(set is null ? "" : " and " + set.Plain(conditions))}{Beyond(question, conditions, cursor, back)} order by {question.Order.By(back)} limit {limit}";
        return ($"with d as ({source}) select {DeviceRow.Columns}, {question.Order.Select} from d {DeviceRow.Joins} order by {question.Order.By(back)}", conditions.Args);
    }

    private static string Beyond(DeviceQuestion question, DeviceConditions conditions, List<string>? cursor, bool back) =>
        cursor is null ? "" : " and " + question.Order.Beyond(conditions, cursor, back, question.Fixed);

    private static string Capped(DeviceConditions conditions, ModelSet? set, int limit) => set switch
    {
        { WithUnknown: true } =>
            $"""
            select least(count(*), {limit + 1}) from (
                (select from device d where {conditions.Where} and d.category = any({conditions.Add(set.Never)}) limit {limit + 1})
                union all
                (select from device d join unnest({conditions.Add(set.EndedCategories)}, {conditions.Add(set.EndedNames)}) as m(category, name) on d.category = m.category and d.model_name = m.name
                 where {conditions.Where} limit {limit + 1})) counted
            """,
        { IsOfModelsAlone: true } =>
            // in the order of an index, or the first of many would be looked for in the table itself
            $"select count(*) from (select from unnest({conditions.Add(set.Ids)}) as m(id) cross join lateral (select from device d where {conditions.Where} and d.model_id = m.id{(conditions.IsOfOneAccount ? "" : $" order by {DeviceConditions.SeenOrder}")} limit {limit + 1}) d limit {limit + 1}) counted",
        _ => $"select count(*) from (select from device d where {conditions.Where}{(set is null ? "" : " and " + set.Plain(conditions))} limit {limit + 1}) counted",
    };

    private (DeviceConditions Conditions, ModelSet? Set) Conditions(DeviceFilter filter, ModelKeys models, DeviceSearch? search, IReadOnlyList<object?>? before = null)
    {
        var conditions = new DeviceConditions(session.Reader, filter.Account, filter.Presence == DeviceFilter.Removed, before);
        var sets = new List<ModelSet>();
        if (filter.IsAtNoSite) conditions.And("d.site_id is null");
        else if (filter.Site is { } site) conditions.And($"d.site_id = {conditions.Add(site)} and d.account_id = (select account_id from site where id = {conditions.Add(site)})");
        if (filter.Model is { } model)
        {
            var key = models.All.FirstOrDefault(known => known.Id == model);
            conditions.And($"d.category = {conditions.Add(key.Category ?? "")} and d.model_name = {conditions.Add(key.Name ?? "")}");
        }
        if (filter.Category == Device.UnknownCategory) conditions.And("d.category = 'unknown'");
        else if (filter.Counted == DeviceFilter.Ended) sets.Add(ModelSet.PastSupport(models.All.Where(known => filter.Category is null || known.Category == filter.Category)));
        else if (filter is { Category: { } category, Lifecycle: null }) sets.Add(ModelSet.OfCategory(category, models.All));
        if (filter.Lifecycle is { } lifecycle) sets.Add(ModelSet.OfLifecycle(lifecycle, models.All.Where(known => filter.Category is null || known.Category == filter.Category)));
        if (filter.Counted == DeviceFilter.NotCounted) sets.Add(ModelSet.NotCounted(models));
        if (filter.Presence == DeviceFilter.Missing) conditions.And("d.missing_since is not null");
        if (filter.Presence == DeviceFilter.Unseen)
            conditions.And($"{DeviceConditions.SeenOrder} > '-infinity' and {DeviceConditions.SeenOrder} < {conditions.Add(clock.GetUtcNow().AddDays(-UnseenDays))}");
        if (search is not null) Apply(search, conditions, sets);
        foreach (var set in sets.Skip(1)) conditions.And(set.Plain(conditions));
        return (conditions, sets.Count > 0 ? sets[0] : null);
    }

    private static void Apply(DeviceSearch search, DeviceConditions conditions, List<ModelSet> sets)
    {
        var column = search.Kind switch
        {
            SearchKind.Serial => conditions.IsRemoved ? "d.serial_key" : DeviceConditions.SerialOrder,
            SearchKind.Mac => "d.mac",
            SearchKind.Name => "d.name_key",
            _ => null,
        };
        if (column is not null) conditions.And($"{column} >= {conditions.Add(search.Prefix)} and {column} < {conditions.Add(search.PrefixEnd)}");
        if (search.Kind == SearchKind.Name) conditions.And("d.name_key <> ''");
        if (search.Kind is SearchKind.Site or SearchKind.SiteNumber) conditions.And($"d.account_id = any({conditions.Add(search.SiteAccounts.ToArray())}) and d.site_id = any({conditions.Add(search.Sites.ToArray())})");
        if (search.Kind == SearchKind.Model) sets.Insert(0, ModelSet.Of(search.Models));
    }

    private async Task<ModelKeys> ModelsAsync(DeviceFilter filter, CancellationToken stop)
    {
        if ((filter.Q, filter.Model, filter.Category, filter.Counted, filter.Lifecycle) is (null, null, null, null, null)) return new([], ModelSet.NeverCounted);
        catalogue ??= await CatalogueAsync(stop);
        return new(catalogue, filter.Counted is null ? ModelSet.NeverCounted : await NotSelectedAsync(session.Reader.AccountId ?? filter.Account, stop));
    }

    private async Task<List<ModelKey>> CatalogueAsync(CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return await session.ListAsync("select id, category, name, lifecycle, end_of_support_on from model", row => new ModelKey(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3),
            new ModelFacts(default, "", "", default, Words.Parse<Lifecycle>(row.GetString(3)), row.Nullable<DateOnly>(4)).SupportEndedOn(today)), stop);
    }

    // of one account also what its contract did not select; over several accounts what no contract counts
    private async Task<string[]> NotSelectedAsync(Guid? account, CancellationToken stop)
    {
        if (account is null) return ModelSet.NeverCounted;
        var selected = await session.ListAsync(
            """
            select cc.category from contract c join contract_category cc on cc.account_id = c.account_id and cc.contract_id = c.id
            where c.account_id = $1 and c.state = 'active' and c.settings ->> 'covers' = 'account' and current_date between c.starts_on and c.ends_on
            """, row => row.GetString(0), stop, account.Value);
        return [.. ModelSet.NeverCounted, .. Words.All<DeviceCategory>().Except(ModelSet.NeverCounted).Except(selected)];
    }
}
