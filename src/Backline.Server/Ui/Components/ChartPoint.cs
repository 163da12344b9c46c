namespace Backline.Server.Ui.Components;

/// <summary>One month of a line chart; null where nothing is known or agreed.</summary>
/// <param name="Trigger">Where a true-up starts; it may be the baseline.</param>
/// <param name="Proposed">The baseline that would follow.</param>
public sealed record ChartPoint(DateOnly Month, int? Counted, int? Baseline = null, int? Contracted = null, int? Proposed = null, bool Highlight = false, int? Trigger = null);
