namespace Backline.Server.Ui.Components;

/// <summary>Words at the end of a line of a chart.</summary>
/// <param name="Top">Baseline of the letters in pixels from the top.</param>
internal sealed record LineLabel(string Text, string Kind, double Top)
{
    private const double Height = 15, Lowest = 236;

    /// <summary>Labels that would lie over one another moved apart, in the order of their lines, inside the chart.</summary>
    public static IReadOnlyList<LineLabel> Apart(IEnumerable<LineLabel> labels)
    {
        var placed = labels.OrderBy(label => label.Top).ToList();
        for (var i = 1; i < placed.Count; i++) placed[i] = placed[i] with { Top = Math.Max(placed[i].Top, placed[i - 1].Top + Height) };
        // too low: from the bottom up again
        var below = Lowest + Height;
        for (var i = placed.Count - 1; i >= 0; i--) placed[i] = placed[i] with { Top = below = Math.Min(placed[i].Top, below - Height) };
        return placed;
    }
}
