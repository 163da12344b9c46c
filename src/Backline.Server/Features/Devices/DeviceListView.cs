using Backline.Domain.Devices;
using Backline.Server.Features.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Devices;

/// <summary>What the list shows below its filters.</summary>
/// <param name="Total">Counted to one more than <see cref="DeviceQueries.CountedTo"/>.</param>
public sealed record DeviceListModel(
    DeviceFilter Filter, DevicePage Page, int Total, IReadOnlyList<Choice> Sites, IReadOnlyList<Choice> Models, string? AccountName, IReadOnlySet<string> Columns, bool MayChange);

/// <summary>A saved view: a filter with its count.</summary>
public sealed record SavedView(string Key, DeviceFilter Filter, int Count);

/// <summary>Collects what a list page needs: one page, its total, the choices of its filters.</summary>
public sealed class DeviceListView(DeviceQueries devices, AccountQueries accounts, Session session, IHttpContextAccessor http)
{
    public const int Limit = 50;

    private static readonly (string Key, DeviceFilter Filter)[] views =
    [
        ("headset", new(Category: "headset")), ("video", new(Category: "video")), ("voice", new(Category: "voice")), ("unseen", new(Presence: DeviceFilter.Unseen)),
        ("missing", new(Presence: DeviceFilter.Missing)), ("not-counted", new(Counted: "no")), ("waiting", new(Category: Device.UnknownCategory)), ("removed", new(Presence: DeviceFilter.Removed)),
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
            filter, page, await TotalAsync(filter, stop), account is { } one ? await SitesAsync(one, stop) : [],
            await devices.ModelChoicesAsync(stop),
            filter.Account is { } chosen ? await session.ScalarAsync<string>("select number || ' ' || name from account where account_id = $1", stop, chosen) : null,
            DeviceColumns.Of(http.HttpContext!.Request.Cookies[DeviceForms.ColumnsCookie], account is null), reader.May(Permissions.DevicesManage));
    }

    /// <summary>The views in the tabs; all of it comes first, counted by the accounts themselves.</summary>
    public async Task<IReadOnlyList<SavedView>> ViewsAsync(Guid? account, CancellationToken stop)
    {
        var filters = views.Select(view => view.Filter with { Account = account }).ToList();
        var counts = await devices.CountsAsync(filters, stop);
        return [new("all", new(Account: account), (int)await devices.PresentAsync(account, stop)), .. views.Select((view, i) => new SavedView(view.Key, filters[i], counts[i]))];
    }

    public async Task<List<Choice>> SitesAsync(Guid account, CancellationToken stop) => await session.ListAsync(
        "select id, name from site where account_id = $1 and closed_at is null order by name_key, id limit 500", row => new Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, account);

    private async Task<int> TotalAsync(DeviceFilter filter, CancellationToken stop) =>
        (filter with { Account = null, Sort = null }).IsOpen ? (int)await devices.PresentAsync(filter.Account, stop) : await devices.CountAsync(filter, stop);
}
