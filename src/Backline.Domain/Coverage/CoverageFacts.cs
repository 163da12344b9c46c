using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>What the queries found for a question. The decision reads nothing else, and the order of the arrays means nothing.</summary>
public sealed record CoverageFacts
{
    /// <summary>The day of the question in the account's zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The day on which it is asked, there; null when that is the day asked about.</summary>
    public DateOnly? AskedOn { get; init; }

    public required Side Reader { get; init; }

    /// <summary>The reader may change contracts; others are told whom to ask.</summary>
    public bool ManagesContracts { get; init; }

    /// <summary>The reader may say which model a reported name means.</summary>
    public bool MatchesModels { get; init; }

    /// <summary>The reader may change the catalogue.</summary>
    public bool ManagesCatalog { get; init; }

    /// <summary>Accounts that what was asked may mean, when it named an account in words or by a person.</summary>
    public IReadOnlyList<AccountFacts> Accounts { get; init; } = [];

    public SiteFacts? Site { get; init; }

    /// <summary>Every device with that serial number or MAC address, removed ones too.</summary>
    public IReadOnlyList<DeviceFacts> Devices { get; init; } = [];

    /// <summary>The model asked for by name, when the catalogue knows it.</summary>
    public ModelFacts? Model { get; init; }

    /// <summary>Names of models the given or reported name may mean.</summary>
    public IReadOnlyList<string> ModelProposals { get; init; } = [];

    /// <summary>Plans of the programme that bring the service asked for, for whoever's plan does not.</summary>
    public IReadOnlyList<PlanOffer> Offers { get; init; } = [];

    /// <summary>Contracts of the accounts concerned, in any state; and those that name the serial number.</summary>
    public IReadOnlyList<ContractFacts> Contracts { get; init; } = [];
}

/// <param name="AsOption">The service is bought in addition (PL-5).</param>
public sealed record PlanOffer(string Name, bool AsOption)
{
    /// <summary>Null: the plan brings no such service.</summary>
    public static PlanOffer? Of(string name, PlanSettings plan, Service service) =>
        plan.Services.Contains(service) ? new(name, AsOption: false)
        : CoverageDecision.OptionFor(service) is { } option && plan.Options.Contains(option) ? new(name, AsOption: true)
        : null;
}

public sealed record AccountFacts(Guid Id, string Number, string Name);

public sealed record SiteFacts(Guid Id, Guid AccountId, string Number);

/// <param name="Model">Null: the reported name waits for a person.</param>
/// <param name="RemovedOn">A person took it out, or it left for another account: not covered from that day on.</param>
public sealed record DeviceFacts(
    Guid Id, Guid AccountId, string? Serial, string ModelName, ModelFacts? Model, DateOnly? MissingSince = null, DateOnly? RemovedOn = null, bool Moved = false)
{
    public bool IsPresentOn(DateOnly day) => RemovedOn is null || day < RemovedOn;
}

/// <summary>A contract that might cover what is asked.</summary>
public sealed record ContractFacts
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string Number { get; init; }
    public required string PlanCode { get; init; }
    public required string PlanName { get; init; }
    public required ContractState State { get; init; }
    public required DateOnly StartsOn { get; init; }
    public required DateOnly EndsOn { get; init; }

    /// <summary>The day it was ended, when that was before its term was over.</summary>
    public DateOnly? EndedOn { get; init; }

    public Covers Covers { get; init; } = Covers.Account;
    public bool Brandable { get; init; }
    public bool Priority { get; init; }
    public OnSiteCharge OnSite { get; init; }
    public decimal DiscountPercent { get; init; }
    public EnumSet<DeviceCategory> Selected { get; init; }

    /// <summary>Categories whose count is above the baseline.</summary>
    public EnumSet<DeviceCategory> AboveBaseline { get; init; }

    public EnumSet<Service> Services { get; init; }

    /// <summary>Options bought.</summary>
    public EnumSet<PlanOption> Options { get; init; }

    /// <summary>Options the plan offers.</summary>
    public EnumSet<PlanOption> Offered { get; init; }

    /// <summary>The contract names the serial number asked for (PL-1).</summary>
    public bool NamesSerial { get; init; }

    /// <summary>A quote for this very unit was ordered (EL-3).</summary>
    public bool OrderedQuote { get; init; }

    /// <summary>The day on which it stopped: the last of its term, or the one on which it was ended before. A reactivation goes back to it.</summary>
    public DateOnly StoppedOn => EndedOn is { } ended && ended < EndsOn ? ended : EndsOn;

    /// <summary>False when it was ended before its first day was over: then it never covers.</summary>
    public bool Starts => State == ContractState.Active || EndedOn > StartsOn;

    /// <summary>It runs on that day, so that its end is still to come and can be put off by renewing.</summary>
    public bool RunsOn(DateOnly day) => State == ContractState.Active && day <= EndsOn;

    /// <summary>What a contract and the copy of its plan's settings say.</summary>
    public static ContractFacts Of(Contract contract) => new()
    {
        Id = contract.Id,
        AccountId = contract.AccountId,
        Number = contract.Number,
        PlanCode = contract.PlanCode,
        PlanName = contract.PlanName,
        State = contract.State,
        StartsOn = contract.StartsOn,
        EndsOn = contract.EndsOn,
        Covers = contract.Settings.Covers,
        Brandable = contract.Settings.Brandable,
        Priority = contract.Settings.Support.Priority,
        OnSite = contract.Settings.OnSite,
        DiscountPercent = contract.Settings.ProfessionalServices.Percent,
        Selected = contract.Categories.Select(c => c.Category).ToSet(),
        Services = contract.Settings.Services.ToSet(),
        Options = contract.Options.ToSet(),
        Offered = contract.Settings.Options.ToSet(),
    };
}
