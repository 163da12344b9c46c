using System.Globalization;
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

    /// <summary>The languages whose texts exist. Words, and with them names of days and months, come in the reader's language when it is one of these, and in English otherwise.</summary>
    public static readonly IReadOnlyList<string> Written = ["en"];

    /// <summary>Somebody can choose a language that no page has: emails have it, and numbers.</summary>
    public static bool SomeUnwritten => Written.Count < All.Count;

    /// <summary>The language of this request's numbers, as the reader chose it.</summary>
    public static string Chosen => CultureInfo.CurrentCulture.TwoLetterISOLanguageName;

    /// <summary>Whose texts a reader of this language gets.</summary>
    public static CultureInfo WordsOf(string language) => CultureInfo.GetCultureInfo(Written.Contains(language) ? language : "en");

    /// <summary>Whose texts a paper or mail for a customer gets: those are written in all six.</summary>
    public static CultureInfo MailWordsOf(string language) => CultureInfo.GetCultureInfo(Has(language) ? language : "en");

    public static bool Has(string? code) => All.Any(language => language.Code == code);

    /// <summary>A choice made in this browser comes first (it is also written to the person), then the person's own, then the browser's list.</summary>
    internal static void Configure(RequestLocalizationOptions options)
    {
        string[] codes = [.. All.Select(language => language.Code)];
        options.SetDefaultCulture("en").AddSupportedCultures(codes).AddSupportedUICultures([.. Written]);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider { CookieName = Cookie },
            new CustomRequestCultureProvider(http => Task.FromResult(http.User.FindFirstValue(BacklineClaims.Culture) is { } own ? new ProviderCultureResult(own) : null)),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }
}
