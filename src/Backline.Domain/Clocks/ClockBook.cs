using Backline.Domain.Calendars;
using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>The versions that ledgers name. They are kept as long as a ledger names them.</summary>
public sealed class ClockBook(IReadOnlyDictionary<string, ClockPolicy> policies, IReadOnlyDictionary<string, BusinessCalendar> calendars)
{
    public ClockPolicy Policy(ClockTerms terms) => policies[terms.Policy];

    /// <summary>Promises in business days are measured by the days at the customer's site, all others by the hours of support.</summary>
    public BusinessCalendar Calendar(ClockTerms terms, PromiseUnit unit) => calendars[unit == PromiseUnit.BusinessDays ? terms.Business : terms.Support];

    /// <summary>The open time a promise gives to whoever starts at a moment.</summary>
    public TimeSpan Given(Promise promise, ClockTerms terms, DateTimeOffset start)
    {
        var calendar = Calendar(terms, promise.Unit);
        return promise.Unit switch
        {
            PromiseUnit.Minutes => TimeSpan.FromMinutes(promise.Amount),
            PromiseUnit.Hours => TimeSpan.FromHours(promise.Amount),
            _ when promise.By is { } by => calendar.OpenBetween(start, calendar.OpenDayAfter(start, promise.Amount, by)),
            _ => OpenDays(calendar, calendar.FirstOpen(start), promise.Amount),
        };
    }

    /// <summary>The open time a run is given: by its promise, or by when somebody said. What was agreed on gives no more than the promise once severity or terms are others than it was agreed under.</summary>
    public TimeSpan Given(ClockRun run, Promise promise)
    {
        var given = Given(promise, run.FirstTerms, run.StartedAt);
        if (run.AgreedBy is not { } by) return given;
        var agreed = Calendar(run.FirstTerms, promise.Unit).OpenBetween(run.StartedAt, by);
        return run.IsAsItBegan || agreed < given ? agreed : given;
    }

    /// <summary>Until the same time so many open days later; a night on which the clocks change makes it an hour more or less where nights are open.</summary>
    private static TimeSpan OpenDays(BusinessCalendar calendar, DateTimeOffset start, int days) =>
        calendar.OpenBetween(start, calendar.OpenDayAfter(start, days, calendar.TimeOf(start)));
}
