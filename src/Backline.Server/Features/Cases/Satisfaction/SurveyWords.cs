using System.Globalization;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <summary>The words of the survey: for those who are asked, in all six languages.</summary>
public sealed class SurveyTexts;

/// <summary>The survey in the language of whoever is asked, whichever the page is read in.</summary>
internal sealed class SurveyWords(IStringLocalizer<SurveyTexts> texts)
{
    public string Of(string language, string key, params object[] args)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Languages.Has(language) ? language : "en");
            return texts[key, args];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
