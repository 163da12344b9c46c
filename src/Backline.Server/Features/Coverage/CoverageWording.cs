using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Coverage;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Coverage;

/// <summary>Reasons, remedies and traces in the reader's words: by code, with days and words of the reader's language.</summary>
internal sealed class CoverageWording(IStringLocalizer<CoverageTexts> texts)
{
    public string Of(CoverageNote note) => texts[Key(note), [.. note.Args.Select(Show)]];

    // a sentence that ends in a list has another end where the list is empty
    private static string Key(CoverageNote note) => note.Code switch
    {
        "match-model" or "ask-to-match-model" or "ask-with-model" when note.Args is [""] => note.Code + ".none",
        "change-plan" when note.Args is [.., IReadOnlyList<PlanOffer> { Count: 0 }] => "change-plan.none",
        var code => code,
    };

    public string Hindered(string remedy, string why) => texts["remedy.hindered", remedy, why];

    public string Question(CoverageStep step) => texts["step." + step.Key];

    public string WhyLost(CoverageTrace trace) => texts["trace." + trace.Why];

    public string Of(CoverageOutcome outcome) => texts["outcome." + outcome.Word()];

    public string Word<T>(T value) where T : struct, Enum => texts[$"{typeof(T).Name.ToLowerInvariant()}.{value.Word()}"];

    private object Show(object arg) => arg switch
    {
        DateOnly day => Formats.PlainDay(day),
        decimal number => number.ToString("0.##", CultureInfo.CurrentCulture),
        Domain.Catalog.DeviceCategory category => Word(category),
        Domain.Contracts.Service service => Word(service),
        Domain.Contracts.PlanOption option => Word(option),
        Domain.Accounts.Side side => Word(side),
        AskedParty party => Word(party),
        IReadOnlyList<Domain.Catalog.DeviceCategory> categories => string.Join(", ", categories.Select(Word)),
        IReadOnlyList<PlanOffer> offers => string.Join(", ", offers.Select(offer => offer.AsOption ? texts["plan.as-option", offer.Name].Value : offer.Name)),
        _ => arg,
    };
}
