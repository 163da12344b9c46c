namespace Backline.Server.Ui.Components;

/// <summary>Words at a line of a chart.</summary>
/// <param name="At">Month, counted from 0.</param>
/// <param name="Top">Baseline of the letters in pixels from the top.</param>
/// <param name="End">The words end there, else they begin there.</param>
internal sealed record LineLabel(string Text, string Kind, double At, double Top, bool End)
{
    private const double Height = 14, Lowest = 229, MonthsWide = 4;

    /// <summary>Labels that would lie over one another moved apart, in the order of their lines, inside the chart.</summary>
    public static IReadOnlyList<LineLabel> Apart(IEnumerable<LineLabel> labels)
    {
        var placed = new List<LineLabel>();
        foreach (var label in labels.OrderBy(label => label.Top))
        {
            var above = placed.Where(other => Near(other, label)).Select(other => other.Top + Height).DefaultIfEmpty(Height).Max();
            placed.Add(label with { Top = Math.Max(label.Top, above) });
        }
        // too low: from the bottom up again
        for (var i = placed.Count - 1; i >= 0; i--)
        {
            var below = placed.Skip(i + 1).Where(other => Near(other, placed[i])).Select(other => other.Top - Height).DefaultIfEmpty(Lowest).Min();
            placed[i] = placed[i] with { Top = Math.Min(placed[i].Top, below) };
        }
        return placed;
    }

    private static bool Near(LineLabel one, LineLabel other) => Math.Abs(Middle(one) - Middle(other)) < MonthsWide;

    private static double Middle(LineLabel label) => label.At + (label.End ? -MonthsWide / 2 : MonthsWide / 2);
}
