using System.Globalization;

namespace Backline.Server.Ui;

/// <summary>Moments as a form sends them, "2026-03-29T02:30": by the clock on the reader's wall. An hour that the wall shows twice is the first.</summary>
internal static class TypedMoment
{
    /// <returns>Null: nothing, or no moment, was typed.</returns>
    public static DateTimeOffset? Moment(this PostedForm form, string field, Formats formats)
    {
        if (form.Text(field)?.Split('T') is not [var day, var time]
            || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            || !TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var at)) return null;
        var wall = new DateTimeOffset(on, at, TimeSpan.Zero);
        var near = wall - formats.Zone.GetUtcOffset(wall);
        return new(on, at, formats.Zone.GetUtcOffset(near));
    }

    /// <summary>As a field of the kind "datetime-local" shows it.</summary>
    public static string Typed(this Formats formats, DateTimeOffset moment) => formats.At(moment).ToString("yyyy-MM-dd'T'HH':'mm", CultureInfo.InvariantCulture);
}
