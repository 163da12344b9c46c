using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Contracts;

/// <summary>What is agreed for one category.</summary>
/// <param name="Counted">Installed devices; null takes today's count of the inventory. A contract by serial number orders the devices it names: leave it out.</param>
/// <param name="UnitPrice">Per device and year; null takes the price list in force on the first day.</param>
public sealed record CategoryInput(string? Category, int? Counted = null, int ExpectedAdditions = 0, decimal AdvancePercent = 0, GivenAmount? UnitPrice = null);

/// <summary>The terms of a draft.</summary>
/// <param name="PlanCode">poly-plus-enterprise</param>
/// <param name="Channel">direct or partner; null: partner when the account has one.</param>
/// <param name="Currency">Null takes the account's.</param>
/// <param name="OnSite">charged or included; null takes the plan's.</param>
public sealed record ContractInput(
    string? PlanCode, DateOnly? StartsOn, DateOnly? EndsOn, string? Channel = null, string? Currency = null,
    IReadOnlyList<string>? Options = null, string? OnSite = null, IReadOnlyList<CategoryInput>? Categories = null)
{
    public void Check()
    {
        var errors = new InputErrors().Text(PlanCode, "/planCode", 60)
            .Refuse(StartsOn is null, "/startsOn", "input.required").Refuse(EndsOn is null, "/endsOn", "input.required").Day(StartsOn, "/startsOn").Day(EndsOn, "/endsOn");
        if (StartsOn is { } starts && EndsOn is { } ends && ProgrammeYears.Hold(starts) && ProgrammeYears.Hold(ends) && Term.WhyNot(starts, ends) is { } term)
            errors.Refuse(true, "/endsOn", term.Code, term.Args);
        errors.Refuse(Channel is not null && !Words.TryParse<Channel>(Channel, out _), "/channel", "input.unknown-value", string.Join(", ", Words.All<Channel>()))
            .Refuse(Currency is not null && !Money.IsCurrency(Currency), "/currency", "money.currency-invalid", Currency ?? "")
            .Refuse(OnSite is not null && !Words.TryParse<OnSiteCharge>(OnSite, out _), "/onSite", "input.unknown-value", string.Join(", ", Words.All<OnSiteCharge>()))
            .Refuse(Options?.Any(option => !Words.TryParse<PlanOption>(option, out _)) == true, "/options", "input.unknown-value", string.Join(", ", Words.All<PlanOption>()));
        var categories = Categories ?? [];
        for (var i = 0; i < categories.Count; i++)
        {
            var known = Words.TryParse<DeviceCategory>(categories[i].Category, out var category);
            errors.Refuse(!known, $"/categories/{i}/category", "input.unknown-value", string.Join(", ", DeviceCategories.Coverable.Select(c => c.Word())));
            if (!known) continue;
            var terms = new CategoryTerms(category, categories[i].Counted ?? 0, categories[i].ExpectedAdditions, categories[i].AdvancePercent, categories[i].UnitPrice?.Amount ?? 0);
            foreach (var (field, refusal) in terms.WhyNots()) errors.Refuse(true, $"/categories/{i}/{field}", refusal.Code, refusal.Args);
        }
        errors.Refuse(categories.GroupBy(c => c.Category).Any(group => group.Count() > 1), "/categories", "contract.category-twice").ThrowIfAny();
    }
}
