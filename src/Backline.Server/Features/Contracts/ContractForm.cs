using System.Globalization;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Plans;
using Backline.Server.Ui;

namespace Backline.Server.Features.Contracts;

/// <summary>What the form of a contract begins with.</summary>
/// <param name="Installed">Today's eligible devices by category; of a contract by serial number, those it names.</param>
/// <param name="Prices">The price list in force on the first day.</param>
/// <param name="Named">Devices the contract names by serial number, ordered or not; null for one that covers the account.</param>
public sealed record ContractFormStart(
    AccountFacts Account, PlanDetails Plan, IReadOnlyDictionary<DeviceCategory, int> Installed, ListedPrices Prices, ContractInput Terms, int? Named = null);

/// <summary>Between the form of a contract and its terms.</summary>
public sealed class ContractForm(ContractChecks checks, PlanQueries plans, ContractPrices prices, PostedForm form)
{
    /// <summary>A year from the first of the next month, with every category that has devices, or the one that is asked for.</summary>
    public async Task<ContractFormStart> NewAsync(Guid accountId, string planCode, string? category, CancellationToken stop)
    {
        var (account, plan) = (await checks.AccountAsync(accountId, stop), await plans.GetAsync(planCode, stop));
        var fleet = await checks.InstalledAsync(account, stop);
        var installed = plan.Settings.Covers == Covers.Account ? fleet : new Dictionary<DeviceCategory, int>();
        var startsOn = Month.From(checks.TodayIn(account.TimeZone)).AddMonths(1).First;
        var inForce = await prices.ListedAsync(planCode, account.Currency, startsOn, stop);
        var terms = new ContractInput(planCode, startsOn, Term.OfMonths(startsOn, 12).EndsOn, (account.PartnerId is null ? Channel.Direct : Channel.Partner).Word(), account.Currency, [], plan.Settings.OnSite.Word(),
            [.. DeviceCategories.Coverable.Where(c => category is null ? fleet.ContainsKey(c) : c.Word() == category).Select(c => new CategoryInput(c.Word(), installed.GetValueOrDefault(c), 0, 0, inForce.Of(c.Word()) is { } price ? price : null))]);
        return await FollowAsync(new(account, plan, installed, inForce, terms), stop);
    }

    public async Task<ContractFormStart> EditAsync(Contract contract, CancellationToken stop)
    {
        var (account, plan) = (await checks.AccountAsync(contract.AccountId, stop), await plans.GetAsync(contract.PlanCode, stop));
        var terms = new ContractInput(contract.PlanCode, contract.StartsOn, contract.EndsOn, contract.Channel.Word(), contract.Currency, [.. contract.Options.Select(o => o.Word())], contract.Settings.OnSite.Word(),
            [.. contract.Categories.Select(c => new CategoryInput(c.Category.Word(), c.Counted, c.ExpectedAdditions, c.AdvancePercent, c.UnitPrice))]);
        var installed = contract.Settings.Covers == Covers.Account ? await checks.InstalledAsync(account, stop) : await checks.NamedAsync(contract, stop);
        return await FollowAsync(new(account, plan, installed, await prices.ListedAsync(contract.PlanCode, contract.Currency, contract.StartsOn, stop), terms,
            contract.Settings.Covers == Covers.Account ? null : await checks.NamedBySerialAsync(contract, stop)), stop);
    }

    private async Task<ContractFormStart> FollowAsync(ContractFormStart start, CancellationToken stop) =>
        form.IsPosted ? start with { Prices = await prices.FollowAsync(start.Plan.Code, start.Prices, stop) } : start;

    /// <summary>What was posted; a number that can't be read is an error of its field.</summary>
    public ContractInput Read()
    {
        var selected = DeviceCategories.Coverable.Select(c => c.Word()).Where(c => form.Flag(Field(c, "selected"))).ToList();
        // the interface counts the selected categories from 0
        form.Place = pointer => pointer.Split('/') is ["categories", var index, var field] && int.TryParse(index, CultureInfo.InvariantCulture, out var at) ? Field(selected[at], field) : pointer;
        return new(
            form.Text("planCode"), form.Day("startsOn"), form.Day("endsOn"), form.Text("channel"), form.Text("currency")?.ToUpperInvariant(), form.All("options"), form.Text("onSite"),
            [.. selected.Select(c =>
                new CategoryInput(c, form.Whole(Field(c, "counted")), form.Whole(Field(c, "expectedAdditions")) ?? 0, form.Number(Field(c, "advancePercent")) ?? 0, form.Number(Field(c, "unitPrice"))))]);
    }

    public static string Field(string category, string name) => $"{category}.{name}";
}
