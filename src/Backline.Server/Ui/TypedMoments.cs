using System.Globalization;

namespace Backline.Server.Ui;

/// <summary>Moments as fields of a form have them: by the clock on the reader's wall.</summary>
public sealed class TypedMoments(Formats formats)
{
    /// <summary>An hour that the wall shows twice is the first; null for what is no moment.</summary>
    public DateTimeOffset? Read(string? text)
    {
        if (text?.Split('T') is not [var day, var time]
            || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            || !TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var at)) return null;
        var wall = new DateTimeOffset(on, at, TimeSpan.Zero);
        var near = wall - formats.Zone.GetUtcOffset(wall);
        return new(on, at, formats.Zone.GetUtcOffset(near));
    }
}
