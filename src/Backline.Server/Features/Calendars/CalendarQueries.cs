using System.Text.Json;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Calendars;

/// <param name="From">The first day of the version in force.</param>
/// <param name="Until">The last holiday that is known: promises beyond it may still move.</param>
public sealed record CalendarRow(string Code, string Name, string? Country, string? Subdivision, int Versions, DateOnly From, DateOnly? Until, bool Shipped, long Version);

/// <param name="InUse">Running cases, or ones of the past, were measured by it: it stays.</param>
public sealed record CalendarVersionAnswer(int Sequence, DateOnly From, WeekSaid Week, IReadOnlyList<HolidaySaid> Holidays, DateTimeOffset CreatedAt, string CreatedBy, bool InUse);

public sealed record CalendarAnswer(string Code, string Name, string? Country, string? Subdivision, bool Shipped, long Version, IReadOnlyList<CalendarVersionAnswer> Versions);

/// <summary>A version as it is kept.</summary>
public sealed record KeptVersion(Guid Id, string Code, int Sequence, string Hash, CalendarContent Content);

/// <summary>Reads of calendars. There are some dozens: lists are whole.</summary>
public sealed class CalendarQueries(Session session)
{
    /// <summary>Never closed.</summary>
    public const string Always = "24X7";

    /// <summary>Monday to Friday, no holidays: for places of which none are known.</summary>
    public const string Workweek = "WORKWEEK";

    public Task<List<CalendarRow>> ListAsync(string? country, CancellationToken stop) => session.ListAsync(
        """
        select c.code, c.name, c.country, c.subdivision, v.sequence, v.from_day, (select max((h ->> 'day')::date) from jsonb_array_elements(v.holidays) h), c.shipped, c.version
        from calendar c cross join lateral (select * from calendar_version v where v.code = c.code order by sequence desc limit 1) v
        where $1::text is null or c.country = $1 order by c.country nulls first, c.code
        """, row => new CalendarRow(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.GetInt32(4), row.GetFieldValue<DateOnly>(5), row.Nullable<DateOnly>(6), row.GetBoolean(7), row.GetInt64(8)),
        stop, Parameters.OrNull(string.IsNullOrEmpty(country) ? null : country.ToUpperInvariant()));

    /// <exception cref="NotFoundException"/>
    public async Task<CalendarAnswer> GetAsync(string code, CancellationToken stop)
    {
        var found = await session.FirstAsync("select code, name, country, subdivision, shipped, version from calendar where code = $1",
            row => new CalendarAnswer(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.GetBoolean(4), row.GetInt64(5), []), stop, code.ToUpperInvariant()) ?? throw new NotFoundException("calendar", code);
        return found with
        {
            Versions = await session.ListAsync(
                """
                select sequence, from_day, week, holidays, created_at, created_by, exists (select from clock_calendar_version u where u.version_id = v.id)
                from calendar_version v where code = $1 order by sequence desc
                """, row => new CalendarVersionAnswer(row.GetInt32(0), row.GetFieldValue<DateOnly>(1), Week(row, 2), Holidays(row, 3), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetBoolean(6)), stop, found.Code),
        };
    }

    /// <summary>All versions of some calendars, in order: id and hash, without what they say.</summary>
    public async Task<ILookup<string, (Guid Id, string Hash)>> HashesAsync(IReadOnlyList<string> codes, CancellationToken stop) => (await session.ListAsync(
        "select code, id, content_hash from calendar_version where code = any ($1) order by code, sequence", row => (Code: row.GetString(0), Id: row.GetGuid(1), Hash: row.GetString(2)), stop, codes.ToArray()))
        .ToLookup(version => version.Code, version => (version.Id, version.Hash), StringComparer.Ordinal);

    public Task<List<KeptVersion>> VersionsAsync(IReadOnlyList<Guid> ids, CancellationToken stop) =>
        session.ListAsync("select id, code, sequence, content_hash, from_day, week, holidays from calendar_version where id = any ($1)", Kept, stop, ids.ToArray());

    /// <summary>The newest version of a calendar.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<KeptVersion> LastAsync(string code, CancellationToken stop) => await session.FirstAsync(
        "select id, code, sequence, content_hash, from_day, week, holidays from calendar_version where code = $1 order by sequence desc limit 1", Kept, stop, code.ToUpperInvariant()) ?? throw new NotFoundException("calendar", code);

    private static KeptVersion Kept(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), new(row.GetFieldValue<DateOnly>(4), Week(row, 5), Holidays(row, 6)));

    private static WeekSaid Week(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<WeekSaid>(row.GetString(column), BacklineJson.Options) ?? new();

    private static List<HolidaySaid> Holidays(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<List<HolidaySaid>>(row.GetString(column), BacklineJson.Options) ?? [];
}
