using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>What is stored. That a contract expires soon, or that its term is over, follows from the day: <see cref="Standing"/>.</summary>
public enum ContractState { Draft, Active, Ended, Cancelled }

/// <summary>What a reader is told.</summary>
public enum Standing { Draft, Active, Expiring, Ended, Cancelled }

/// <summary>The vendor sells directly, or quotes and orders go through the partner (BL-5).</summary>
public enum Channel { Direct, Partner }

/// <summary>One account's contract under a plan. Draft → Active → Ended; a draft can be cancelled.</summary>
public sealed class Contract
{
    private readonly List<ContractCategory> categories = [];
    private readonly List<PlanOption> options = [];

    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private set; } = "";
    public Guid PlanId { get; private set; }
    public string PlanCode { get; private set; } = "";
    public string PlanName { get; private set; } = "";

    /// <summary>The plan's figures as they were when the contract was activated.</summary>
    public PlanSettings Settings { get; private set; } = new();

    public Channel Channel { get; private set; }
    public string Currency { get; private set; } = "";
    public DateOnly StartsOn { get; private set; }
    public DateOnly EndsOn { get; private set; }
    public ContractState State { get; private set; }
    public Guid? PredecessorId { get; private set; }
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ActivatedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public long Version { get; private set; } = 1;

    public IReadOnlyList<ContractCategory> Categories => categories;
    public IReadOnlyList<PlanOption> Options => options;

    /// <summary>Visits are part of what was agreed: with the plan, or as an option that was bought.</summary>
    public bool BringsOnSite => Settings.Services.Contains(Service.OnSite) || options.Contains(PlanOption.OnSite);

    public Term Term => new(StartsOn, EndsOn);
    public int Months => Term.Months;

    private Contract() { }

    /// <exception cref="RefusedException">When the term, currency or options don't fit; see <see cref="ContractTerms.WhyNot"/>.</exception>
    public static Contract Draft(ContractParties parties, string number, Plan plan, ContractTerms terms, DateTimeOffset now)
    {
        if (plan.Retired) throw new RefusedException(new("contract.plan-retired", plan.Code));
        var contract = new Contract
        {
            AccountId = parties.AccountId,
            PartnerId = parties.PartnerId,
            Id = Guid.CreateVersion7(now),
            Number = number,
            PredecessorId = parties.PredecessorId,
            CreatedAt = now,
        };
        contract.Take(plan, terms);
        return contract;
    }

    /// <summary>A draft gets its number once nothing refuses it, so that refusals use none up.</summary>
    public void TakeNumber(string number)
    {
        if (Number.Length > 0) throw new InvalidOperationException($"{Number} has its number.");
        Number = number;
    }

    public Refusal? WhyNotChange() => State == ContractState.Draft ? null : new("contract.not-a-draft", Number, State.Word());

    public void Change(Plan plan, ContractTerms terms)
    {
        WhyNotChange().ThrowIfRefused();
        Take(plan, terms);
        Version++;
    }

    /// <summary>Selects a category, or changes what is agreed for it.</summary>
    public void Select(CategoryTerms terms)
    {
        WhyNotChange().ThrowIfRefused();
        terms.WhyNot().ThrowIfRefused();
        var selected = Find(terms.Category);
        if (selected is null) categories.Add(new(this, terms));
        else selected.Change(terms);
        Version++;
    }

    /// <summary>PL-1: a contract for single devices orders, per category, those it <paramref name="named"/>.</summary>
    public Refusal? UnlessOrdersNamed(IReadOnlyDictionary<DeviceCategory, int> named) =>
        Settings.Covers == Covers.Devices && categories.Find(c => c.Counted != named.GetValueOrDefault(c.Category)) is { } other
            ? new("contract.counted-not-named", other.Category.Word(), other.Counted, named.GetValueOrDefault(other.Category))
            : null;

    /// <summary>A draft for single devices follows what it names.</summary>
    public void FollowNamed(IReadOnlyDictionary<DeviceCategory, int> named)
    {
        if (State != ContractState.Draft || UnlessOrdersNamed(named) is null) return;
        foreach (var category in categories) category.Change(new(category.Category, named.GetValueOrDefault(category.Category), 0, 0, category.UnitPrice));
        Version++;
    }

    public void Deselect(DeviceCategory category)
    {
        WhyNotChange().ThrowIfRefused();
        if (categories.RemoveAll(c => c.Category == category) == 0) throw new RefusedException(new("contract.category-not-selected", category.Word()));
        Version++;
    }

    /// <summary>
    /// EL-1: an account-wide contract needs a category, and several need one that meets its threshold; those contracted alongside are among them.
    /// EL-2: none of the eligible devices installed per category, where that is known, is left out.
    /// BL-5: the partner may take the part that plan and channel give it.
    /// </summary>
    public Refusal? WhyNotActivate(ActivationFacts? facts = null)
    {
        facts ??= new();
        return WhyNotChange()
            ?? (Settings.Covers == Covers.Account ? Eligibility.Check(this, facts.Installed, facts.Alongside).First ?? WhyNotTwice(facts.Alongside) : WhyNotEmpty(facts.Quoted))
            ?? Fronting.WhyNot(Settings, Channel, facts.Certified)
            ?? (facts.NamedAlongside is { } twice ? new("contract.devices-named-by-another", twice.Devices, twice.Serial, twice.Number) : null);
    }

    /// <summary>PL-1: a contract for single devices covers those it names, so without any it covers nothing.</summary>
    private Refusal? WhyNotEmpty(int quoted) =>
        quoted > 0 || categories.Exists(c => c.Counted > 0) ? null
        : categories.Count == 0 ? new("contract.no-category")
        : new("contract.nothing-named", Number);

    /// <summary>No other contract counts the same devices on the same days.</summary>
    private Refusal? WhyNotTwice(IReadOnlyList<ContractedAlongside> alongside) =>
        alongside.FirstOrDefault(other => Selects(other.Category)) is { } twice ? new("contract.category-already-contracted", twice.Category.Word(), twice.Number) : null;

    /// <summary>From now on it covers, on the days of its term. The figures of the plan are fixed for it.</summary>
    public void Activate(DateTimeOffset now, ActivationFacts? facts = null)
    {
        WhyNotActivate(facts).ThrowIfRefused();
        State = ContractState.Active;
        ActivatedAt = now;
        Version++;
    }

    public Refusal? WhyNotEnd() => State == ContractState.Active ? null : new("contract.not-active", Number, State.Word());

    public void End(DateTimeOffset now)
    {
        WhyNotEnd().ThrowIfRefused();
        State = ContractState.Ended;
        EndedAt = now;
        Version++;
    }

    /// <summary>Nothing is ordered by a contract that was ended or whose term has run out: it covers nothing the order could be charged for (BL-6).</summary>
    public Refusal? WhyNotOrder(DateOnly today) => StandingOn(today) == Standing.Ended ? new("contract.is-over", Number) : null;

    public Refusal? WhyNotCancel() => WhyNotChange();

    public void Cancel(DateTimeOffset now)
    {
        WhyNotCancel().ThrowIfRefused();
        State = ContractState.Cancelled;
        EndedAt = now;
        Version++;
    }

    public ContractCategory? Find(DeviceCategory category) => categories.Find(c => c.Category == category);

    public bool Selects(DeviceCategory category) => Find(category) is not null;

    public int DaysLeft(DateOnly today) => EndsOn.DayNumber - today.DayNumber;

    public Standing StandingOn(DateOnly today) => StandingOf(State, EndsOn, Settings.ExpiringDays, today);

    public static Standing StandingOf(ContractState state, DateOnly endsOn, IReadOnlyList<int> expiringDays, DateOnly today) => state switch
    {
        ContractState.Draft => Standing.Draft,
        ContractState.Cancelled => Standing.Cancelled,
        ContractState.Active when today <= endsOn =>
            endsOn.DayNumber - today.DayNumber <= expiringDays.DefaultIfEmpty(0).Max() ? Standing.Expiring : Standing.Active,
        _ => Standing.Ended,
    };

    private void Take(Plan plan, ContractTerms terms)
    {
        terms.WhyNot(plan.Settings).ThrowIfRefused();
        PlanId = plan.Id;
        PlanCode = plan.Code;
        PlanName = plan.Name;
        Settings = plan.Settings with { OnSite = terms.OnSite ?? plan.Settings.OnSite };
        Channel = terms.Channel;
        Currency = terms.Currency;
        StartsOn = terms.StartsOn;
        EndsOn = terms.EndsOn;
        options.Clear();
        options.AddRange(terms.Options.Distinct());
    }
}
