using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Catalog;
using Backline.Server.Features.Plans;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Contracts;

/// <summary>Every change of a contract but its renewal: load, decide, note. The caller saves.</summary>
public sealed class ContractOperations(Session session, ContractChecks checks, PlanOperations plans, PriceListQueries prices, TimeProvider clock)
{
    /// <exception cref="RefusedException">A rule refuses the terms; see <see cref="ContractTerms.WhyNot"/> and <see cref="Fronting.WhyNot"/>.</exception>
    public async Task<Contract> DraftAsync(Guid accountId, ContractInput input, CancellationToken stop)
    {
        var contract = await ComposeAsync(accountId, input, "", stop);
        contract.UnlessOrdersNamed(await checks.NamedAsync(contract, stop)).ThrowIfRefused();
        await AddAsync(contract, stop);
        Audit(contract, "contract.drafted", after: ContractSnapshot.Of(contract));
        return contract;
    }

    /// <summary>The draft as it would be, saved nowhere: what the form shows before anybody decides.</summary>
    public async Task<Contract> ComposeAsync(Guid accountId, ContractInput input, string number, CancellationToken stop)
    {
        input.Check();
        var account = await checks.AccountAsync(accountId, stop);
        var plan = await plans.NamedAsync(input.PlanCode!, "/planCode", stop);
        var terms = Terms(input, account);
        Fronting.WhyNot(plan.Settings, terms.Channel, account.Certified).ThrowIfRefused();
        var contract = Contract.Draft(new(account.AccountId, account.PartnerId), number, plan, terms, clock.GetUtcNow());
        await SelectAsync(contract, input, account, stop);
        return contract;
    }

    public async Task<Contract> ChangeAsync(Guid id, long version, ContractInput input, CancellationToken stop)
    {
        input.Check();
        var contract = await TakeAsync(id, version, stop);
        var account = await checks.AccountAsync(contract.AccountId, stop);
        var plan = await plans.NamedAsync(input.PlanCode!, "/planCode", stop);
        var terms = Terms(input, account);
        Fronting.WhyNot(plan.Settings, terms.Channel, account.Certified).ThrowIfRefused();
        var before = ContractSnapshot.Of(contract);
        contract.Change(plan, terms);
        var wanted = (input.Categories ?? []).Select(c => Words.Parse<DeviceCategory>(c.Category)).ToHashSet();
        foreach (var dropped in contract.Categories.Select(c => c.Category).Where(c => !wanted.Contains(c)).ToList()) contract.Deselect(dropped);
        await SelectAsync(contract, input, account, stop);
        contract.UnlessOrdersNamed(await checks.NamedAsync(contract, stop)).ThrowIfRefused();
        Audit(contract, "contract.changed", before, ContractSnapshot.Of(contract));
        return contract;
    }

    /// <summary>From now on it covers; the first baselines are written (BL-1, BL-2).</summary>
    public async Task<Contract> ActivateAsync(Guid id, long version, CancellationToken stop)
    {
        var contract = await TakeAsync(id, version, stop);
        var now = clock.GetUtcNow();
        contract.Activate(now, await checks.ActivationFactsAsync(contract, stop));
        var baselines = contract.Settings.Covers == Covers.Account
            ? Baseline.AtActivation(contract, contract.PredecessorId is null ? BaselineReason.Activation : BaselineReason.Renewal, now)
            : [];
        foreach (var baseline in baselines) await InsertAsync(baseline, stop);
        Audit(contract, "contract.activated", after: baselines.Select(b => new { category = b.Category, contracted = b.Contracted, baseline = b.Units, triggerAt = b.TriggerAt }));
        return contract;
    }

    public async Task<Contract> CancelAsync(Guid id, long version, CancellationToken stop)
    {
        var contract = await TakeAsync(id, version, stop);
        contract.Cancel(clock.GetUtcNow());
        Audit(contract, "contract.cancelled");
        return contract;
    }

    /// <summary>Ends it before its term: nothing is covered by it from now on.</summary>
    public async Task<Contract> EndAsync(Guid id, long version, string? reason, CancellationToken stop)
    {
        new InputErrors().Text(reason, "/reason", 500, lines: true).ThrowIfAny();
        var contract = await TakeAsync(id, version, stop);
        contract.End(clock.GetUtcNow());
        Audit(contract, "contract.ended", after: new { reason = reason!.Trim() });
        return contract;
    }

    /// <summary>Why a draft can't be activated now; null when it can, or is no draft any more.</summary>
    public async Task<Refusal?> WhyNotActivateAsync(Guid id, CancellationToken stop) =>
        await LoadAsync(id, version: null, stop) is { State: ContractState.Draft } draft ? await checks.WhyNotActivateAsync(draft, stop) : null;

    /// <summary>The contract to be changed or judged; whoever may not see it finds nothing.</summary>
    public async Task<Contract> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var contract = await db.Set<Contract>().SingleOrDefaultAsync(c => c.Id == id, stop) ?? throw new NotFoundException("contract", id);
        return version is null || version == contract.Version ? contract : throw new StaleVersionException();
    }

    /// <summary>The same for a change, when its account's turn has come: what one contract may do depends on the others of its account.</summary>
    public async Task<Contract> TakeAsync(Guid id, long? version, CancellationToken stop)
    {
        var account = await session.FirstAsync("select account_id from contract where id = $1", row => (Guid?)row.GetGuid(0), stop, id) ?? throw new NotFoundException("contract", id);
        await session.OneAtATimeAsync("contracts", account, stop);
        var contract = await LoadAsync(id, version, stop);
        // it may have been loaded before the turn came
        return await session.ScalarAsync<long>("select version from contract where id = $1", stop, id) == contract.Version ? contract : throw new StaleVersionException();
    }

    /// <summary>A draft that nothing refuses gets its number.</summary>
    public async Task AddAsync(Contract draft, CancellationToken stop)
    {
        draft.TakeNumber(await NextNumberAsync(stop));
        (await session.OpenAsync(stop)).Add(draft);
    }

    private static ContractTerms Terms(ContractInput input, AccountFacts account) => new(
        input.Channel is null ? account.PartnerId is null ? Channel.Direct : Channel.Partner : Words.Parse<Channel>(input.Channel),
        input.Currency ?? account.Currency, input.StartsOn!.Value, input.EndsOn!.Value,
        [.. (input.Options ?? []).Select(Words.Parse<PlanOption>)], input.OnSite is null ? null : Words.Parse<OnSiteCharge>(input.OnSite));

    private async Task SelectAsync(Contract contract, ContractInput input, AccountFacts account, CancellationToken stop)
    {
        var categories = input.Categories ?? [];
        var errors = new InputErrors();
        for (var i = 0; i < categories.Count; i++)
        {
            if (categories[i].UnitPrice is not { } given) continue;
            if (given.IsNotIn(contract.Currency)) errors.Refuse(true, $"/categories/{i}/unitPrice", "input.other-currency", contract.Currency, given.Currency ?? "");
            else if (Money.WhyNotPayable(given.Amount, contract.Currency) is { } refusal) errors.Refuse(true, $"/categories/{i}/unitPrice", refusal.Code, refusal.Args);
        }
        errors.ThrowIfAny();
        var installed = !categories.Any(c => c.Counted is null) ? new Dictionary<DeviceCategory, int>()
            : contract.Settings.Covers == Covers.Devices ? await checks.NamedAsync(contract, stop) : await checks.InstalledAsync(account, stop);
        var inForce = categories.Any(c => c.UnitPrice is null)
            ? await prices.SupportPricesAsync(contract.PlanCode, contract.Currency, contract.StartsOn, stop)
            : new Dictionary<string, decimal>();
        foreach (var category in categories)
        {
            var which = Words.Parse<DeviceCategory>(category.Category);
            var price = category.UnitPrice?.Amount ?? (inForce.TryGetValue(which.Word(), out var listed) ? listed : throw new RefusedException(new("contract.price-missing", which.Word(), contract.Currency)));
            contract.Select(new(which, category.Counted ?? installed.GetValueOrDefault(which), category.ExpectedAdditions, category.AdvancePercent, price));
        }
    }

    private Task<int> InsertAsync(Baseline baseline, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into baseline (account_id, partner_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
        """, stop, baseline.AccountId, baseline.PartnerId, baseline.ContractId, baseline.Category.Word(), baseline.Sequence, baseline.EffectiveFrom, baseline.Contracted, baseline.Units,
        baseline.TriggerAt, baseline.Reason.Word(), JsonSerializer.Serialize(baseline.Derivation, BacklineJson.Options));

    private async Task<string> NextNumberAsync(CancellationToken stop) =>
        await session.ScalarAsync<string>("select 'CT-' || $1::text || '-' || lpad(nextval('contract_number_seq')::text, 6, '0')", stop, clock.GetUtcNow().Year.ToString(System.Globalization.CultureInfo.InvariantCulture))
        ?? throw new InvalidOperationException("The sequence of contract numbers gave nothing.");

    private void Audit(Contract contract, string action, object? before = null, object? after = null) =>
        session.Audit(new Act(contract.AccountId, contract.PartnerId, action, "contract", contract.Id, contract.Number, before, after));
}
