using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Baselines;

/// <summary>The customer's or partner's answer to a quote (BL-5).</summary>
public sealed class PurchaseOrder
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public Guid QuoteId { get; private init; }

    /// <summary>The buyer's own order number.</summary>
    public string CustomerOrder { get; private init; } = "";

    public string PlacedBy { get; private init; } = "";
    public DateTimeOffset PlacedAt { get; private init; }
    public string Currency { get; private init; } = "";
    public decimal Amount { get; private init; }

    private PurchaseOrder() { }

    /// <summary>Orders the quote and settles its true-up: a new baseline, and a line the annual renewal bills (BL-4, BL-7).</summary>
    /// <param name="inForce">The category's newest baseline.</param>
    public static Settlement Place(OrderRequest request, Quote quote, TrueUp trueUp, Contract contract, Baseline inForce)
    {
        WhyNotPlace(request, quote, trueUp, contract).ThrowIfRefused();
        quote.Order(request.Today, request.By, request.At);
        trueUp.Order(request.At);
        var order = new PurchaseOrder
        {
            AccountId = quote.AccountId,
            PartnerId = quote.PartnerId,
            Id = Guid.CreateVersion7(request.At),
            Number = request.Number,
            QuoteId = quote.Id,
            CustomerOrder = request.CustomerOrder.Trim(),
            PlacedBy = request.By,
            PlacedAt = request.At,
            Currency = quote.Currency,
            Amount = quote.Amount,
        };
        var baseline = inForce.After(trueUp, new(contract.Settings.Baseline), request.At);
        return new(order, baseline, RenewalLine.For(trueUp, contract, request.At));
    }

    public static Refusal? WhyNotPlace(OrderRequest request, Quote quote, TrueUp trueUp, Contract contract) =>
        quote.WhyNotOrder(request.Today)
        ?? trueUp.WhyNotOrder()
        ?? contract.WhyNotOrder(request.Today)
        ?? (string.IsNullOrWhiteSpace(request.CustomerOrder) ? new("order.number-missing")
            : request.CustomerOrder.Trim().Length > 100 ? new("order.number-too-long", 100)
            : quote.Units != trueUp.Units ? new("quote.out-of-date", quote.Number, trueUp.Number)
            : null);
}

/// <param name="CustomerOrder">The buyer's own order number.</param>
/// <param name="Today">In the account's zone.</param>
public sealed record OrderRequest(string Number, string CustomerOrder, string By, DateOnly Today, DateTimeOffset At);

/// <summary>What an order changes.</summary>
public sealed record Settlement(PurchaseOrder Order, Baseline Baseline, RenewalLine RenewalLine);

/// <summary>Units a true-up added, billed for a year at the annual renewal (BL-7).</summary>
public sealed class RenewalLine
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid ContractId { get; private init; }
    public Guid Id { get; private init; }
    public DeviceCategory Category { get; private init; }
    public int Units { get; private init; }
    public decimal UnitPrice { get; private init; }
    public decimal YearlyAmount { get; private init; }
    public string Currency { get; private init; } = "";
    public Guid TrueUpId { get; private init; }
    public DateTimeOffset CreatedAt { get; private init; }

    private RenewalLine() { }

    internal static RenewalLine For(TrueUp trueUp, Contract contract, DateTimeOffset now)
    {
        var price = contract.Find(trueUp.Category)?.UnitPrice ?? 0;
        return new()
        {
            AccountId = trueUp.AccountId,
            PartnerId = trueUp.PartnerId,
            ContractId = contract.Id,
            Id = Guid.CreateVersion7(now),
            Category = trueUp.Category,
            Units = trueUp.Units,
            UnitPrice = price,
            YearlyAmount = new Money(trueUp.Units * price, contract.Currency).Round().Amount,
            Currency = contract.Currency,
            TrueUpId = trueUp.Id,
            CreatedAt = now,
        };
    }
}
