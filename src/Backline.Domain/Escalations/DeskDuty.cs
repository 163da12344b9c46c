using Backline.Domain.Calendars;
using Backline.Domain.Cases;

namespace Backline.Domain.Escalations;

/// <summary>Somebody of a desk: what they can do, and when they work by the clock on their wall.</summary>
/// <param name="Languages">As texts are written in: de.</param>
public sealed record DeskPerson(Guid Id, string Name, TimeZoneInfo Zone, WeekHours Hours, IReadOnlyList<string> Skills, IReadOnlyList<string> Languages)
{
    /// <summary>Of whoever said none.</summary>
    public static readonly WeekHours UsualHours = WeekHours.Workdays(new OpenHours(new(8, 0), new(18, 0)));

    public bool IsAtWork(DateTimeOffset now) => Calendar.IsOpen(now);

    /// <summary>Now when at work, else when they begin next.</summary>
    public DateTimeOffset NextAtWork(DateTimeOffset now) => Calendar.FirstOpen(now);

    /// <summary>Today on their wall.</summary>
    public DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

    private BusinessCalendar Calendar { get; } = new(Id.ToString(), [new(DateOnly.MinValue, Zone, Hours, CalendarVersion.NoHolidays)]);
}

/// <summary>Somebody answers when a case reaches a level.</summary>
/// <param name="OnCall">At any hour; else in their own hours.</param>
/// <param name="From">The first and the last day, on their wall; null: without end.</param>
public sealed record DeskDuty(DeskPerson Person, EscalationDuty Duty, bool OnCall, DateOnly? From, DateOnly? Until)
{
    public bool Counts(DateTimeOffset now)
    {
        var day = Person.DayOf(now);
        return (From is null || day >= From) && (Until is null || day <= Until);
    }

    /// <summary>The end of the last day, on their wall; null: without end.</summary>
    public DateTimeOffset? EndsAt
    {
        get
        {
            if (Until is not { } last) return null;
            var midnight = last.AddDays(1).ToDateTime(TimeOnly.MinValue);
            return new(midnight, Person.Zone.GetUtcOffset(midnight));
        }
    }

    public bool IsReached(DateTimeOffset now) => Counts(now) && (OnCall || Person.IsAtWork(now));
}

/// <summary>Who is called when a case reaches a level.</summary>
public static class DutyRoster
{
    /// <summary>
    /// Those of the duty who answer now; when nobody does, all of that duty, for an escalation waits for no morning; when nobody has it, whoever has the next
    /// one. Nobody at all: none.
    /// </summary>
    public static IReadOnlyList<DeskPerson> Called(IReadOnlyList<DeskDuty> roster, EscalationDuty duty, DateTimeOffset now)
    {
        foreach (var level in Enum.GetValues<EscalationDuty>().Where(one => one >= duty))
        {
            var having = roster.Where(one => one.Duty == level && one.Counts(now)).ToList();
            if (having.Count == 0) continue;
            var reached = having.Where(one => one.IsReached(now)).ToList();
            return [.. (reached.Count > 0 ? reached : having).Select(one => one.Person).DistinctBy(person => person.Id)];
        }
        return [];
    }
}
