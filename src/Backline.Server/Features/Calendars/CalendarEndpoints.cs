using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Calendars;

internal static class CalendarEndpoints
{
    public static void MapCalendarEndpoints(this RouteGroupBuilder api)
    {
        // a promise is measured by them: whoever is signed in may see how
        var read = api.MapGroup("/calendars").WithTags("Calendars").RequireAuthorization(Policies.SignedIn);
        read.MapGet("", async (string? country, CalendarQueries calendars, CancellationToken stop) => Page.Whole(await calendars.ListAsync(country, stop))).WithSummary("Calendars of business days, by country.");
        read.MapGet("/{code}", GetAsync).Answers<CalendarAnswer>().Versioned().WithSummary("One calendar, with its versions, the newest first.");
        var manage = api.MapGroup("/calendars").WithTags("Calendars").RequirePermission(Permissions.CalendarsManage);
        manage.MapPost("", CreateAsync).Creates<CalendarAnswer>().Versioned().Idempotent().WithSummary("Add a calendar for a country, or a part of one.");
        manage.MapPost("/{code}/versions", AddVersionAsync).Creates<CalendarAnswer>().Versioned().Idempotent().WithSummary("Change a calendar from a day on: its next version.");
        manage.MapDelete("/{code}", RemoveCalendarAsync).AnswersNothing().WithSummary("Delete a calendar by which nothing was measured.");
        manage.MapDelete("/{code}/versions/{sequence:int}", RemoveVersionAsync).AnswersNothing().WithSummary("Take the newest version away, as long as nothing was measured by it.");
    }

    private static async Task<IResult> GetAsync(string code, CalendarQueries calendars, HttpContext http, CancellationToken stop) => TypedResults.Ok(http.Versioned(await calendars.GetAsync(code, stop)));

    private static async Task<IResult> CreateAsync(CalendarInput input, CalendarOperations operations, CalendarQueries calendars, Session session, HttpContext http, CancellationToken stop)
    {
        await operations.CreateAsync(input, stop);
        return await CreatedAsync(input.Code!.Trim(), calendars, session, http, stop);
    }

    private static async Task<IResult> AddVersionAsync(string code, CalendarVersionInput input, CalendarOperations operations, CalendarQueries calendars, Session session, HttpContext http, CancellationToken stop)
    {
        await operations.AddVersionAsync(code, input, stop);
        return await CreatedAsync(code, calendars, session, http, stop);
    }

    private static async Task<IResult> RemoveVersionAsync(string code, int sequence, CalendarOperations operations, Session session, CancellationToken stop)
    {
        await operations.RemoveVersionAsync(code, sequence, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveCalendarAsync(string code, CalendarOperations operations, Session session, CancellationToken stop)
    {
        await operations.RemoveAsync(code, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreatedAsync(string code, CalendarQueries calendars, Session session, HttpContext http, CancellationToken stop)
    {
        var calendar = await calendars.GetAsync(code, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/calendars/{calendar.Code}", http.Versioned(calendar));
    }

    private static CalendarAnswer Versioned(this HttpContext http, CalendarAnswer calendar)
    {
        http.SetEtag(calendar.Version);
        return calendar;
    }
}
