using Backline.Domain.Calendars;
using Backline.Domain.Clocks;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Clocks;

/// <summary>The book of versions that a ledger names.</summary>
internal sealed class ClockQueries(Session session, ClockShelf shelf, CalendarQueries calendars)
{
    private sealed record Named(string Key, string Zone, TimeOnly? From, TimeOnly? Until, Guid[] Versions);

    /// <summary>Asks the database only for what no ledger named before.</summary>
    public async Task<ClockBook> BookAsync(IEnumerable<ClockTerms> terms, CancellationToken stop)
    {
        var all = terms.Distinct().ToList();
        var policies = all.Select(one => one.Policy).Distinct().ToDictionary(key => key, shelf.Policy);
        var days = all.SelectMany(one => new[] { one.Support, one.Business }).Distinct().ToDictionary(key => key, shelf.Calendar);
        foreach (var policy in await PoliciesAsync([.. Missing(policies)], stop)) policies[policy.Key] = policy;
        foreach (var calendar in await CalendarsAsync([.. Missing(days)], stop)) days[calendar.Key] = calendar;
        return new(policies.ToDictionary(pair => pair.Key, pair => pair.Value!), days.ToDictionary(pair => pair.Key, pair => pair.Value!));
    }

    private static IEnumerable<string> Missing<T>(Dictionary<string, T?> known) where T : class => known.Where(pair => pair.Value is null).Select(pair => pair.Key);

    private async Task<IReadOnlyList<ClockPolicy>> PoliciesAsync(string[] keys, CancellationToken stop)
    {
        if (keys.Length == 0) return [];
        var found = await session.ListAsync("select key, milestones::text from clock_policy where key = any ($1)", row => StoredPolicy.Read(row.GetString(0), row.GetString(1)), stop, keys);
        foreach (var policy in found) shelf.Keep(policy);
        return found;
    }

    private async Task<IReadOnlyList<BusinessCalendar>> CalendarsAsync(string[] keys, CancellationToken stop)
    {
        if (keys.Length == 0) return [];
        var named = await session.ListAsync(
            "select key, time_zone, hours_from, hours_until, array(select version_id from clock_calendar_version v where v.calendar_key = c.key) from clock_calendar c where key = any ($1)",
            row => new Named(row.GetString(0), row.GetString(1), row.Nullable<TimeOnly>(2), row.Nullable<TimeOnly>(3), row.GetFieldValue<Guid[]>(4)), stop, keys);
        var versions = (await calendars.VersionsAsync([.. named.SelectMany(one => one.Versions).Distinct()], stop)).ToDictionary(version => version.Id);
        var found = named.ConvertAll(one => Calendar(one.Key, one.Zone, one.From, one.Until, one.Versions.Select(id => versions[id].Content)));
        foreach (var calendar in found) shelf.Keep(calendar);
        return found;
    }

    internal static BusinessCalendar Calendar(string key, string zone, TimeOnly? from, TimeOnly? until, IEnumerable<CalendarContent> versions)
    {
        var hours = from is { } opens ? WeekHours.Workdays(new OpenHours(opens, until ?? TimeOnly.MinValue)) : null;
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        return new(key, versions.Select(version => version.In(place, hours)));
    }
}
