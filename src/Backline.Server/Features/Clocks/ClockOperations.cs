using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Clocks;

/// <summary>Whose business days count, and by which clock on the wall.</summary>
/// <param name="Subdivision">ISO 3166-2: DE-BY.</param>
internal sealed record ClockPlace(string Country, string? Subdivision, string TimeZone);

/// <summary>Writes down what a case is measured by, under the hash of what it says: thousands of cases name the same few.</summary>
internal sealed class ClockOperations(Session session, ClockShelf shelf, CalendarQueries calendars, TimeProvider clock)
{
    private sealed record Wanted(string Code, string Key, string Zone, SupportHours? Hours, IReadOnlyList<Guid> Versions);

    /// <param name="settings">Null: no contract promises anything; somebody answers, says what can be had, and goes on answering.</param>
    public async Task<ClockTerms> TermsAsync(ClockPlace place, SupportSettings? settings, CancellationToken stop)
    {
        var policy = await PolicyAsync(settings, stop);
        while (true)
        {
            // a calendar nobody used yet may be deleted between the look and the use
            if (await CalendarsAsync(place, settings, stop) is (var support, var business)) return new(policy.Key, support, business);
        }
    }

    // null: what was found is gone
    private async Task<(string Support, string Business)?> CalendarsAsync(ClockPlace place, SupportSettings? settings, CancellationToken stop)
    {
        string[] nearest = [.. new[] { place.Subdivision, place.Country, CalendarQueries.Workweek }.OfType<string>()];
        var versions = await calendars.HashesAsync([CalendarQueries.Always, .. nearest], stop);
        var code = nearest.First(one => versions[one].Any());
        var business = Want(code, place.TimeZone, null, versions[code]);
        var support = settings?.Hours is { AreAlways: false } hours
            ? Want(code, place.TimeZone, hours, versions[code])
            : Want(CalendarQueries.Always, place.TimeZone, null, versions[CalendarQueries.Always]);
        foreach (var wanted in new[] { business, support })
            if (!shelf.IsWritten(wanted.Key) && !await WriteAsync(wanted, stop)) return null;
        return (support.Key, business.Key);
    }

    private async Task<ClockPolicy> PolicyAsync(SupportSettings? settings, CancellationToken stop)
    {
        var milestones = ClockPolicy.Of("", settings ?? new()).Milestones;
        var (policy, json) = StoredPolicy.Of(settings is null ? [.. milestones.Where(milestone => milestone.Kind is MilestoneKind.FirstResponse or MilestoneKind.NextUpdate)] : milestones);
        if (shelf.IsWritten(policy.Key)) return policy;
        await session.ExecuteAsync("insert into clock_policy (key, milestones, created_at) values ($1, $2, $3) on conflict (key) do nothing", stop,
            policy.Key, new NpgsqlParameter { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb }, clock.GetUtcNow());
        session.AfterCommit(() => shelf.Written(policy.Key));
        return policy;
    }

    private async Task<bool> WriteAsync(Wanted wanted, CancellationToken stop)
    {
        await session.OneAtATimeAsync("calendar", wanted.Code, stop);
        if (await session.ScalarAsync<long>("select count(*) from calendar_version where id = any($1)", stop, wanted.Versions.ToArray()) < wanted.Versions.Count) return false;
        await session.ExecuteAsync("insert into clock_calendar (key, time_zone, hours_from, hours_until, created_at) values ($1, $2, $3, $4, $5) on conflict (key) do nothing", stop,
            wanted.Key, wanted.Zone, Time(wanted.Hours?.From), Time(wanted.Hours?.Until), clock.GetUtcNow());
        await session.ExecuteAsync("insert into clock_calendar_version (calendar_key, version_id) select $1, unnest($2::uuid[]) on conflict do nothing", stop, wanted.Key, wanted.Versions.ToArray());
        session.AfterCommit(() => shelf.Written(wanted.Key));
        return true;
    }

    private static Wanted Want(string code, string zone, SupportHours? hours, IEnumerable<(Guid Id, string Hash)> versions)
    {
        var list = versions.ToList();
        var text = string.Join('|', [zone, $"{hours?.From:HH:mm:ss}", $"{hours?.Until:HH:mm:ss}", .. list.Select(version => version.Hash)]);
        return new(code, StoredPolicy.Hash(text), zone, hours, list.ConvertAll(version => version.Id));
    }

    private static NpgsqlParameter Time(TimeOnly? time) => new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Time };
}
