using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

/// <summary>Words follow the numbers in front of them: "1 device", never "1 devices".</summary>
public partial class CountedTextsTests
{
    private const string Sites = "{0} {0, plural, one {site stands} other {sites stand}} in {1} {1, plural, one {country} other {countries}}";

    [Theory]
    [InlineData("en", 1, "1", "1 site stands in 1 country")]
    [InlineData("en", 0, "1,001", "0 sites stand in 1,001 countries")]
    [InlineData("vi", 1, "2", "1 sites stand in 2 countries")]
    public void Words_follow_each_number_by_the_rules_of_the_language(string language, int sites, string countries, string expected) =>
        Assert.Equal(expected, Said("en", language, Sites, sites, countries));

    [Theory]
    [InlineData("en", 1, "A key Ada made is in force")]
    [InlineData("en", 1350, "1,350 keys Ada made are in force")]
    [InlineData("de", 1350, "1.350 keys Ada made are in force")]
    public void The_words_of_a_choice_may_hold_the_number_and_a_name(string reader, int keys, string expected) =>
        Assert.Equal(expected, Said(reader, "en", "{0, plural, one {A key {1} made is} other {{0:N0} keys {1} made are}} in force", keys, "Ada"));

    [Fact]
    public void A_choice_without_words_for_other_numbers_is_a_mistake() => Assert.Throws<FormatException>(() => new CountedText("{0, plural, one {device}}"));

    [Fact]
    public void No_text_speaks_of_one_of_something_in_the_plural()
    {
        object[] ones = [.. Enumerable.Repeat<object>(1, 20)];
        var found = from text in Texts()
                    where text.Value.Contains('{', StringComparison.Ordinal)
                    let said = new CountedText(text.Value).With(ones)
                    where OneOfMany().IsMatch(said)
                    select $"{text.Key}: {said}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_number_that_asks_for_its_words_is_written_in_groups() => // 12,345 devices
        Assert.Empty(from text in Texts()
                     from choice in Choosing().Matches(text.Value)
                     where text.Value.Contains($"{{{choice.Groups[1].Value}}}", StringComparison.Ordinal)
                     select $"{text.Key}: {text.Value}");

    private static string Said(string numbers, string words, string text, params object[] arguments)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(numbers), CultureInfo.GetCultureInfo(words));
        try
        {
            return new CountedText(text).With(arguments);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private static IEnumerable<(string Key, string Value)> Texts() =>
        from name in typeof(CountedTexts).Assembly.GetManifestResourceNames()
        where name.EndsWith("Texts.resources", StringComparison.Ordinal)
        from text in Read(name)
        select text;

    private static List<(string Key, string Value)> Read(string name)
    {
        using var reader = new ResourceReader(typeof(CountedTexts).Assembly.GetManifestResourceStream(name)!);
        return [.. reader.Cast<System.Collections.DictionaryEntry>().Where(entry => entry.Value is string).Select(entry => ((string)entry.Key, (string)entry.Value!))];
    }

    [GeneratedRegex(@"\{(\d+), plural,")]
    private static partial Regex Choosing();

    // one word may stand between: "1 serial numbers"
    [GeneratedRegex(@"(?<![\w.,:-])1 (?:[a-z]+ )?(?:accounts|categories|cells|chains|characters|codes|columns|contacts|contracts|countries|days|decimals|devices|emails|entries|files|hours|keys|languages|lines|links|messages|minutes|models|months|numbers|orders|pages|partners|people|plans|prices|questions|quotes|reasons|reports|results|rows|seconds|sites|steps|tables|things|tries|true-ups|units|values|versions|weeks|words|years)\b")]
    private static partial Regex OneOfMany();
}
