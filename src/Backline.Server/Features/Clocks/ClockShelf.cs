using System.Collections.Concurrent;
using Backline.Domain.Calendars;
using Backline.Domain.Clocks;

namespace Backline.Server.Features.Clocks;

/// <summary>Policies and calendars by their keys, in memory: a key always means the same, so that what was read once never gets old.</summary>
internal sealed class ClockShelf
{
    // of each; a programme has some hundreds
    private const int MostKept = 5_000;
    private readonly ConcurrentDictionary<string, ClockPolicy> policies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BusinessCalendar> calendars = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> written = new(StringComparer.Ordinal);

    public ClockPolicy? Policy(string key) => policies.GetValueOrDefault(key);

    public BusinessCalendar? Calendar(string key) => calendars.GetValueOrDefault(key);

    public void Keep(ClockPolicy policy) => Keep(policies, policy.Key, policy);

    public void Keep(BusinessCalendar calendar) => Keep(calendars, calendar.Key, calendar);

    /// <summary>It stands in the database, committed.</summary>
    public bool IsWritten(string key) => written.ContainsKey(key);

    public void Written(string key) => Keep(written, key, true);

    private static void Keep<T>(ConcurrentDictionary<string, T> kept, string key, T value)
    {
        if (kept.Count >= MostKept) kept.Clear();
        kept[key] = value;
    }
}
