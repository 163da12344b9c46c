using System.Globalization;
using System.Text;
using Backline.Domain.Calendars;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Places;
using CsvHelper;

namespace Backline.Server.Features.Calendars;

/// <summary>
/// The calendars of data/holidays.csv, the desk that never closes, and the working week of places without one. What a later program knows better becomes
/// another version from the day it starts; a calendar to which an operator added a version stays as it is.
/// </summary>
internal sealed class ShippedCalendars(CalendarOperations operations, CalendarQueries calendars, TimeProvider clock) : IShippedData
{
    private const string Name = "holidays.csv";
    private static readonly string[] closed = ["public", "substitute"];
    private static readonly DateOnly first = new(2025, 1, 1);

    public Task LoadAsync(Session session, CancellationToken stop) => LoadAsync(session, Read(), stop);

    internal async Task LoadAsync(Session session, string csv, CancellationToken stop)
    {
        var hash = CalendarContent.HashOf(csv);
        if (await session.ScalarAsync<string>("select sha256 from shipped_data where name = $1", stop, Name) == hash) return;
        await TakeAsync(CalendarQueries.Always, "Always open", WeekHours.Always, [], stop);
        await TakeAsync(CalendarQueries.Workweek, "Monday to Friday", WeekHours.Business, [], stop);
        var holidays = Parse(csv).ToLookup(holiday => holiday.Code, holiday => holiday.Said, StringComparer.Ordinal);
        foreach (var code in holidays.Select(group => group.Key).Order(StringComparer.Ordinal))
            await TakeAsync(code, NameOf(code), WeekHours.Business, [.. holidays[code[..2]].Concat(code.Length > 2 ? holidays[code] : []).DistinctBy(holiday => holiday.Day).OrderBy(holiday => holiday.Day)], stop);
        await session.ExecuteAsync("insert into shipped_data (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256", stop, Name, hash);
    }

    private async Task TakeAsync(string code, string name, WeekHours week, IReadOnlyList<HolidaySaid> holidays, CancellationToken stop)
    {
        var content = new CalendarContent(first, WeekSaid.Of(week), holidays);
        if (await operations.InsertAsync(code, name, shipped: true, stop) > 0)
        {
            await operations.InsertVersionAsync(code, 1, content, stop);
            return;
        }
        var last = await calendars.LastAsync(code, stop);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if ((content with { From = last.Content.From }).Hash(code) == last.Hash || last.Content.From >= today || !await IsShippedAsync(code, stop)) return;
        await operations.InsertVersionAsync(code, last.Sequence + 1, content with { From = today }, stop);
        await operations.RaiseAsync(code, stop);
    }

    // a person's version is not overruled by a program's
    private async Task<bool> IsShippedAsync(string code, CancellationToken stop)
    {
        var calendar = await calendars.GetAsync(code, stop);
        return calendar.Shipped && calendar.Versions.All(version => version.CreatedBy == calendar.Versions[^1].CreatedBy);
    }

    internal static IEnumerable<(string Code, HolidaySaid Said)> Parse(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            if (!closed.Contains(csv["type"])) continue;
            var code = csv["subdivision"] is { Length: > 0 } part ? $"{csv["country"]}-{part}" : csv["country"]!;
            yield return (code, new(DateOnly.ParseExact(csv["date"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture), csv["name"]!, csv["certainty"] == "settled"));
        }
    }

    private static string NameOf(string code) => code.Length > 2 ? $"{Countries.NameOf(code[..2])}, {Subdivisions.NameOf(code)}" : Countries.NameOf(code);

    private static string Read()
    {
        using var stream = typeof(ShippedCalendars).Assembly.GetManifestResourceStream("data.holidays.csv") ?? throw new InvalidOperationException("The program was built without data/holidays.csv.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
