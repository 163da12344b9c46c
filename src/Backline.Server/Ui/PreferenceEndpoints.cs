using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Ui;

/// <summary>Language and light or dark of this browser, with or without a signed-in person.</summary>
internal static class PreferenceEndpoints
{
    public const string ThemeCookie = "theme";

    public static void MapPreferences(this RouteGroupBuilder web)
    {
        web.MapPost("/culture", SetCulture).ExcludeFromDescription();
        web.MapPost("/theme", SetTheme).ExcludeFromDescription();
    }

    private static RedirectHttpResult SetCulture(HttpContext http, [FromForm] string? culture, [FromForm] string? back)
    {
        if (Languages.Has(culture)) Remember(http, Languages.Cookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture!)));
        return TypedResults.LocalRedirect(Web.Local(back));
    }

    private static RedirectHttpResult SetTheme(HttpContext http, [FromForm] string? theme, [FromForm] string? back)
    {
        if (theme is "light" or "dark" or "auto") Remember(http, ThemeCookie, theme);
        return TypedResults.LocalRedirect(Web.Local(back));
    }

    private static void Remember(HttpContext http, string name, string value) => http.Response.Cookies.Append(name, value,
        new() { IsEssential = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), Path = "/" });
}
