using System.Text.Json;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>An entry of the ledger as it is kept: its kind, and what it says beside moment and actor.</summary>
internal static class LedgerJson
{
    private sealed record Details(Severity? Severity = null, ClockTerms? Terms = null, PauseReason? Reason = null, ClockMark? Mark = null, DateTimeOffset? NextBy = null);

    private static readonly JsonSerializerOptions options = new(BacklineJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static (string Kind, string Details) Write(LedgerEntry entry)
    {
        var (kind, details) = entry switch
        {
            CaseOpened opened => ("opened", new Details(opened.Severity, opened.Terms)),
            CasePaused paused => ("paused", new(Reason: paused.Reason)),
            CaseResumed resumed => ("resumed", new(Reason: resumed.Reason)),
            SeverityChanged changed => ("severity", new(changed.Severity)),
            TermsChanged changed => ("terms", new(Terms: changed.Terms)),
            CaseMarked marked => ("marked", new(Mark: marked.Mark, NextBy: marked.NextBy)),
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "no such entry is kept"),
        };
        return (kind, JsonSerializer.Serialize(details, options));
    }

    public static LedgerEntry Read(DateTimeOffset at, string kind, string actor, string json)
    {
        var details = JsonSerializer.Deserialize<Details>(json, options)!;
        return kind switch
        {
            "opened" => new CaseOpened(at, actor, details.Severity!.Value, details.Terms!),
            "paused" => new CasePaused(at, actor, details.Reason!.Value),
            "resumed" => new CaseResumed(at, actor, details.Reason!.Value),
            "severity" => new SeverityChanged(at, actor, details.Severity!.Value),
            "terms" => new TermsChanged(at, actor, details.Terms!),
            _ => new CaseMarked(at, actor, details.Mark!.Value, details.NextBy),
        };
    }
}
