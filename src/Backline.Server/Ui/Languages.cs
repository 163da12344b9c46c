using System.Security.Claims;
using Backline.Server.Platform.Access;
using Microsoft.AspNetCore.Localization;

namespace Backline.Server.Ui;

/// <summary>The six languages of the product, each by its own name.</summary>
public static class Languages
{
    public const string Cookie = "culture";

    public static readonly IReadOnlyList<(string Code, string Name)> All =
        [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("it", "Italiano"), ("ko", "한국어"), ("vi", "Tiếng Việt")];

    public static bool Has(string? code) => All.Any(language => language.Code == code);

    /// <summary>A choice made in this browser comes first (it is also written to the person), then the person's own, then the browser's list.</summary>
    internal static void Configure(RequestLocalizationOptions options)
    {
        string[] codes = [.. All.Select(language => language.Code)];
        options.SetDefaultCulture("en").AddSupportedCultures(codes).AddSupportedUICultures(codes);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider { CookieName = Cookie },
            new CustomRequestCultureProvider(http => Task.FromResult(http.User.FindFirstValue(BacklineClaims.Culture) is { } own ? new ProviderCultureResult(own) : null)),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }
}
