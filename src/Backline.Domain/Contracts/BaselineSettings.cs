using Backline.Domain.Common;

namespace Backline.Domain.Contracts;

/// <summary>What the growth is measured against.</summary>
public enum TriggerBasis { Contracted, Baseline }

/// <summary>What counts as contracted at the start: with the additions paid in advance, or the counted devices alone.</summary>
public enum QuantityBasis { CountedAndAdvance, Counted }

/// <summary>From which month added units are charged: that of their detection, or that of the purchase order.</summary>
public enum ChargeFrom { Detection, Order }

/// <summary>The figures of the monthly check (BL). Percentages are in percent, 5 is 5 %.</summary>
public sealed record BaselineSettings
{
    /// <summary>The baseline is the contracted quantity plus this (BL-2).</summary>
    public decimal UpliftPercent { get; init; } = 5;

    public Rounding Rounding { get; init; } = Rounding.Up;

    /// <summary>Growth of this or more opens a true-up (BL-3).</summary>
    public decimal TriggerPercent { get; init; } = 5;

    public TriggerBasis TriggerBasis { get; init; } = TriggerBasis.Contracted;
    public QuantityBasis QuantityBasis { get; init; } = QuantityBasis.CountedAndAdvance;
    public ChargeFrom ChargeFrom { get; init; } = ChargeFrom.Detection;

    /// <summary>From this share of the growth that triggers, in percent, a category is shown as close to it.</summary>
    public decimal ClosePercent { get; init; } = 80;

    public int QuoteValidityDays { get; init; } = 30;

    /// <summary>A device unseen for this many days is flagged as missing; it goes on counting.</summary>
    public int UnseenDays { get; init; } = 90;
}
