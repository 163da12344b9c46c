using System.Globalization;

namespace Backline.Server.Features.Audit;

/// <summary>The filter as the page's form sends it: days in the reader's time zone, both included. What is no day is left out.</summary>
internal static class AuditForm
{
    public static AuditFilter Of(IQueryCollection query, TimeZoneInfo zone) => new(query["account"], null, query["subject"], query["action"], query["actor"],
        Start(query["from"], zone), Start(query["to"], zone, 1));

    private static DateTimeOffset? Start(string? day, TimeZoneInfo zone, int plusDays = 0) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read < new DateOnly(9999, 1, 1) && read.Year > 1900
            ? StartOf(read.AddDays(plusDays), zone)
            : null;

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new(local, zone.GetUtcOffset(local));
    }
}
