using System.Text.Json;
using Backline.Domain.Calendars;
using Backline.Domain.Escalations;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>When those of a desk are told, by their hours and by who is on call; asked by the programme.</summary>
internal sealed class NoticeHours(Session session)
{
    // until its time to answer is over, a call that reached somebody on call is in good hands
    private const string IsCalled =
        """
        select exists (select from escalation_call k join person p on p.id = any (k.people_ids) and p.account_id is null and p.disabled_at is null
            join desk_duty y on y.person_id = p.id and y.on_call and duty_holds(y.from_day, y.until_day, p.time_zone, $2)
            where k.case_id = $1 and k.lapsed_at is null and p.partner_id is not distinct from case when k.tier = 'partner' then k.front_id end)
        """;

    public async Task<IReadOnlyDictionary<Guid, NoticeReader>> ReadersAsync(IEnumerable<Guid> people, DateTimeOffset now, CancellationToken stop) => (await session.ListAsync(
        """
        select p.id, p.name, p.time_zone, d.week::text, exists (select from desk_duty y where y.person_id = p.id and y.on_call
            and duty_holds(y.from_day, y.until_day, p.time_zone, $2))
        from person p left join desk_profile d on d.person_id = p.id where p.id = any ($1)
        """, row => new NoticeReader(new(row.GetGuid(0), row.GetString(1), Zone(row.GetString(2)), Week(row.Text(3)), [], []), row.GetBoolean(4)), stop, people.ToArray(), now)).ToDictionary(reader => reader.Person.Id);

    /// <summary>Whether somebody on call was called for the case, and may answer yet or did.</summary>
    public Task<bool> IsCalledAsync(Guid caseId, DateTimeOffset now, CancellationToken stop) => session.ScalarAsync<bool>(IsCalled, stop, caseId, now);

    public static TimeZoneInfo Zone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;

    private static WeekHours Week(string? said) => said is null ? DeskPerson.UsualHours : JsonSerializer.Deserialize<WeekSaid>(said, BacklineJson.Options)!.Read();
}
