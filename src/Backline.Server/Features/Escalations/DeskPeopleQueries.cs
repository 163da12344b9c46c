using System.Text.Json;
using Backline.Domain.Calendars;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Escalations;

/// <summary>Somebody of the desk with what they can do and when they work.</summary>
/// <param name="Hours">Null: Monday to Friday, 8 to 18.</param>
public sealed record DeskPersonView(Guid PersonId, string Name, string Role, string TimeZone, IReadOnlyList<string> Skills, IReadOnlyList<string> Languages, WeekSaid? Hours, IReadOnlyList<DutyView> Duties, bool AtWork, int OpenCases, long Version);

/// <param name="OnCall">At any hour; else in their own hours.</param>
public sealed record DutyView(EscalationDuty Duty, bool OnCall, DateOnly? From, DateOnly? Until);

/// <summary>The people of a desk: what they can do, when they work, and who is called when.</summary>
internal sealed class DeskPeopleQueries(Session session, TimeProvider time)
{
    private sealed record Row(Guid Id, string Name, string Role, string Zone, string[] Skills, string[] Languages, string? Week, long Version, int OpenCases);

    private sealed record Duty(Guid PersonId, DutyView Said);

    /// <summary>Of the reader's own desk, by name.</summary>
    public async Task<IReadOnlyList<DeskPersonView>> ListAsync(CancellationToken stop)
    {
        var (rows, duties) = await ReadAsync(session.Reader.PartnerId, stop);
        var now = time.GetUtcNow();
        return [.. rows.Select(row => View(row, duties[row.Id], now))];
    }

    /// <exception cref="NotFoundException"/>
    public async Task<DeskPersonView> GetAsync(Guid person, CancellationToken stop) => (await ListAsync(stop)).FirstOrDefault(one => one.PersonId == person) ?? throw new NotFoundException("person", person);

    /// <summary>Who answers when of a desk; null: the vendor's.</summary>
    public async Task<IReadOnlyList<DeskDuty>> RosterAsync(Guid? partner, CancellationToken stop)
    {
        var (rows, duties) = await ReadAsync(partner, stop);
        return [.. rows.SelectMany(row => duties[row.Id].Select(duty => new DeskDuty(Person(row), duty.Duty, duty.OnCall, duty.From, duty.Until)))];
    }

    /// <summary>Who of the reader's desk answers at any hour today, by duty, whose turn ends first before others.</summary>
    public async Task<IReadOnlyList<DeskDuty>> OnCallAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        return [.. (await RosterAsync(session.Reader.PartnerId, stop)).Where(one => one.OnCall && one.Counts(now)).OrderBy(one => one.Duty).ThenBy(one => one.EndsAt ?? DateTimeOffset.MaxValue)];
    }

    /// <summary>Who could take a case of a desk, with what they have to do now.</summary>
    public async Task<IReadOnlyList<SpecialistCandidate>> CandidatesAsync(Guid? partner, CancellationToken stop) =>
        [.. (await ReadAsync(partner, stop)).Rows.Select(row => new SpecialistCandidate(Person(row), row.OpenCases))];

    private async Task<(IReadOnlyList<Row> Rows, ILookup<Guid, DutyView> Duties)> ReadAsync(Guid? partner, CancellationToken stop)
    {
        var rows = await session.ListAsync(
            """
            select p.id, p.name, p.role, p.time_zone, coalesce(d.skills, '{}'), coalesce(d.languages, array[p.language::text]), d.week::text, coalesce(d.version, 0),
                   (select count(*)::integer from support_case c where c.assignee_id = p.id and c.state in ('open', 'waiting'))
            from person p left join desk_profile d on d.person_id = p.id
            where p.account_id is null and p.partner_id is not distinct from $1 and p.disabled_at is null order by lower(p.name), p.id limit 500
            """, Read, stop, Parameters.OrNull(partner));
        var duties = await session.ListAsync("select person_id, duty, on_call, from_day, until_day from desk_duty where partner_id is not distinct from $1 order by from_day nulls first, duty",
            row => new Duty(row.GetGuid(0), new(Words.Parse<EscalationDuty>(row.GetString(1)), row.GetBoolean(2), row.Nullable<DateOnly>(3), row.Nullable<DateOnly>(4))), stop, Parameters.OrNull(partner));
        return ([.. rows.Where(row => Permissions.Of(row.Role).Contains(Permissions.CasesWork))], duties.ToLookup(duty => duty.PersonId, duty => duty.Said));
    }

    private static DeskPersonView View(Row row, IEnumerable<DutyView> duties, DateTimeOffset now) =>
        new(row.Id, row.Name, row.Role, row.Zone, row.Skills, row.Languages, Week(row), [.. duties], Person(row).IsAtWork(now), row.OpenCases, row.Version);

    private static DeskPerson Person(Row row) => new(row.Id, row.Name, TimeZoneInfo.TryFindSystemTimeZoneById(row.Zone, out var zone) ? zone : TimeZoneInfo.Utc, Week(row)?.Read() ?? DeskPerson.UsualHours, row.Skills, row.Languages);

    private static WeekSaid? Week(Row row) => row.Week is null ? null : JsonSerializer.Deserialize<WeekSaid>(row.Week, BacklineJson.Options);

    private static Row Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<string[]>(5), row.Text(6), row.GetInt64(7), row.GetInt32(8));
}
