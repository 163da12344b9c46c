using System.Globalization;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Audit;

/// <summary>The filter as the page's form sends it: days in the reader's time zone, both included.</summary>
/// <exception cref="InvalidInputException"><c>input.not-a-day</c>: of a list that is not filtered nobody may think it is.</exception>
internal static class AuditForm
{
    public static AuditFilter Of(IQueryCollection query, TimeZoneInfo zone) => new(query["account"], null, query["subject"], query["action"], query["actor"],
        Start("from", query["from"], zone), Start("to", query["to"], zone, 1));

    private static DateTimeOffset? Start(string name, string? day, TimeZoneInfo zone, int plusDays = 0) => string.IsNullOrEmpty(day) ? null
        : DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read.Year is > 1900 and < 9999 ? StartOf(read.AddDays(plusDays), zone)
        : throw new InvalidInputException(new InputError(name, "input.not-a-day", day));

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new(local, zone.GetUtcOffset(local));
    }
}
