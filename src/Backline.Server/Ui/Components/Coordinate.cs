using System.Globalization;

namespace Backline.Server.Ui.Components;

/// <summary>Coordinates of charts: the same in every language.</summary>
internal static class Coordinate
{
    public static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    public static string Pixel(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
