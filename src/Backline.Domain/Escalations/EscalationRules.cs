using Backline.Domain.Contracts;

namespace Backline.Domain.Escalations;

/// <summary>When a case is escalated without anybody asking (CA-2).</summary>
public static class EscalationRules
{
    public const int Reopenings = 2;
    public const int CasesOnDevice = 3;
    public static readonly TimeSpan OnDeviceWithin = TimeSpan.FromDays(30);

    private const int LowRating = 2;

    /// <summary>So long without a word of the desk is no progress, while nothing is waited for.</summary>
    public static TimeSpan NoProgressAfter(Severity severity) => severity switch
    {
        Severity.P1 => TimeSpan.FromHours(4),
        Severity.P2 => TimeSpan.FromHours(24),
        Severity.P3 => TimeSpan.FromDays(5),
        _ => TimeSpan.FromDays(10),
    };

    /// <param name="score">Of five.</param>
    public static bool IsLow(int score) => score <= LowRating;

    /// <summary>How soon somebody says how an escalation stands, unless another time was said.</summary>
    public static TimeSpan NextUpdateAfter(Severity? severity) => severity switch
    {
        Severity.P1 => TimeSpan.FromHours(2),
        Severity.P2 => TimeSpan.FromHours(8),
        _ => TimeSpan.FromHours(24),
    };
}
