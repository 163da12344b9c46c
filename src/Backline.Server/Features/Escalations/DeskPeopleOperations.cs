using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Escalations;

/// <summary>What somebody of the desk can do, and when they work and are called. All of it is said at once.</summary>
/// <param name="Hours">Left out: Monday to Friday, 8 to 18, at the clock of the person.</param>
public sealed record DeskPersonInput(IReadOnlyList<string>? Skills = null, IReadOnlyList<string>? Languages = null, WeekSaid? Hours = null, IReadOnlyList<DutyInput>? Duties = null)
{
    private const int Most = 40;

    /// <exception cref="InvalidInputException"/>
    public DeskPersonInput Checked()
    {
        var tidy = this with { Skills = Tidy(Skills), Languages = [.. Tidy(Languages).Select(one => one.ToLowerInvariant())] };
        var errors = new InputErrors().Refuse(tidy.Skills!.Count > Most, "/skills", "escalation.too-many", Most).Refuse(Duties?.Count > Most, "/duties", "escalation.too-many", Most);
        for (var i = 0; i < tidy.Skills.Count && i < Most; i++) errors.Text(tidy.Skills[i], $"/skills/{i}", 60);
        for (var i = 0; i < tidy.Languages!.Count; i++) errors.Word(tidy.Languages[i], $"/languages/{i}", [.. Ui.Languages.All.Select(one => one.Code)]);
        for (var i = 0; i < Duties?.Count && i < Most; i++)
        {
            Duties[i].Check(errors, $"/duties/{i}");
            errors.Refuse(Duties.Take(i).Any(Duties[i].Repeats), $"/duties/{i}/duty", "escalation.duty-twice");
        }
        errors.ThrowIfAny();
        return tidy;
    }

    private static List<string> Tidy(IReadOnlyList<string>? words) => [.. (words ?? []).Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <param name="OnCall">At any hour; else in their own hours.</param>
/// <param name="Duty">team-lead, duty-manager, service-director or executive.</param>
public sealed record DutyInput(string? Duty, bool OnCall = false, DateOnly? From = null, DateOnly? Until = null)
{
    internal void Check(InputErrors errors, string pointer) => errors.Text(Duty, pointer + "/duty").Word(Duty, pointer + "/duty", Words.All<EscalationDuty>())
        .Day(From, pointer + "/from").Day(Until, pointer + "/until").Refuse(Until < From, pointer + "/until", "escalation.duty-ends-before");

    // in their own hours always, and on call for a week, are two
    internal bool Repeats(DutyInput other) => Duty == other.Duty && OnCall == other.OnCall && !(Until < other.From) && !(other.Until < From);
}

/// <summary>Changes what is known of the people of one's own desk. The caller saves.</summary>
internal sealed class DeskPeopleOperations(Session session, DeskPeopleQueries people, TimeProvider time)
{
    /// <param name="version">That the change is based on; 0: nothing was said of the person yet.</param>
    /// <exception cref="NotFoundException"/>
    /// <exception cref="StaleVersionException"/>
    public async Task ChangeAsync(Guid person, long version, DeskPersonInput input, CancellationToken stop)
    {
        var said = input.Checked();
        if (!session.Reader.May(Permissions.EscalationsManage)) throw new RefusedException(new("escalation.not-your-decision", ""));
        said.Hours?.Read();
        await session.OneAtATimeAsync("desk person", person, stop);
        var before = await people.GetAsync(person, stop);
        if (before.Version != version) throw new StaleVersionException();
        var desk = Parameters.OrNull(session.Reader.PartnerId);
        await session.ExecuteAsync(
            """
            insert into desk_profile (person_id, partner_id, skills, languages, week, version) values ($1, $2, $3, $4, $5, 1)
            on conflict (person_id) do update set partner_id = excluded.partner_id, skills = excluded.skills, languages = excluded.languages, week = excluded.week, version = desk_profile.version + 1
            """, stop, person, desk, said.Skills!.ToArray(), said.Languages!.ToArray(), new NpgsqlParameter { Value = said.Hours is null ? DBNull.Value : JsonSerializer.Serialize(said.Hours, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await session.ExecuteAsync("delete from desk_duty where person_id = $1", stop, person);
        foreach (var duty in said.Duties ?? [])
            await session.ExecuteAsync("insert into desk_duty (id, partner_id, person_id, duty, on_call, from_day, until_day) values ($1, $2, $3, $4, $5, $6, $7)", stop,
                Guid.CreateVersion7(time.GetUtcNow()), Parameters.OrNull(session.Reader.PartnerId), person, duty.Duty!, duty.OnCall, Parameters.OrNull(duty.From), Parameters.OrNull(duty.Until));
        session.Audit(Act.OnDesk(session.Reader.PartnerId, "desk.person-changed", "person", person, before.Name, after: new { said.Skills, said.Languages, said.Duties }));
    }
}
