namespace Backline.Domain.Contracts;

/// <summary>The two readings of "next business day": the part is delivered on it, or handed to the carrier on it.</summary>
public enum NextBusinessDay { Delivered, HandedToCarrier }

/// <summary>The figures of hardware replacement (RP).</summary>
public sealed record ReplacementSettings
{
    /// <summary>Depot time.</summary>
    public TimeOnly CutOff { get; init; } = new(15, 0);

    public NextBusinessDay NextBusinessDay { get; init; } = NextBusinessDay.Delivered;

    /// <summary>Business days after delivery, in the calendar of the site that got the replacement.</summary>
    public int ReturnWindowDays { get; init; } = 10;

    /// <summary>Business days after delivery.</summary>
    public IReadOnlyList<int> ReminderDays { get; init; } = [5, 8, 10, 12];

    /// <summary>The business day after delivery on which a charge is proposed.</summary>
    public int ChargeProposedOnDay { get; init; } = 13;

    /// <summary>The longer of these days and the rest of the original warranty.</summary>
    public int WarrantyDays { get; init; } = 90;

    /// <summary>Days from shipment within which a failed unit was dead on arrival.</summary>
    public int DeadOnArrivalDays { get; init; } = 30;

    /// <summary>Yearly replacements of headsets above this share of the contracted headsets may be invoiced (RP-5).</summary>
    public decimal HeadsetThresholdPercent { get; init; } = 5;

    /// <summary>Share of the threshold, in percent, from which it is announced.</summary>
    public decimal HeadsetWarningPercent { get; init; } = 80;
}
