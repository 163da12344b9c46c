using Backline.Domain.Calendars;
using Backline.Domain.Cases;
using Backline.Domain.Escalations;

namespace Backline.Domain.Tests.Escalations;

public sealed class DutyRosterTests
{
    private static readonly TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    // a Tuesday, 09:00 in Berlin
    private static readonly DateTimeOffset day = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset night = new(2026, 3, 17, 22, 0, 0, TimeSpan.Zero);

    private static DeskPerson Person(string name, TimeZoneInfo? zone = null) => new(new Guid(name.PadRight(16, 'x').Select(letter => (byte)letter).ToArray()), name, zone ?? berlin, DeskPerson.UsualHours, [], []);

    private static DeskDuty Duty(string name, EscalationDuty duty = EscalationDuty.TeamLead, bool onCall = false, string? from = null, string? until = null, TimeZoneInfo? zone = null) =>
        new(Person(name, zone), duty, onCall, from is null ? null : DateOnly.Parse(from, null), until is null ? null : DateOnly.Parse(until, null));

    private static IEnumerable<string> Called(DateTimeOffset now, params DeskDuty[] roster) => DutyRoster.Called(roster, EscalationDuty.TeamLead, now).Select(person => person.Name);

    [Theory]
    [InlineData("2026-03-17", "2026-03-17T23:00:00Z")]
    [InlineData("2026-03-28", "2026-03-28T23:00:00Z")] // the clocks go forward on the 29th at two
    [InlineData("2026-03-29", "2026-03-29T22:00:00Z")]
    [InlineData(null, null)]
    public void A_turn_ends_with_its_last_day_on_the_wall_of_whoever_has_it(string? until, string? ends) =>
        Assert.Equal(ends is null ? null : DateTimeOffset.Parse(ends, null), Duty("Ada", until: until).EndsAt);

    [Fact]
    public void By_day_whoever_works_is_called() => Assert.Equal(["Ada"], Called(day, Duty("Ada"), Duty("Bo", zone: TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles"))));

    [Fact]
    public void By_night_whoever_is_on_call() => Assert.Equal(["Bo"], Called(night, Duty("Ada"), Duty("Bo", onCall: true)));

    [Fact]
    public void When_nobody_answers_now_all_of_the_duty_are_called() => Assert.Equal(["Ada", "Bo"], Called(night, Duty("Ada"), Duty("Bo")));

    [Fact]
    public void When_nobody_has_the_duty_the_next_one_is_called() => Assert.Equal(["Dee"], Called(day, Duty("Dee", EscalationDuty.ServiceDirector), Duty("Eve", EscalationDuty.Executive)));

    [Fact]
    public void Nobody_on_the_roster_nobody_called() => Assert.Empty(Called(day));

    [Theory]
    [InlineData("2026-03-17", null, true)]
    [InlineData("2026-03-18", null, false)]
    [InlineData(null, "2026-03-17", true)]
    [InlineData(null, "2026-03-16", false)]
    [InlineData("2026-03-10", "2026-03-20", true)]
    public void A_duty_has_a_first_and_a_last_day(string? from, string? until, bool called) => Assert.Equal(called, Called(day, Duty("Ada", from: from, until: until)).Any());

    [Fact]
    public void The_day_is_that_of_the_person() => Assert.Empty(Called(night, Duty("Bo", onCall: true, until: "2026-03-17", zone: TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"))));
}
