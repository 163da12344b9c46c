using Backline.Domain.Cases;
using Backline.Server.Features.Cases.Views;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases;

/// <param name="VendorWaits">The vendor asked back in the case it was handed on as, and waits.</param>
public sealed record DeskRow(CaseRow Row, CaseNext? Next, bool VendorWaits = false);

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
        var asked = await AskedByVendorAsync(found, stop);
        var rows = found.Select(row => new DeskRow(row, next.GetValueOrDefault(row.Id), asked.Contains(row.Id)));
        return [.. rows.GroupBy(row => GroupOf(row, records.Now)).OrderBy(group => Array.IndexOf(keys, group.Key)).Select(group => new DeskGroup(group.Key, InOrder(group)))];
    }

    private async Task<IReadOnlySet<Guid>> AskedByVendorAsync(IReadOnlyList<CaseRow> found, CancellationToken stop) => session.Reader.Side != Side.Partner || found.Count == 0 ? new HashSet<Guid>() : (await session.ListAsync(
        """
        select p.id from unnest($1::uuid[], $2::uuid[]) n (account_id, id) join support_case p on p.account_id = n.account_id and p.id = n.id
            join support_case v on v.account_id = p.account_id and v.id = p.handed_to_id
        where v.state = 'waiting' and v.waits @> '[{"reason": "customer"}]'
        """, row => row.GetGuid(0), stop, found.Select(row => row.AccountId).ToArray(), found.Select(row => row.Id).ToArray())).ToHashSet();

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
