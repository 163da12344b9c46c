using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Calendars;

/// <summary>When a desk is open, and which days are business days at a site.</summary>
public static class CalendarsFeature
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) =>
        services.AddScoped<CalendarForms>().AddScoped<CalendarOperations>().AddScoped<CalendarQueries>().AddScoped<IShippedData, ShippedCalendars>().AddProblemTexts<CalendarTexts>()
            .AddNavItem(new("calendars", "/calendars", "calendar", 66, reader => reader.Side != Side.Customer && reader.May(Permissions.CasesWork), typeof(CalendarTexts)) { Also = ["/clock-policies"] });

    public static void MapCalendars(this RouteGroupBuilder api) => api.MapCalendarEndpoints();
}

/// <summary>The words of calendars.</summary>
public sealed class CalendarTexts;
