using Backline.Domain.Common;

namespace Backline.Domain.Cases;

/// <summary>By when whoever answers says to write again. Sooner than the policy has it is theirs to say; later needs a reason.</summary>
/// <param name="Opens">From when on time counts: now, or when support opens next.</param>
/// <param name="Policy">By when the policy has the next update; null: it promises none.</param>
public sealed record NextUpdate(DateTimeOffset By, DateTimeOffset Opens, DateTimeOffset? Policy, string? Reason)
{
    public bool IsLate => By > Policy;

    public Refusal? WhyNot(string number) => Policy is null ? new("case.next-update-unpromised", number) { Field = "nextBy" }
        : By <= Opens ? new("case.next-update-past", number) { Field = "nextBy" }
        : HandPromise.IsFar(By, Opens) ? new("case.next-update-far", number, HandPromise.Furthest.Days) { Field = "nextBy" }
        : IsLate && string.IsNullOrWhiteSpace(Reason) ? new("case.next-update-late", number) { Field = "nextReason" } : null;
}
