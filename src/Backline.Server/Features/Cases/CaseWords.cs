using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Access;
using Backline.Server.Ui;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <param name="Kind">A tone of the design.</param>
/// <param name="Line">By when, or when it was; empty where there is nothing to say.</param>
/// <param name="Hours">That its hours are not those of the clock on the wall; empty where they are.</param>
/// <param name="Whole">All of it, with whole days, for whoever points at it.</param>
internal sealed record ClockSaid(string Kind, string Icon, string Word, string Line, string Hours, string Whole);

/// <summary>Clocks of cases in words, for the reader's zone.</summary>
internal sealed class CaseWords(IStringLocalizer<CaseTexts> texts, Formats formats, CurrentReader current)
{
    private const int Near = 75;

    public ClockSaid Face(ClockView clock)
    {
        var left = clock.RemainingSeconds ?? 0;
        var (kind, icon, word) = clock.State switch
        {
            ClockState.Running => (Used(clock) >= Near ? "warn" : "info", Used(clock) >= Near ? "alarm" : "clock", texts["clock.left", Length(left)]),
            ClockState.Paused => ("wait", "player-pause", texts["clock.paused"]),
            ClockState.Overdue => ("bad", "alert-triangle", texts["clock.over", Length(-left)]),
            ClockState.Reached => ("ok", "circle-check", texts["clock.met"]),
            ClockState.ReachedLate => ("warn", "alert-triangle", texts["clock.late", Length(-left)]),
            ClockState.Dropped => ("idle", "circle-minus", texts["clock.dropped"]),
            _ => ("idle", "circle-minus", texts["clock.unpromised"]),
        };
        return new(kind, icon, word, Line(clock, formats.ShortMoment), Hours(clock), Whole(clock, word));
    }

    /// <summary>The time given that is used, in percent, 0 to 100; null where there is nothing to show.</summary>
    public static int? Used(ClockView clock) => clock is { Promise: not null, RemainingSeconds: { } left } && clock.State != ClockState.Dropped && clock.ElapsedSeconds + left is > 0 and var given
        ? (int)Math.Clamp(clock.ElapsedSeconds * 100 / given, 0, 100) : null;

    public IEnumerable<Choice> Severities => Words.All<Severity>().Select(word => new Choice(word, texts["severity.choice", word.ToUpperInvariant(), texts["severity." + word]]));

    public IEnumerable<Choice> Waits => Words.All<PauseReason>().Select(word => new Choice(word, texts["wait." + word]));

    public IEnumerable<Choice> Desks => Words.All<CaseTier>().Select(word => new Choice(word, texts["desk." + word]));

    /// <summary>Open time: "14 min", "3 h 06 min", "41 h".</summary>
    public string Length(long seconds)
    {
        var minutes = seconds / 60;
        return minutes == 0 ? texts["length.none"]
            : minutes < 60 ? texts["length.minutes", minutes]
            : minutes < 600 && minutes % 60 > 0 ? texts["length.hours-minutes", minutes / 60, (minutes % 60).ToString("00", System.Globalization.CultureInfo.CurrentCulture)]
            : texts["length.hours", formats.Number(minutes / 60)];
    }

    /// <summary>"30 minutes", "1 business day, by 16:00".</summary>
    public string Promised(Promise promise)
    {
        var period = texts["promise." + promise.Unit.Word(), promise.Amount];
        return promise.By is { } by ? texts["promise.by", period, by.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)] : period;
    }

    /// <summary>By when, in a list where it stands beside others: "plan by 13:30".</summary>
    public string Named(ClockView clock)
    {
        var name = texts["milestone." + clock.Milestone.Word()].Value;
        return clock switch
        {
            { State: ClockState.Running, DueAt: { } due } => texts["clock.by", name, formats.ShortMoment(due)],
            { State: ClockState.Overdue, DueAt: { } due } => texts["clock.by.past", name, formats.ShortMoment(due)],
            _ => Line(clock, formats.ShortMoment) is { Length: > 0 } line ? texts["next.of", name, line] : name,
        };
    }

    /// <summary>"6 h 45 min", "0 min": nothing is cut, so that whoever adds it up gets the same.</summary>
    public string Exact(long seconds)
    {
        var parts = new List<string>(3);
        if (seconds >= 3600) parts.Add(texts["length.hours", formats.Number(seconds / 3600)]);
        if (seconds / 60 % 60 > 0 || seconds < 60 && seconds % 60 == 0) parts.Add(texts["length.minutes", seconds / 60 % 60]);
        if (seconds % 60 > 0) parts.Add(texts["length.seconds", seconds % 60]);
        return string.Join(' ', parts);
    }

    /// <summary>"Mon–Fri 08:00–18:00, Europe/Rome".</summary>
    public string Hours(WeekSaid week, string zone) => texts[week.Read().AreAlways ? "hours.always" : "hours.of", week.Text(), zone];

    /// <summary>What stands over hours by the wall of a place: of another than the reader's it is named.</summary>
    public string HoursIn(string zone) => zone == formats.Zone.Id ? texts["days.hours"] : texts["days.hours-in", zone];

    private string Line(ClockView clock, Func<DateTimeOffset, string> moment) => clock switch
    {
        { State: ClockState.Running, DueAt: { } due } => texts["clock.due", moment(due)],
        { State: ClockState.Overdue, DueAt: { } due } => texts["clock.was-due", moment(due)],
        { State: ClockState.Paused } => WaitsFor(clock, moment),
        { State: ClockState.Reached, EndedAt: { } ended } => texts[clock.AroundTheClock ? "clock.after" : "clock.after.hours", moment(ended), Length(clock.ElapsedSeconds)],
        { EndedAt: { } ended } => moment(ended),
        _ => "",
    };

    private string WaitsFor(ClockView clock, Func<DateTimeOffset, string> moment)
    {
        var rest = clock.RemainingSeconds >= 0 ? texts["clock.paused.left", Length(clock.RemainingSeconds.Value)] : texts["clock.paused.over"];
        return clock is { Waits: { } wait, LookAgainAt: { } again } ? texts["clock.paused.for", texts[wait == PauseReason.Customer && current.Required.Side == Side.Customer ? "wait.customer.own" : "wait." + wait.Word()], moment(again), rest] : rest;
    }

    private string Hours(ClockView clock) => !clock.AroundTheClock && clock.State is ClockState.Running or ClockState.Paused or ClockState.Overdue ? texts[clock is { State: ClockState.Running, Open: false } ? "clock.hours.now" : "clock.hours"] : "";

    private string Whole(ClockView clock, string word) => string.Join(". ", new[]
    {
        word + (Line(clock, formats.MomentInside) is { Length: > 0 } line ? ", " + line : ""),
        clock.Promise is { } promise ? texts["clock.promised", Promised(promise)].Value : "",
        clock.AgreedBy is { } agreed ? texts["clock.agreed", formats.MomentInside(agreed)].Value : "",
        Hours(clock).Length == 0 ? "" : texts[clock is { State: ClockState.Running, Open: false } ? "clock.hours.closed" : "clock.hours.whole"].Value,
    }.Where(part => part.Length > 0));
}
