using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Catalog;
using Backline.Server.Features.Plans;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Contracts;

/// <summary>Per device and year.</summary>
public sealed record PriceChange(string Category, Money Before, Money After);

/// <summary>What comes after a contract: its draft for the next term. The caller saves.</summary>
public sealed class ContractRenewals(Session session, ContractOperations contracts, ContractChecks checks, PlanOperations plans, PriceListQueries prices, TimeProvider clock)
{
    /// <summary>
    /// A draft for the next term, as long as this one: each category with the quantity that is contracted now, every device trued up included (BL-7),
    /// or with what is installed where that is more: the term begins with a count (BL-1), and no device is left out of it (EL-2);
    /// at the price list in force on its first day, or else at the price so far.
    /// </summary>
    /// <exception cref="RefusedException"><c>contract.not-renewable</c>, <c>contract.already-renewed</c>, <c>contract.plan-retired</c></exception>
    public async Task<Contract> RenewAsync(Guid id, CancellationToken stop)
    {
        var contract = await contracts.TakeAsync(id, version: null, stop);
        (await WhyNotRenewAsync(contract, stop)).ThrowIfRefused();
        var plan = await plans.LoadAsync(contract.PlanCode, stop);
        var startsOn = contract.EndsOn.AddDays(1);
        var terms = new ContractTerms(contract.Channel, contract.Currency, startsOn, Term.OfMonths(startsOn, contract.Months).EndsOn,
            [.. contract.Options.Where(plan.Settings.Options.Contains)], contract.Settings.OnSite);
        var next = Contract.Draft(new(contract.AccountId, contract.PartnerId, contract.Id), "", plan, terms, clock.GetUtcNow());
        var contracted = await ContractedAsync(contract, stop);
        var installed = contract.Settings.Covers == Covers.Account ? await checks.InstalledAsync(await checks.AccountAsync(contract.AccountId, stop), stop) : new Dictionary<DeviceCategory, int>();
        var inForce = await prices.SupportPricesAsync(plan.Code, contract.Currency, startsOn, stop);
        foreach (var category in contract.Categories)
        {
            var counted = Math.Max(contracted.GetValueOrDefault(category.Category, category.Counted), installed.GetValueOrDefault(category.Category));
            next.Select(new(category.Category, counted, 0, category.AdvancePercent,
                inForce.GetValueOrDefault(category.Category.Word(), category.UnitPrice)));
        }
        await contracts.AddAsync(next, stop);
        if (next.Settings.Covers == Covers.Devices)
        {
            await (await session.OpenAsync(stop)).SaveChangesAsync(stop);
            await NameAgainAsync(contract, next, stop);
            next.FollowNamed(await checks.NamedAsync(next, stop));
        }
        session.Audit(new Act(next.AccountId, next.PartnerId, "contract.renewal-drafted", "contract", next.Id, next.Number, After: new { predecessor = contract.Number }));
        return next;
    }

    /// <summary>Prices that differ between a contract and what renews it: with the draft's where there is one, else those of the price list in force on its first day.</summary>
    public async Task<IReadOnlyList<PriceChange>> PriceChangesAsync(Contract contract, Contract? next, CancellationToken stop)
    {
        var listed = next is null ? await prices.SupportPricesAsync(contract.PlanCode, contract.Currency, contract.EndsOn.AddDays(1), stop) : null;
        return [.. contract.Categories
            .Select(c => new PriceChange(c.Category.Word(), new(c.UnitPrice, contract.Currency), new(next is null ? listed!.GetValueOrDefault(c.Category.Word(), c.UnitPrice) : next.Find(c.Category)?.UnitPrice ?? c.UnitPrice, contract.Currency)))
            .Where(change => change.Before.Amount != change.After.Amount)];
    }

    public async Task<Refusal?> WhyNotRenewAsync(Contract contract, CancellationToken stop)
    {
        if (contract.State is not (ContractState.Active or ContractState.Ended)) return new("contract.not-renewable", contract.Number, contract.State.Word());
        var successor = await session.ScalarAsync<string>(
            "select number from contract where account_id = $1 and predecessor_id = $2 and state <> 'cancelled' order by number limit 1", stop, contract.AccountId, contract.Id);
        if (successor is not null) return new("contract.already-renewed", contract.Number, successor);
        return await session.ScalarAsync<bool>("select retired from plan where code = $1", stop, contract.PlanCode) ? new("contract.plan-retired", contract.PlanCode) : null;
    }

    private async Task<IReadOnlyDictionary<DeviceCategory, int>> ContractedAsync(Contract contract, CancellationToken stop) =>
        (await session.ListAsync(
            "select distinct on (category) category, contracted from baseline where account_id = $1 and contract_id = $2 order by category, sequence desc",
            row => (Category: Words.Parse<DeviceCategory>(row.GetString(0)), Contracted: row.GetInt32(1)), stop, contract.AccountId, contract.Id))
        .ToDictionary(b => b.Category, b => b.Contracted);

    private Task<int> NameAgainAsync(Contract contract, Contract next, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into contract_device (account_id, partner_id, contract_id, id, serial, serial_key, model_id, basis, reference, added_at)
        select account_id, partner_id, $3, gen_random_uuid(), serial, serial_key, model_id, basis, reference, $4 from contract_device
        where account_id = $1 and contract_id = $2 and removed_at is null and basis = 'serial'
        """, stop, contract.AccountId, contract.Id, next.Id, clock.GetUtcNow());
}
