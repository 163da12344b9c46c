namespace Backline.Domain.Contracts;

public enum Severity { P1, P2, P3, P4 }

public enum PromiseUnit { Minutes, Hours, Days, BusinessDays }

/// <summary>A period promised; with <paramref name="By"/>, until that time of its last day at the customer's site.</summary>
public sealed record Promise(int Amount, PromiseUnit Unit, TimeOnly? By = null);

/// <summary>What is promised for one severity. Nothing is promised where it is null.</summary>
public sealed record Objectives(Severity Severity, Promise Response, Promise Update, Promise Plan, Promise? Workaround, Promise Resolution);

/// <summary>When support is open. Both null: 24 hours a day, every day.</summary>
public sealed record SupportHours(TimeOnly? From = null, TimeOnly? Until = null)
{
    public static readonly SupportHours Always = new();
    public static readonly SupportHours BusinessHours = new(new(9, 0), new(17, 0));

    public bool AreAlways => From is null;
}

/// <summary>The figures of cases (CA).</summary>
public sealed record SupportSettings
{
    public SupportHours Hours { get; init; } = SupportHours.Always;

    /// <summary>Cases go before those without priority (CA-1, PL-4).</summary>
    public bool Priority { get; init; }

    public IReadOnlyList<Objectives> Objectives { get; init; } =
    [
        new(Severity.P1, Minutes(30), Hour(1), Hour(4), Hour(8), Days(1)),
        new(Severity.P2, Hour(1), Hour(4), Days(1), Days(2), Days(5)),
        new(Severity.P3, Hour(2), Business(1), Business(3), null, Business(10)),
        new(Severity.P4, new(1, PromiseUnit.BusinessDays, new(16, 0)), Business(3), Business(5), null, Business(20)),
    ];

    private static Promise Minutes(int amount) => new(amount, PromiseUnit.Minutes);
    private static Promise Hour(int amount) => new(amount, PromiseUnit.Hours);
    private static Promise Days(int amount) => new(amount, PromiseUnit.Days);
    private static Promise Business(int amount) => new(amount, PromiseUnit.BusinessDays);
}
