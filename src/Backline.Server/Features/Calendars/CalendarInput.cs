using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Calendars;

/// <summary>The next version of a calendar: it counts from a day on, and what was promised until then stays as it was.</summary>
/// <param name="Week">Left out: that of the version before.</param>
/// <param name="Holidays">All of them; left out: those of the version before.</param>
public sealed record CalendarVersionInput(DateOnly? From, WeekSaid? Week = null, IReadOnlyList<HolidaySaid>? Holidays = null)
{
    private const int MostHolidays = 5_000;

    /// <exception cref="InvalidInputException"/>
    public void Check()
    {
        var errors = new InputErrors().Refuse(From is null, "/from", "input.required").Day(From, "/from")
            .Refuse(Holidays?.Count > MostHolidays, "/holidays", "calendar.too-many-holidays", MostHolidays);
        var days = new HashSet<DateOnly>();
        for (var i = 0; i < Math.Min(Holidays?.Count ?? 0, MostHolidays); i++)
        {
            var holiday = Holidays![i];
            errors.Day(holiday.Day, $"/holidays/{i}/day").Text(holiday.Name, $"/holidays/{i}/name", 120)
                .Refuse(!days.Add(holiday.Day), $"/holidays/{i}/day", "calendar.holiday-twice", Figure.Of(holiday.Day));
        }
        errors.ThrowIfAny();
    }
}

/// <summary>A calendar for a country, or a part of one, that has none.</summary>
/// <param name="Code">As sites have it: DK, or FR-COR.</param>
public sealed partial record CalendarInput(string? Code, string? Name, CalendarVersionInput? Version)
{
    /// <exception cref="InvalidInputException"/>
    public CalendarInput Checked()
    {
        var tidy = this with { Code = Code?.Trim().ToUpperInvariant(), Name = Name?.Trim() };
        var shaped = tidy.Code is { } code && Shape().IsMatch(code) && Countries.Has(code[..2]) && (code.Length == 2 || PlaceRules.SubdivisionOf(code, code[..2]) is not null);
        new InputErrors().Text(tidy.Code, "/code", 20).Refuse(!string.IsNullOrEmpty(tidy.Code) && !shaped, "/code", "calendar.code-unknown", tidy.Code ?? "")
            .Text(tidy.Name, "/name", 120).Refuse(Version is null, "/version", "input.required").ThrowIfAny();
        try
        {
            Version!.Check();
        }
        catch (InvalidInputException wrong)
        {
            throw wrong.Under("/version");
        }
        return tidy;
    }

    [GeneratedRegex("^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
    private static partial Regex Shape();
}
