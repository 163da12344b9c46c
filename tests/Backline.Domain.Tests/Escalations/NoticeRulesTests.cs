using Backline.Domain.Contracts;
using Backline.Domain.Escalations;

namespace Backline.Domain.Tests.Escalations;

public sealed class NoticeRulesTests
{
    private static readonly DeskPerson ada = new(Guid.Empty, "Ada", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DeskPerson.UsualHours, [], []);

    // Sunday 22 March 2026; on Monday Ada begins at 8 in Berlin
    private static readonly DateTimeOffset sunday = new(2026, 3, 22, 7, 15, 0, TimeSpan.Zero), monday = new(2026, 3, 23, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, Severity.P1, false, true)]
    [InlineData(false, Severity.P1, true, false)]
    [InlineData(false, Severity.P2, false, false)]
    [InlineData(false, null, false, false)]
    [InlineData(true, Severity.P1, true, true)]
    [InlineData(true, Severity.P4, true, true)]
    [InlineData(true, null, false, true)]
    public void On_a_sunday_whoever_is_on_call_is_told_at_once_and_others_of_what_waits_for_no_morning(bool onCall, Severity? severity, bool somebodyOnCall, bool atOnce) =>
        Assert.Equal(atOnce ? sunday : monday, NoticeRules.DueAt(new(ada, onCall), severity, somebodyOnCall, sunday));

    [Theory]
    [InlineData(Severity.P1)]
    [InlineData(Severity.P4)]
    public void At_work_everybody_is_told_at_once(Severity severity) => Assert.Equal(monday.AddHours(2), NoticeRules.DueAt(new(ada, OnCall: false), severity, somebodyOnCall: true, monday.AddHours(2)));
}
