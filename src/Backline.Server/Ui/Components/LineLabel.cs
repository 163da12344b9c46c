namespace Backline.Server.Ui.Components;

/// <summary>Words at a line of a chart.</summary>
/// <param name="At">Month, counted from 0.</param>
/// <param name="Top">Baseline of the letters in pixels from the top.</param>
/// <param name="End">The words end there, else they begin there.</param>
internal sealed record LineLabel(string Text, string Kind, double At, double Top, bool End)
{
    private const double Height = 14, Lowest = 229;

    /// <summary>Labels that would lie over one another moved apart, in the order of their lines, inside the chart.</summary>
    /// <param name="months">How many the chart shows: words take a third of its width.</param>
    public static IReadOnlyList<LineLabel> Apart(IEnumerable<LineLabel> labels, int months)
    {
        var wide = months / 3.0;
        var placed = new List<LineLabel>();
        foreach (var label in labels.OrderBy(label => label.Top))
        {
            var above = placed.Where(other => Near(other, label, wide)).Select(other => other.Top + Height).DefaultIfEmpty(Height).Max();
            placed.Add(label with { Top = Math.Max(label.Top, above) });
        }
        // too low: from the bottom up again
        for (var i = placed.Count - 1; i >= 0; i--)
        {
            var below = placed.Skip(i + 1).Where(other => Near(other, placed[i], wide)).Select(other => other.Top - Height).DefaultIfEmpty(Lowest).Min();
            placed[i] = placed[i] with { Top = Math.Min(placed[i].Top, below) };
        }
        return placed;
    }

    private static bool Near(LineLabel one, LineLabel other, double wide) => Math.Abs(one.Middle(wide) - other.Middle(wide)) < wide;

    private double Middle(double wide) => At + (End ? -wide / 2 : wide / 2);
}
