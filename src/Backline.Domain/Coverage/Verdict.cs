namespace Backline.Domain.Coverage;

/// <summary>How far one contract came with one question; what comes first is nearer to a yes.</summary>
internal enum Verdict
{
    Won, ServiceNotInPlan, NeedsQuote, ModelUnknown, SerialNeeded, CategoryNotSelected, SerialNotNamed,
    NotYetStarted, Draft, Lapsed, EndedEarly, Cancelled, EndOfSupport, DeviceRemoved,
}

/// <summary>What in a contract applies to the device asked about; the larger is the more exact.</summary>
internal enum Basis { None, Account, System, Category, Serial, Quote }

internal static class Verdicts
{
    private static readonly string[] why =
    [
        "won", "service-not-in-plan", "needs-quote", "model-unknown", "serial-needed", "category-not-selected", "serial-not-named",
        "not-yet-started", "draft", "lapsed", "ended-early", "cancelled", "end-of-support", "device-removed",
    ];

    private static readonly string[] reason = [.. why.Select(w => "coverage." + w)];

    private static readonly string[][] rules =
    [
        ["CO-6"], ["PL-2", "PL-5"], ["EL-3"], ["EL-1"], ["PL-1"], ["EL-1"], ["PL-1"],
        ["CO-6"], ["CO-6"], ["CO-6"], ["CO-6"], ["CO-6"], ["EL-4"], ["CO-6"],
    ];

    public static string Why(this Verdict verdict) => why[(int)verdict];
    public static string Reason(this Verdict verdict) => reason[(int)verdict];
    public static IReadOnlyList<string> Rules(this Verdict verdict) => rules[(int)verdict];
}
