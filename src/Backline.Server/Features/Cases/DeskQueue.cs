using Backline.Domain.Cases;
using Backline.Server.Features.Cases.Views;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases;

/// <summary>What the vendor did in the case that one was handed on as: asked back, and waits; or wrote after the partner had said something last, to the customer or there.</summary>
public enum VendorWord { Waits, Wrote }

/// <param name="Vendor">Null: nothing that concerns the partner now.</param>
public sealed record DeskRow(CaseRow Row, CaseNext? Next, VendorWord? Vendor = null);

/// <param name="Key">missed, hour, today, later, still, nothing or done: when the desk looks next.</param>
public sealed record DeskGroup(string Key, IReadOnlyList<DeskRow> Rows);

/// <param name="Total">How many there are, where some are beyond what is shown; null: all are shown.</param>
/// <param name="Nobodys">What nobody at the desk has; null: it is not one's own queue that is shown.</param>
/// <param name="Saved">Filters that the reader or a colleague saved.</param>
/// <param name="Filter">What it is narrowed to; null: the view.</param>
/// <param name="IsFilterGone">It was to be narrowed by a saved filter that is gone.</param>
public sealed record DeskList(string View, IReadOnlyList<DeskGroup> Groups, int Count, QueueCount? Total, QueueCount? Nobodys, IReadOnlyList<SavedView> Saved, DeskFilter? Filter = null, bool IsFilterGone = false);

/// <summary>What waits at a desk, in groups by when somebody looks at it next; what is due next first; of what was missed those with priority first (CA-1), then the gravest.</summary>
internal sealed class DeskQueue(CaseQueries cases, CaseList list, CaseFaces faces, CaseRecords records, DeskAddress address, Formats formats, Session session, IHttpContextAccessor accessor)
{
    public static IReadOnlyList<string> Views { get; } = ["mine", "active", "unassigned", "waiting"];

    private static readonly string[] keys = ["missed", "hour", "today", "later", "still", "nothing", "done"];

    private const string ViewCookie = "desk-view";

    // of those with priority and of those without: more than anybody looks through
    private const int Most = 60;

    /// <param name="view">As asked for; otherwise as it was chosen last, otherwise one's own.</param>
    public async Task<DeskList> LoadAsync(string? view, CancellationToken stop)
    {
        var shown = Chosen(view);
        var saved = await address.SavedAsync(stop);
        if (address.FilterOf(saved) is { } filter)
        {
            var of = filter.Question;
            // what is done comes last, whichever order the list has
            var narrowed = await FindAsync(await list.FilterAsync(new(of.View, of.Q, of.Severity, of.Desk, of.Account, of.Site), stop) with { Sort = null }, stop);
            return new(shown ?? "mine", await GroupedAsync(narrowed.Rows, stop), narrowed.Rows.Count, narrowed.Total, null, saved, filter);
        }
        var found = await FindAsync(FilterOf(shown ?? "mine"), stop);
        // whoever has no case of their own looks at everybody's
        if (shown is null && found.Rows.Count == 0) (shown, found) = ("active", await FindAsync(FilterOf("active"), stop));
        return new(shown ?? "mine", await GroupedAsync(found.Rows, stop), found.Rows.Count, found.Total, shown is null or "mine" ? await cases.CountAsync(FilterOf("unassigned"), records.Now, stop) : null, saved, IsFilterGone: address.IsGone(saved));
    }

    private async Task<IReadOnlyList<DeskGroup>> GroupedAsync(IReadOnlyList<CaseRow> found, CancellationToken stop)
    {
        var next = await faces.OfAsync(found, stop);
        var said = await SaidByVendorAsync(found, stop);
        var rows = found.Select(row => new DeskRow(row, next.GetValueOrDefault(row.Id), said.TryGetValue(row.Id, out var word) ? word : null));
        return [.. rows.GroupBy(row => GroupOf(row, records.Now)).OrderBy(group => Array.IndexOf(keys, group.Key)).Select(group => new DeskGroup(group.Key, InOrder(group)))];
    }

    private async Task<Dictionary<Guid, VendorWord>> SaidByVendorAsync(IReadOnlyList<CaseRow> found, CancellationToken stop) => session.Reader.Side != Side.Partner || found.Count == 0 ? [] : (await session.ListAsync(
        """
        select p.id, v.state = 'waiting' and v.waits @> '[{"reason": "customer"}]' as asks from unnest($1::uuid[], $2::uuid[]) n (account_id, id) join support_case p on p.account_id = n.account_id and p.id = n.id
            join support_case v on v.account_id = p.account_id and v.id = p.handed_to_id
            left join lateral (select at from case_message m where m.account_id = v.account_id and m.case_id = v.id and m.visibility = 'public' and m.direction = 'outbound' order by m.seq desc limit 1) said on true
            left join lateral (select at from case_message m where m.account_id = p.account_id and m.case_id = p.id and m.visibility = 'public' and m.direction = 'outbound' order by m.seq desc limit 1) told on true
            left join lateral (select at from case_message m where m.account_id = v.account_id and m.case_id = v.id and m.visibility = 'public' and m.direction = 'inbound' order by m.seq desc limit 1) answered on true
        where p.state in ('open', 'waiting') and (v.state = 'waiting' and v.waits @> '[{"reason": "customer"}]' or said.at > greatest(told.at, answered.at))
        """, row => (Id: row.GetGuid(0), Word: row.GetBoolean(1) ? VendorWord.Waits : VendorWord.Wrote), stop, found.Select(row => row.AccountId).ToArray(), found.Select(row => row.Id).ToArray())).ToDictionary(one => one.Id, one => one.Word);

    /// <summary>What was missed: those with priority first (CA-1), then the gravest.</summary>
    internal static IEnumerable<T> GravestFirst<T>(IEnumerable<T> missed, Func<T, CaseRow> row) => missed.OrderByDescending(one => row(one).Priority).ThenBy(one => row(one).Severity).ThenBy(one => row(one).At);

    private static List<DeskRow> InOrder(IGrouping<string, DeskRow> group) =>
        group.Key == "missed" ? [.. GravestFirst(group, one => one.Row)] : [.. group.OrderBy(row => row.Row.At).ThenByDescending(row => row.Row.Priority)];

    private string? Chosen(string? view)
    {
        var http = accessor.HttpContext!;
        if (view is not null && Views.Contains(view))
        {
            if (!http.Response.HasStarted) http.Response.Cookies.Append(ViewCookie, view, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true });
            return view;
        }
        return http.Request.Cookies[ViewCookie] is { } chosen && Views.Contains(chosen) ? chosen : null;
    }

    private CaseFilter FilterOf(string view) =>
        new(view == "waiting" ? "waiting" : "active", Desk: session.Reader.Side == Side.Partner ? "partner" : null, Assignee: view switch { "mine" => "me", "unassigned" => "none", _ => null });

    private async Task<(IReadOnlyList<CaseRow> Rows, QueueCount? Total)> FindAsync(CaseFilter filter, CancellationToken stop)
    {
        var first = await cases.ListAsync(filter with { Priority = true }, null, Most, stop);
        var second = await cases.ListAsync(filter with { Priority = false }, null, Most, stop);
        return ([.. first.Items, .. second.Items], first.Next is null && second.Next is null ? null : await cases.CountAsync(filter, records.Now, stop));
    }

    private string GroupOf(DeskRow row, DateTimeOffset now)
    {
        if (row.Row.State is CaseState.Resolved or CaseState.Closed) return "done";
        var at = row.Next?.Wait?.FollowUpAt ?? row.Next?.Clock?.DueAt;
        if (at is null) return row.Next?.Clock?.State == Domain.Clocks.ClockState.Paused ? "still" : "nothing";
        if (at <= now) return "missed";
        if (row.Next!.Wait is not null) return "still";
        return at <= now.AddHours(1) ? "hour" : formats.Day(at.Value) == formats.Day(now) ? "today" : "later";
    }
}
