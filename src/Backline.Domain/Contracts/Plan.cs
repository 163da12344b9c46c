using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>A service plan the programme offers. Its settings are data; three plans are shipped (PL-1).</summary>
public sealed class Plan
{
    public Guid Id { get; private init; }
    public string Code { get; private init; } = "";
    public string Name { get; private set; } = "";
    public PlanSettings Settings { get; private set; } = new();
    public bool Retired { get; private set; }
    public long Version { get; private set; } = 1;

    private Plan() { }

    /// <exception cref="RefusedException"><c>plan.code-invalid</c>, <c>plan.name-missing</c> or what the settings lack.</exception>
    public static Plan Create(Guid id, string code, string name, PlanSettings settings)
    {
        if (code.Length is 0 or > 60 || code.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new RefusedException(new("plan.code-invalid", code));
        var plan = new Plan { Id = id, Code = code };
        plan.Change(name, settings);
        plan.Version = 1;
        return plan;
    }

    public void Change(string name, PlanSettings settings)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new RefusedException(new("plan.name-missing"));
        PlanSettingsRules.WhyNot(settings).ThrowIfRefused();
        Name = name.Trim();
        Settings = settings;
        Version++;
    }

    public Refusal? WhyNotRetire() => Retired ? new("plan.already-retired", Code) : null;

    /// <summary>No new contract may take it; contracts that have it keep their copy.</summary>
    public void Retire()
    {
        WhyNotRetire().ThrowIfRefused();
        Retired = true;
        Version++;
    }
}
