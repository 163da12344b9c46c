using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>
/// Texts whose words follow their numbers, as ICU messages do: "{0} {0, plural, one {device} other {devices}}". The categories are those of
/// the language of the texts (Unicode CLDR); the words hold no braces, and the number stands outside them.
/// </summary>
internal sealed partial class CountedTexts(IStringLocalizer texts) : IStringLocalizer
{
    public LocalizedString this[string name] => texts[name];

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var text = texts[name];
            // looked up once, most texts of a page have arguments
            var format = text.Value.Contains(", plural, ", StringComparison.Ordinal) ? Choose(text.Value, arguments) : text.Value;
            return new(name, string.Format(CultureInfo.CurrentCulture, format, arguments), text.ResourceNotFound, text.SearchedLocation);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => texts.GetAllStrings(includeParentCultures);

    /// <summary>The text with the words its numbers ask for, still to be formatted.</summary>
    internal static string Choose(string text, object[] arguments) => Choices().Replace(text, choice =>
    {
        var category = Plurals.Category(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, NumberOf(arguments[int.Parse(choice.Groups["argument"].ValueSpan, CultureInfo.InvariantCulture)]));
        var categories = choice.Groups["category"].Captures;
        var chosen = Enumerable.Range(0, categories.Count).Where(i => categories[i].ValueSpan.SequenceEqual(category)).DefaultIfEmpty(categories.Count - 1).First();
        return choice.Groups["words"].Captures[chosen].Value;
    });

    // a number comes with its separators where a person reads it, "1,350", and as JSON from where it was kept
    private static long NumberOf(object argument) =>
        long.TryParse(string.Concat(Convert.ToString(argument, CultureInfo.InvariantCulture)!.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\{(?<argument>\d+), plural,(?: (?<category>zero|one|two|few|many|other) \{(?<words>[^{}]*)\})+\}")]
    private static partial Regex Choices();
}

/// <summary>Makes every text one that follows its numbers.</summary>
internal sealed class CountedTextsFactory(ResourceManagerStringLocalizerFactory factory) : IStringLocalizerFactory
{
    public IStringLocalizer Create(Type resourceSource) => new CountedTexts(factory.Create(resourceSource));

    public IStringLocalizer Create(string baseName, string location) => new CountedTexts(factory.Create(baseName, location));
}
