using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>Counts in words: the key with the plural category of the reader's language (Unicode CLDR), "devices.one" or "devices.other".</summary>
public static class Plurals
{
    /// <summary>{0} is the number, {1} and on the further arguments.</summary>
    public static string Plural(this IStringLocalizer texts, string key, long number, params object[] args)
    {
        object[] all = [number, .. args];
        var text = texts[$"{key}.{Category(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, number)}", all];
        return text.ResourceNotFound ? texts[key + ".other", all] : text;
    }

    /// <summary>Vietnamese and Korean have one form; Spanish and Italian a third one for whole millions.</summary>
    internal static string Category(string language, long number) => (language, number) switch
    {
        ("vi" or "ko", _) => "other",
        (_, 1) => "one",
        ("es" or "it", not 0) when number % 1_000_000 == 0 => "many",
        _ => "other",
    };
}
