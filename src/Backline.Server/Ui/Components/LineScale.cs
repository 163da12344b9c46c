namespace Backline.Server.Ui.Components;

/// <summary>The vertical axis of a chart: round steps around the values, in pixels from the top.</summary>
internal sealed record LineScale(double From, double To, double Step)
{
    public const double Top = 26, Bottom = 232;

    // so few that a person counts them: an axis that starts elsewhere makes one device look like many
    private const int Few = 20;

    public static LineScale Of(IEnumerable<int> values)
    {
        var all = values.DefaultIfEmpty(0).ToList();
        double high = all.Max(), low = high <= Few ? 0 : all.Min(), span = Math.Max(high - low, Math.Max(4, high * 0.05)), raw = span / 3;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = high <= 4 ? 1 : Math.Max(1, power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10));
        var from = Math.Max(0, Math.Floor((low - span * 0.15) / step) * step);
        return new(from, Math.Max(high + span * 0.05, from + step), step);
    }

    public double Y(double value) => Bottom - (value - From) / (To - From) * (Bottom - Top);

    public IEnumerable<int> Lines()
    {
        for (var at = From; at <= To; at += Step) yield return (int)at;
    }
}
