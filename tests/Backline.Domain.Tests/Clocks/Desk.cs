using Backline.Domain.Calendars;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Clocks;

/// <summary>Cases of a customer in Berlin, under the shipped promises around the clock and in office hours.</summary>
internal static class Desk
{
    private static readonly TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static readonly ClockTerms Always = new("shipped", "always", "office"), Offices = new("offices", "office", "office");

    public static readonly ClockBook Book = new(
        new[] { ClockPolicy.Of("shipped", new()), ClockPolicy.Of("offices", new() { Hours = SupportHours.BusinessHours }) }.ToDictionary(policy => policy.Key),
        new[]
        {
            new BusinessCalendar("always", [new(DateOnly.MinValue, berlin, WeekHours.Always, CalendarVersion.NoHolidays)]),
            new BusinessCalendar("office", [new(DateOnly.MinValue, berlin, WeekHours.Business, Holidays("2026-04-06", "2026-05-01"))]),
        }.ToDictionary(calendar => calendar.Key));

    public static IReadOnlyList<ClockRun> Runs(ClockTerms terms, Severity severity, string opened, params LedgerEntry[] more) =>
        CaseLedger.Runs([new CaseOpened(Berlin(opened), "somebody", severity, terms), .. more], Book);

    public static CasePaused Paused(string at, PauseReason reason) => new(Berlin(at), "somebody", reason);
    public static CaseResumed Resumed(string at, PauseReason reason) => new(Berlin(at), "somebody", reason);
    public static SeverityChanged Changed(string at, Severity severity) => new(Berlin(at), "somebody", severity);
    public static CaseMarked Mark(string at, ClockMark mark) => new(Berlin(at), "somebody", mark);

    /// <summary>What the clock on the wall in Berlin shows, as a moment.</summary>
    public static DateTimeOffset Berlin(string wall)
    {
        var local = DateTime.ParseExact(wall, "yyyy-MM-dd HH:mm", null);
        return new DateTimeOffset(local, berlin.GetUtcOffset(local)).ToUniversalTime();
    }

    private static Dictionary<DateOnly, Holiday> Holidays(params string[] days) => days.ToDictionary(Day.Of, day => new Holiday(Day.Of(day), "Holiday", Settled: true));
}
