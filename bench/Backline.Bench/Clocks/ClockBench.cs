using System.Diagnostics;
using System.Globalization;
using Backline.Domain.Calendars;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;

namespace Backline.Bench.Clocks;

/// <summary>
/// A million clocks evaluated at one moment: what is left, when each is due and when its warning is, from the stretches they have run and waited. The
/// cases have waits, changes of severity and answers; the calendars are those of ten zones, around the clock and in office hours.
/// </summary>
internal static class ClockBench
{
    private static readonly string[] zones =
    [
        "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Ho_Chi_Minh", "Asia/Seoul", "Australia/Sydney", "Europe/Rome",
    ];

    private static readonly DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static Task<int> RunAsync(string[] args)
    {
        var clocks = args is ["--clocks", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        var results = new ResultsTable("Clocks", $"dotnet run -c Release --project bench/Backline.Bench -- clocks --clocks {clocks}");
        var book = Book();
        var (reading, runs) = Timed(() => Runs(clocks, book));
        Timed(() => Evaluate(runs[..Math.Min(runs.Count, 10_000)], book));
        GC.Collect(); // the ledgers just read are no garbage of the evaluation
        var (evaluating, overdue) = Timed(() => Evaluate(runs, book));
        results.Add("clocks, of cases", $"{runs.Count:N0}, {runs.Count(run => run.Milestone.Kind == MilestoneKind.Resolution):N0}");
        results.Add("evaluated: state, time left, due, warning", $"{evaluating.TotalSeconds:0.00} s of CPU, {evaluating.TotalNanoseconds / runs.Count:0} ns each; {overdue:N0} overdue", "< 2 s");
        results.Add("made and read from their ledgers", $"{reading.TotalSeconds:0.00} s of CPU");
        results.Write(TimeProvider.System.GetUtcNow());
        return Task.FromResult(0);
    }

    private static ClockBook Book()
    {
        var calendars = zones.Select(TimeZoneInfo.FindSystemTimeZoneById).SelectMany(zone => new[]
        {
            new BusinessCalendar("always " + zone.Id, [new(DateOnly.MinValue, zone, WeekHours.Always, CalendarVersion.NoHolidays)]),
            new BusinessCalendar("office " + zone.Id, [new(DateOnly.MinValue, zone, WeekHours.Business, CalendarVersion.NoHolidays)]),
        });
        return new(new[] { ClockPolicy.Of("shipped", new()) }.ToDictionary(policy => policy.Key), calendars.ToDictionary(calendar => calendar.Key));
    }

    private static List<ClockRun> Runs(int clocks, ClockBook book)
    {
        var runs = new List<ClockRun>(clocks + 16);
        for (var number = 0; runs.Count < clocks; number++) runs.AddRange(CaseLedger.Runs(Ledger(number), book));
        return runs;
    }

    // the same for the same number, and different enough from the next
    private static List<LedgerEntry> Ledger(int number)
    {
        var zone = zones[number % zones.Length];
        var opened = now.AddMinutes(-(number * 7919L % 20_000) - 600);
        var entries = new List<LedgerEntry> { new CaseOpened(opened, "", (Severity)(number % 4), new("shipped", "always " + zone, "office " + zone)) };
        if (number % 3 > 0) entries.Add(new CaseMarked(opened.AddMinutes(20 + number % 90), "", ClockMark.Answered));
        if (number % 4 == 1) entries.AddRange([new CasePaused(opened.AddMinutes(200), "", PauseReason.Customer), new CaseResumed(opened.AddMinutes(400 + number % 100), "", PauseReason.Customer)]);
        if (number % 10 == 7) entries.Add(new SeverityChanged(opened.AddMinutes(550), "", Severity.P1));
        return entries;
    }

    private static int Evaluate(List<ClockRun> runs, ClockBook book)
    {
        var overdue = 0;
        foreach (var run in runs)
        {
            var clock = new Clock(run, book);
            if (clock.At(now).State == ClockState.Overdue && clock.Warnings().All(warning => warning.At < now)) overdue++;
        }
        return overdue;
    }

    private static (TimeSpan Cpu, T Result) Timed<T>(Func<T> work)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var result = work();
        return (Process.GetCurrentProcess().TotalProcessorTime - before, result);
    }
}
