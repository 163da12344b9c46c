using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Calendars;

/// <summary>Changes of calendars: versions are added, and taken away again as long as nothing was measured by them.</summary>
public sealed class CalendarOperations(Session session, CalendarQueries calendars, TimeProvider clock)
{
    /// <exception cref="RefusedException"><c>calendar.exists</c>, or its week is refused.</exception>
    public async Task CreateAsync(CalendarInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        var content = new CalendarContent(tidy.Version!.From!.Value, tidy.Version.Week ?? WeekSaid.Of(Domain.Calendars.WeekHours.Business), InOrder(tidy.Version.Holidays ?? []));
        content.Week.Read();
        if (await InsertAsync(tidy.Code!, tidy.Name!, shipped: false, stop) == 0) throw new RefusedException(new("calendar.exists", tidy.Code!));
        await InsertVersionAsync(tidy.Code!, 1, content, stop);
        session.Audit(Of("calendar.created", tidy.Code!, after: tidy));
    }

    /// <exception cref="RefusedException"><c>calendar.version-not-later</c>, <c>calendar.version-past</c>, or its week is refused.</exception>
    public async Task AddVersionAsync(string code, CalendarVersionInput input, CancellationToken stop)
    {
        input.Check();
        await session.OneAtATimeAsync("calendar", code.ToUpperInvariant(), stop);
        var last = await calendars.LastAsync(code, stop);
        var content = new CalendarContent(input.From!.Value, input.Week ?? last.Content.Week, InOrder(input.Holidays ?? last.Content.Holidays));
        content.Week.Read();
        WhyNotAdd(last, content.From).ThrowIfRefused();
        await InsertVersionAsync(last.Code, last.Sequence + 1, content, stop);
        await RaiseAsync(last.Code, stop);
        session.Audit(Of("calendar.version-added", last.Code, after: new { sequence = last.Sequence + 1, content.From, week = input.Week, holidays = input.Holidays?.Count }));
    }

    /// <summary>Takes the newest version away.</summary>
    /// <exception cref="RefusedException"><c>calendar.version-not-last</c>, <c>calendar.version-only</c>, <c>calendar.in-use</c></exception>
    public async Task RemoveVersionAsync(string code, int sequence, CancellationToken stop)
    {
        await session.OneAtATimeAsync("calendar", code.ToUpperInvariant(), stop);
        var last = await calendars.LastAsync(code, stop);
        if (sequence > last.Sequence) throw new NotFoundException("version", sequence);
        (await WhyNotRemoveAsync(last, sequence, stop)).ThrowIfRefused();
        try
        {
            await session.ExecuteAsync("delete from calendar_version where id = $1", stop, last.Id);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // a case was opened by it since the look
            throw new RefusedException(new("calendar.in-use", last.Code, last.Sequence));
        }
        await RaiseAsync(last.Code, stop);
        session.Audit(Of("calendar.version-removed", last.Code, before: new { last.Sequence, last.Content.From }));
    }

    /// <summary>Deletes a calendar that no case was measured by; one that is shipped would come back.</summary>
    /// <exception cref="RefusedException"><c>calendar.shipped-stays</c>, <c>calendar.used-by</c></exception>
    public async Task RemoveAsync(string code, CancellationToken stop)
    {
        await session.OneAtATimeAsync("calendar", code.ToUpperInvariant(), stop);
        var calendar = await calendars.GetAsync(code, stop);
        if (calendar.Shipped) throw new RefusedException(new("calendar.shipped-stays", calendar.Code));
        if (calendar.Versions.Any(version => version.InUse)) throw new RefusedException(new("calendar.used-by", calendar.Code, string.Join(", ", await UsersAsync(calendar.Code, stop))));
        try
        {
            await session.ExecuteAsync("delete from calendar_version where code = $1", stop, calendar.Code);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // a case was opened by it since the look
            throw new RefusedException(new("calendar.used-by", calendar.Code, "…"));
        }
        await session.ExecuteAsync("delete from calendar where code = $1", stop, calendar.Code);
        session.Audit(Of("calendar.deleted", calendar.Code, before: new { calendar.Name, versions = calendar.Versions.Count }));
    }

    // some of the cases; those at a partner's desk are its own
    private async Task<IReadOnlyList<string>> UsersAsync(string code, CancellationToken stop)
    {
        var cases = await session.ListAsync(
            """
            select number from support_case where array[terms ->> 'business', terms ->> 'support'] && (
                select array_agg(u.calendar_key) from clock_calendar_version u join calendar_version v on v.id = u.version_id where v.code = $1) order by id desc limit 4
            """, row => row.GetString(0), stop, code);
        return cases.Count > 3 ? [.. cases.Take(3), "…"] : cases.Count == 0 ? ["…"] : cases;
    }

    internal Task<int> InsertAsync(string code, string name, bool shipped, CancellationToken stop) => session.ExecuteAsync(
        "insert into calendar (code, name, country, subdivision, shipped) values ($1, $2, $3, $4, $5) on conflict (code) do nothing", stop,
        code, name, Parameters.OrNull(IsPlace(code) ? code[..2] : null), Parameters.OrNull(IsPlace(code) && code.Length > 2 ? code : null), shipped);

    internal Task<int> InsertVersionAsync(string code, int sequence, CalendarContent content, CancellationToken stop) => session.ExecuteAsync(
        "insert into calendar_version (id, code, sequence, from_day, week, holidays, content_hash, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", stop,
        Guid.CreateVersion7(clock.GetUtcNow()), code, sequence, content.From, Json(content.Week), Json(content.Holidays), content.Hash(code), clock.GetUtcNow(), session.Reader.Name);

    internal Task<int> RaiseAsync(string code, CancellationToken stop) => session.ExecuteAsync("update calendar set version = version + 1 where code = $1", stop, code);

    private Refusal? WhyNotAdd(KeptVersion last, DateOnly from) =>
        from <= last.Content.From ? new("calendar.version-not-later", last.Code, Figure.Of(last.Content.From))
        : from < DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) ? new("calendar.version-past", last.Code) : null;

    private async Task<Refusal?> WhyNotRemoveAsync(KeptVersion last, int sequence, CancellationToken stop) =>
        sequence != last.Sequence ? new("calendar.version-not-last", last.Code, last.Sequence)
        : sequence == 1 ? new("calendar.version-only", last.Code)
        : await session.ScalarAsync<bool>("select exists (select from clock_calendar_version where version_id = $1)", stop, last.Id) ? new("calendar.in-use", last.Code, last.Sequence) : null;

    private static List<HolidaySaid> InOrder(IEnumerable<HolidaySaid> holidays) => [.. holidays.OrderBy(holiday => holiday.Day)];

    private static bool IsPlace(string code) => code.Length == 2 || code[2] == '-';

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static Act Of(string action, string code, object? before = null, object? after = null) => Act.OnProgramme(action, "calendar", Guid.Empty, code, before, after);
}
