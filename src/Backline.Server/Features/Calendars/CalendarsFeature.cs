using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Calendars;

/// <summary>When a desk is open, and which days are business days at a site.</summary>
public static class CalendarsFeature
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) => services.AddProblemTexts<CalendarTexts>();
}

/// <summary>The words of calendars.</summary>
public sealed class CalendarTexts;
