using Backline.Domain.Catalog;
using Backline.Domain.Common;

namespace Backline.Domain.Baselines;

/// <summary>Open waits for an order. Refused and Expired wait for the success manager: the growth is not settled, the baseline stays.</summary>
public enum TrueUpState { Open, Ordered, Refused, Expired }

/// <summary>
/// The growth of one category that the contract does not cover yet, by the month it was detected in. One is unsettled per category:
/// later growth adds to it and makes a new version of its quote. Open → Ordered, Refused or Expired; the latter two can be reopened.
/// </summary>
public sealed class TrueUp
{
    private readonly List<TrueUpLot> lots = [];

    public static readonly IReadOnlyList<TrueUpState> Unsettled = [TrueUpState.Open, TrueUpState.Refused, TrueUpState.Expired];

    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public Guid ContractId { get; private init; }
    public DeviceCategory Category { get; private init; }
    public TrueUpState State { get; private set; }
    public Month OpenedMonth { get; private init; }

    /// <summary>The contracted quantity it starts from.</summary>
    public int Contracted { get; private init; }

    /// <summary>The highest count it stands on.</summary>
    public int Counted { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long Version { get; private set; } = 1;

    public IReadOnlyList<TrueUpLot> Lots => lots;
    public int Units => lots.Sum(l => l.Units);

    private TrueUp() { }

    /// <exception cref="RefusedException"><c>true-up.no-growth</c> when the count is not above what is contracted.</exception>
    public static TrueUp Open(Baseline inForce, string number, int counted, Month detected, DateTimeOffset now)
    {
        if (counted <= inForce.Contracted) throw new RefusedException(new("true-up.no-growth", counted, inForce.Contracted));
        var trueUp = new TrueUp
        {
            AccountId = inForce.AccountId,
            PartnerId = inForce.PartnerId,
            Id = Guid.CreateVersion7(now),
            Number = number,
            ContractId = inForce.ContractId,
            Category = inForce.Category,
            OpenedMonth = detected,
            Contracted = inForce.Contracted,
            CreatedAt = now,
        };
        trueUp.Counted = trueUp.Contracted;
        trueUp.Add(counted, detected);
        return trueUp;
    }

    public Refusal? WhyNotDetect() => Unsettled.Contains(State) ? null : new("true-up.settled", Number, State.Word());

    /// <summary>
    /// Takes in a later count; true when it grew. A smaller count changes nothing: what was detected was there and is owed from its month,
    /// decreases never lower anything before renewal, and growing back to a count already taken in costs nothing more.
    /// </summary>
    public bool Detect(int counted, Month month)
    {
        WhyNotDetect().ThrowIfRefused();
        if (counted <= Counted) return false;
        Add(counted, month);
        Version++;
        return true;
    }

    public Refusal? WhyNotOrder() => UnlessOpen();

    public void Order(DateTimeOffset now) => Close(TrueUpState.Ordered, now);

    public void Refuse(DateTimeOffset now) => Close(TrueUpState.Refused, now);

    public void Expire(DateTimeOffset now) => Close(TrueUpState.Expired, now);

    public Refusal? WhyNotReopen() =>
        State is TrueUpState.Refused or TrueUpState.Expired ? null : new("true-up.not-reopenable", Number, State.Word());

    /// <summary>The success manager has it quoted again; every unit keeps the month it was detected in.</summary>
    public void Reopen()
    {
        WhyNotReopen().ThrowIfRefused();
        State = TrueUpState.Open;
        ClosedAt = null;
        Version++;
    }

    /// <summary>The lots that are charged: by detection, or all from the month of the order, as the plan has it.</summary>
    public IReadOnlyList<Lot> Chargeable(Contracts.ChargeFrom from, Month orderMonth) => from == Contracts.ChargeFrom.Order
        ? [new(orderMonth, Units)]
        : [.. lots.Select(l => new Lot(l.Month, l.Units))];

    private void Close(TrueUpState state, DateTimeOffset now)
    {
        UnlessOpen().ThrowIfRefused();
        State = state;
        ClosedAt = now;
        Version++;
    }

    private Refusal? UnlessOpen() => State == TrueUpState.Open ? null : new("true-up.not-open", Number, State.Word());

    private void Add(int counted, Month month)
    {
        var lot = lots.Find(l => l.Month == month);
        if (lot is null) lots.Add(new(this, month, counted - Counted));
        else lot.Grow(counted - Counted);
        Counted = counted;
    }
}

/// <summary>Units detected in one month.</summary>
public sealed class TrueUpLot
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid TrueUpId { get; private init; }
    public Month Month { get; private init; }
    public int Units { get; private set; }

    private TrueUpLot() { }

    internal TrueUpLot(TrueUp trueUp, Month month, int units)
    {
        AccountId = trueUp.AccountId;
        PartnerId = trueUp.PartnerId;
        TrueUpId = trueUp.Id;
        Month = month;
        Units = units;
    }

    internal void Grow(int units) => Units += units;
}
