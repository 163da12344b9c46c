using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Ui;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <param name="Kind">A tone of the design.</param>
/// <param name="Line">By when, or when it was; empty where there is nothing to say.</param>
internal sealed record ClockSaid(string Kind, string Icon, string Word, string Line);

/// <summary>Clocks of cases in words, for the reader's zone.</summary>
internal sealed class CaseWords(IStringLocalizer<CaseTexts> texts, Formats formats)
{
    private const int Near = 75;

    public ClockSaid Face(ClockView clock) => clock.State switch
    {
        ClockState.Running => new(Used(clock) >= Near ? "warn" : "info", Used(clock) >= Near ? "alarm" : "clock", texts["clock.left", Length(clock.RemainingSeconds ?? 0)], Due(clock)),
        ClockState.Paused => new("wait", "player-pause", texts["clock.paused"], clock.RemainingSeconds >= 0 ? texts["clock.paused.left", Length(clock.RemainingSeconds.Value)] : texts["clock.paused.over"]),
        ClockState.Overdue => new("bad", "alert-triangle", texts["clock.over", Length(-(clock.RemainingSeconds ?? 0))], Due(clock)),
        ClockState.Reached => new("ok", "circle-check", texts["clock.met", Length(clock.ElapsedSeconds)], Ended(clock)),
        ClockState.ReachedLate => new("warn", "alert-triangle", texts["clock.late", Length(-(clock.RemainingSeconds ?? 0))], Ended(clock)),
        ClockState.Dropped => new("idle", "circle-minus", texts["clock.dropped"], Ended(clock)),
        _ => new("idle", "circle-minus", texts["clock.unpromised"], ""),
    };

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

    private string Due(ClockView clock) => clock.DueAt is not { } due ? ""
        : clock.State == ClockState.Overdue ? texts["clock.was-due", formats.MomentInside(due)]
        : texts[clock.Open ? "clock.due" : "clock.due.closed", formats.MomentInside(due)];

    private string Ended(ClockView clock) => clock.EndedAt is not { } ended ? ""
        : clock.Promise is { } promise ? texts["clock.of", Promised(promise), formats.MomentInside(ended)] : formats.MomentInside(ended);
}
