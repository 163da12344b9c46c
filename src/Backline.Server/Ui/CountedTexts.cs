using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>
/// Texts whose words follow their numbers, as ICU messages do (<see cref="CountedText"/>). The categories are those of the language of the texts (Unicode CLDR).
/// </summary>
/// <param name="texts">The texts of one class.</param>
/// <param name="read">The texts with choices that were read before, by what they say: that holds the class, the language and the key.</param>
internal sealed class CountedTexts(IStringLocalizer texts, ConcurrentDictionary<string, CountedText> read) : IStringLocalizer
{
    public LocalizedString this[string name] => texts[name];

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            // looked up once, most texts of a page have arguments
            var text = texts[name];
            var said = !text.ResourceNotFound && CountedText.Is(text.Value)
                ? read.GetOrAdd(text.Value, static value => new(value)).With(arguments)
                : string.Format(CultureInfo.CurrentCulture, text.Value, arguments);
            return new(name, said, text.ResourceNotFound, text.SearchedLocation);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => texts.GetAllStrings(includeParentCultures);
}

/// <summary>Makes every text one that follows its numbers.</summary>
internal sealed class CountedTextsFactory(ResourceManagerStringLocalizerFactory factory) : IStringLocalizerFactory
{
    private readonly ConcurrentDictionary<string, CountedText> read = new(StringComparer.Ordinal);

    public IStringLocalizer Create(Type resourceSource) => new CountedTexts(factory.Create(resourceSource), read);

    public IStringLocalizer Create(string baseName, string location) => new CountedTexts(factory.Create(baseName, location), read);
}
