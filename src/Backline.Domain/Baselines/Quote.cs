using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

public enum QuoteState { Issued, Ordered, Refused, Expired, Superseded }

/// <summary>
/// One version of what a true-up costs. Issued → Ordered, Refused, Expired, or Superseded by the next version.
/// </summary>
public sealed class Quote
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public Guid TrueUpId { get; private init; }
    public Guid ContractId { get; private init; }
    public int Revision { get; private init; }
    public QuoteState State { get; private set; }
    public Channel Channel { get; private init; }
    public string AddressedTo { get; private init; } = "";

    /// <summary>The authorised distributor that takes the purchase order (BL-5); null where none is agreed.</summary>
    public string? Distributor { get; private init; }
    public DateOnly IssuedOn { get; private init; }
    public DateOnly ValidUntil { get; private init; }
    public string Currency { get; private init; } = "";
    public decimal Amount { get; private init; }
    public int Units { get; private init; }
    public IReadOnlyList<ChargeLine> Lines { get; private init; } = [];
    public Derivation Derivation { get; private init; } = Derivation.Empty;
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? DecidedBy { get; private set; }
    public string? DecisionNote { get; private set; }
    public DateTimeOffset CreatedAt { get; private init; }
    public long Version { get; private set; } = 1;

    public Money Total => new(Amount, Currency);

    private Quote() { }

    /// <summary>The vendor quotes the value of the true-up, through the channel of the contract (BL-5).</summary>
    /// <exception cref="RefusedException"><c>true-up.not-open</c>, <c>quote.nothing-to-charge</c> when the term is over.</exception>
    public static Quote Issue(TrueUp trueUp, Contract contract, QuoteIssue issue)
    {
        trueUp.WhyNotOrder().ThrowIfRefused();
        var settings = contract.Settings.Baseline;
        var price = contract.Find(trueUp.Category)?.UnitPrice ?? throw new RefusedException(new("contract.category-not-selected", trueUp.Category.Word()));
        var charge = Charge.For(trueUp.Chargeable(settings.ChargeFrom, Month.From(issue.On)), price, contract.Currency, contract.Term);
        if (charge.Lines.Any(l => l.Months == 0)) throw new RefusedException(new("quote.nothing-to-charge", trueUp.Number, Figure.Of(contract.EndsOn)));
        return new()
        {
            AccountId = trueUp.AccountId,
            PartnerId = trueUp.PartnerId,
            Id = Guid.CreateVersion7(issue.At),
            Number = issue.Number,
            TrueUpId = trueUp.Id,
            ContractId = contract.Id,
            Revision = issue.Revision,
            Channel = contract.Channel,
            AddressedTo = issue.AddressedTo,
            Distributor = contract.Channel == Channel.Partner ? issue.Distributor : null,
            IssuedOn = issue.On,
            ValidUntil = issue.On.AddDays(settings.QuoteValidityDays),
            Currency = contract.Currency,
            Amount = charge.Total.Amount,
            Units = charge.Units,
            Lines = charge.Lines,
            Derivation = charge.Derivation,
            CreatedAt = issue.At,
        };
    }

    /// <summary>Valid to the end of its last day, in the account's zone.</summary>
    public Refusal? WhyNotOrder(DateOnly today) =>
        UnlessIssued() ?? (today > ValidUntil ? new("quote.expired", Number, Figure.Of(ValidUntil)) : null);

    public void Order(DateOnly today, string by, DateTimeOffset now)
    {
        WhyNotOrder(today).ThrowIfRefused();
        Decide(QuoteState.Ordered, by, null, now);
    }

    public Refusal? WhyNotRefuse() => UnlessIssued();

    public void Refuse(string by, string? note, DateTimeOffset now)
    {
        WhyNotRefuse().ThrowIfRefused();
        Decide(QuoteState.Refused, by, note, now);
    }

    public Refusal? WhyNotExpire(DateOnly today) =>
        UnlessIssued() ?? (today > ValidUntil ? null : new("quote.still-valid", Number, Figure.Of(ValidUntil)));

    public void Expire(DateOnly today, DateTimeOffset now)
    {
        WhyNotExpire(today).ThrowIfRefused();
        Decide(QuoteState.Expired, "", null, now);
    }

    public Refusal? WhyNotSupersede() => UnlessIssued();

    /// <summary>A newer version takes its place.</summary>
    public void Supersede(DateTimeOffset now)
    {
        WhyNotSupersede().ThrowIfRefused();
        Decide(QuoteState.Superseded, "", null, now);
    }

    private Refusal? UnlessIssued() => State == QuoteState.Issued ? null : new("quote.not-issued", Number, State.Word());

    private void Decide(QuoteState state, string by, string? note, DateTimeOffset now)
    {
        State = state;
        DecidedAt = now;
        DecidedBy = by.Length == 0 ? null : by;
        DecisionNote = note;
        Version++;
    }
}

/// <param name="Revision">From 1 for each true-up.</param>
/// <param name="On">The day in the account's zone.</param>
/// <param name="Distributor">Of the account's partner; named where the contract goes through it.</param>
public sealed record QuoteIssue(string Number, int Revision, string AddressedTo, DateOnly On, DateTimeOffset At, string? Distributor = null);
