using Backline.Domain.Devices;
using Backline.Server.Features.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Devices;

/// <summary>What the list shows below its filters.</summary>
/// <param name="Models">Those the fleet has.</param>
public sealed record DeviceListModel(
    DeviceFilter Filter, DevicePage Page, Tally Total, IReadOnlyList<Choice> Sites, IReadOnlyList<Choice> Models, string? AccountName, IReadOnlySet<string> Columns, bool MayChange);

/// <summary>A saved view: a filter with its count.</summary>
public sealed record SavedView(string Key, DeviceFilter Filter, Tally Count);

/// <summary>Collects what a list page needs: one page, its total, the choices of its filters.</summary>
internal sealed class DeviceListView(DeviceQueries devices, AccountQueries accounts, FleetMemory memory, Session session, IHttpContextAccessor http)
{
    public const int Limit = 50;

    private (Guid? Account, long Number)? lastPresent;

    private static readonly (string Key, DeviceFilter Filter)[] views =
    [
        ("headset", new(Category: "headset")), ("video", new(Category: "video")), ("voice", new(Category: "voice")), ("unseen", new(Presence: DeviceFilter.Unseen)),
        ("missing", new(Presence: DeviceFilter.Missing)), ("not-counted", new(Counted: DeviceFilter.NotCounted)), ("waiting", new(Category: Device.UnknownCategory)), ("removed", new(Presence: DeviceFilter.Removed)),
    ];

    /// <summary>The filter of a page, on which an account is chosen by its number or by words of its name.</summary>
    public async Task<DeviceFilter> FilterAsync(IQueryCollection query, CancellationToken stop)
    {
        var typed = query["account"].ToString().Trim();
        if (typed.Length == 0 || Guid.TryParse(typed, out _)) return DeviceFilter.From(query);
        var chosen = (await accounts.NamesAsync(typed, 1, stop)).FirstOrDefault();
        var others = query.Where(pair => pair.Key != "account").ToDictionary(pair => pair.Key, pair => pair.Value);
        // nobody's: an account that is not there has no devices
        return DeviceFilter.From(new QueryCollection(others)) with { Account = chosen?.Id ?? Guid.Empty };
    }

    public async Task<DeviceListModel> LoadAsync(DeviceFilter filter, string? after, CancellationToken stop)
    {
        var page = await devices.PageAsync(filter, after, Limit, stop);
        var reader = session.Reader;
        var account = reader.AccountId ?? filter.Account;
        return new(
            filter, page, await TotalAsync(filter, stop), account is { } one ? await SitesAsync(one, stop) : await SiteAsync(filter.Site, stop),
            await ModelsAsync(filter, stop),
            filter.Account is { } chosen ? await session.ScalarAsync<string>("select number || ' ' || name from account where account_id = $1", stop, chosen) : null,
            DeviceColumns.Of(http.HttpContext!.Request.Cookies[DeviceForms.ColumnsCookie], account is null), reader.May(Permissions.DevicesManage));
    }

    /// <summary>The views in the tabs; all of it comes first, counted by the accounts themselves.</summary>
    public async Task<IReadOnlyList<SavedView>> ViewsAsync(Guid? account, CancellationToken stop)
    {
        var present = await PresentAsync(account, stop);
        var saved = views.Select(view => new SavedView(view.Key, view.Filter with { Account = account }, new(Tally.Limit(present), More: true))).ToList();
        var counted = Tally.IsSmall(present) ? await CountedAsync(saved, present, stop) : await RememberedAsync(saved, present, stop);
        return [new("all", new(Account: account), new(present, More: false)), .. counted];
    }

    // what held more than is counted still does
    private async Task<IReadOnlyList<SavedView>> RememberedAsync(List<SavedView> saved, long present, CancellationToken stop)
    {
        var counted = (await CountedAsync([.. saved.Where(view => !memory.HoldsMore(view))], present, stop)).ToDictionary(view => view.Key);
        foreach (var view in counted.Values.Where(view => view.Count.More)) memory.NoteMore(view);
        return [.. saved.Select(view => counted.GetValueOrDefault(view.Key, view))];
    }

    private async Task<IReadOnlyList<SavedView>> CountedAsync(List<SavedView> saved, long present, CancellationToken stop) =>
        [.. saved.Zip(await devices.CountsAsync([.. saved.Select(view => view.Filter)], Tally.Limit(present), stop), (view, count) => view with { Count = count })];

    public async Task<List<Choice>> SitesAsync(Guid account, CancellationToken stop) => await session.ListAsync(
        "select id, name from site where account_id = $1 and closed_at is null order by name_key, id limit 500", row => new Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, account);

    // without an account the one that is filtered by
    private async Task<List<Choice>> SiteAsync(Guid? site, CancellationToken stop) =>
        site is null ? [] : await session.ListAsync("select id, name from site where id = $1", row => new Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, site.Value);

    // those of the fleet, and the one that is filtered by
    private async Task<IReadOnlyList<Choice>> ModelsAsync(DeviceFilter filter, CancellationToken stop)
    {
        Task<List<Choice>> AskAsync() => devices.FleetModelsAsync(filter.Account, stop);
        var models = Tally.IsSmall(await PresentAsync(filter.Account, stop)) ? await AskAsync() : await memory.ModelsAsync(filter.Account, AskAsync);
        if (filter.Model is not { } chosen || models.Any(model => model.Value == chosen.ToString())) return models;
        return [.. await session.ListAsync("select id, name from model where id = $1", row => new Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, chosen), .. models];
    }

    private async Task<Tally> TotalAsync(DeviceFilter filter, CancellationToken stop)
    {
        var present = await PresentAsync(filter.Account, stop);
        return (filter with { Account = null, Sort = null }).IsOpen ? new(present, More: false) : await devices.CountAsync(filter, Tally.Limit(present), stop);
    }

    // tabs and list of one page ask for the same
    private async Task<long> PresentAsync(Guid? account, CancellationToken stop)
    {
        if (lastPresent is not { } known || known.Account != account) lastPresent = known = (account, await devices.PresentAsync(account, stop));
        return known.Number;
    }
}
