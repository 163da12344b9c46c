using Backline.Server.Ui;
using Microsoft.AspNetCore.Localization;

namespace Backline.Server.Features.Identity;

internal static class PreferenceCookies
{
    /// <summary>Makes this browser show what the person chose, before the next page is asked for.</summary>
    public static void Apply(HttpContext http, string language, string theme)
    {
        var options = new CookieOptions { IsEssential = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), Path = "/" };
        http.Response.Cookies.Append(Languages.Cookie, CookieRequestCultureProvider.MakeCookieValue(new(language)), options);
        http.Response.Cookies.Append(PreferenceEndpoints.ThemeCookie, theme, options);
    }
}
