using Backline.Domain.Calendars;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Clocks;

/// <summary>The calendars and policies that histories are made of, in a spring and an autumn in which every zone that changes its clocks does.</summary>
internal sealed class ClockWorld
{
    public const int Days = 220;

    private static readonly OpenHours[] office = [new(new(9, 0), new(17, 0))];
    private static readonly OpenHours[] lunch = [new(new(8, 30), new(12, 0)), new(new(13, 0), new(17, 45))];
    private static readonly OpenHours[] night = [new(new(22, 0), new(0, 0)), new(new(0, 0), new(6, 0))];
    private static readonly OpenHours[] scattered = [new(new(0, 0), new(1, 15)), new(new(1, 45), new(2, 30)), new(new(2, 45), new(3, 10)), new(new(12, 0), new(18, 0))];

    private readonly Dictionary<string, OpenMap> maps = [];

    public ClockWorld(DateTimeOffset from)
    {
        From = from;
        var moved = from.AddDays(25);
        var change = new DateOnly(moved.Year, moved.Month, moved.Day);
        Dictionary<string, CalendarVersion[]> versions = new()
        {
            ["always-berlin"] = [Version("Europe/Berlin", WeekHours.Always)],
            ["always-cairo"] = [Version("Africa/Cairo", WeekHours.Always)],
            ["office-berlin"] = [Version("Europe/Berlin", WeekHours.Workdays(office), "2026-04-03", "2026-04-06", "2026-05-01", "2026-10-30", "2026-12-25")],
            ["lunch-madrid"] = [Version("Europe/Madrid", WeekHours.Workdays(lunch), "2026-04-02", "2026-10-12")],
            ["night-new-york"] = [Version("America/New_York", WeekHours.EveryDay(night), "2026-03-08", "2026-11-01")],
            ["scattered-lord-howe"] = [Version("Australia/Lord_Howe", WeekHours.EveryDay(scattered))],
            ["office-saigon"] = [Version("Asia/Ho_Chi_Minh", WeekHours.Workdays(office), "2026-04-30")],
            ["moved"] = [Version("America/Los_Angeles", WeekHours.Workdays(office)), Version("Asia/Kolkata", WeekHours.EveryDay(lunch)) with { From = change }],
        };
        Calendars = versions.ToDictionary(pair => pair.Key, pair => new BusinessCalendar(pair.Key, pair.Value));
        foreach (var (key, list) in versions) maps[key] = new(list, from, Days);
        Policies = new[]
        {
            ClockPolicy.Of("shipped", new()),
            ClockPolicy.Of("offices", new() { Hours = SupportHours.BusinessHours }),
            new("other", [Asked, .. ClockPolicy.Of("other", new()).Milestones.Where(milestone => milestone.Kind != Asked.Kind).Select(milestone => milestone with { Pauses = new[] { PauseReason.Parts, PauseReason.Carrier }.ToSet(), WarnPercents = [50, 90] })]),
        }.ToDictionary(policy => policy.Key);
        Book = new(Policies, Calendars);
    }

    public DateTimeOffset From { get; }
    public IReadOnlyDictionary<string, BusinessCalendar> Calendars { get; }
    public IReadOnlyDictionary<string, ClockPolicy> Policies { get; }
    public ClockBook Book { get; }

    public static IReadOnlyList<ClockWorld> Both { get; } = [new(new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero)), new(new(2026, 9, 20, 0, 0, 0, TimeSpan.Zero))];

    public OpenMap Map(string calendar) => maps[calendar];

    // asked again after each answer
    private static Milestone Asked => new(MilestoneKind.NextUpdate, Recurrence.Independent, ClockMark.CustomerWrote, ClockMark.Answered)
    {
        Targets = new Dictionary<Severity, Promise> { [Severity.P1] = new(20, PromiseUnit.Minutes), [Severity.P2] = new(2, PromiseUnit.Days), [Severity.P4] = new(2, PromiseUnit.BusinessDays, new(11, 30)) },
    };

    private static CalendarVersion Version(string zone, WeekHours week, params string[] holidays) => new(
        DateOnly.MinValue, TimeZoneInfo.FindSystemTimeZoneById(zone), week,
        holidays.ToDictionary(Day.Of, day => new Holiday(Day.Of(day), "Holiday", Settled: true)));
}
