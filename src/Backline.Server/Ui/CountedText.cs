using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Backline.Server.Ui;

/// <summary>
/// One text with choices, read once: "{0} {0, plural, one {device} other {devices}}". The words of a choice may hold arguments, "{{0} things are}", but no choice of their own.
/// </summary>
internal sealed partial class CountedText
{
    private readonly List<Choice> choices = [];
    private readonly CompositeFormat end;

    /// <exception cref="FormatException">A choice is not written as above, or has no words for "other".</exception>
    public CountedText(string text)
    {
        var from = 0;
        foreach (Match choice in Choices().Matches(text))
        {
            var words = choice.Groups["category"].Captures.Zip(choice.Groups["words"].Captures).ToDictionary(word => word.First.Value, word => CompositeFormat.Parse(word.Second.Value), StringComparer.Ordinal);
            if (!words.TryGetValue("other", out var other)) throw new FormatException($"No words for other numbers: {text}");
            choices.Add(new(CompositeFormat.Parse(text[from..choice.Index]), int.Parse(choice.Groups["argument"].ValueSpan, CultureInfo.InvariantCulture), words, other));
            from = choice.Index + choice.Length;
        }
        end = CompositeFormat.Parse(text[from..]);
    }

    public static bool Is(string text) => text.Contains(", plural, ", StringComparison.Ordinal);

    /// <summary>The text with its arguments, in the words of <c>CurrentUICulture</c> and the digits of <c>CurrentCulture</c>.</summary>
    public string With(object[] arguments)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var numbers = CultureInfo.CurrentCulture;
        var said = new StringBuilder();
        foreach (var choice in choices)
        {
            var words = choice.Words.GetValueOrDefault(Category(language, NumberOf(arguments[choice.Argument])), choice.Other);
            said.AppendFormat(numbers, choice.Before, arguments).AppendFormat(numbers, words, arguments);
        }
        return said.AppendFormat(numbers, end, arguments).ToString();
    }

    /// <summary>Vietnamese and Korean have one form; Spanish and Italian a third one for whole millions.</summary>
    private static string Category(string language, long number) => (language, number) switch
    {
        ("vi" or "ko", _) => "other",
        (_, 1) => "one",
        ("es" or "it", not 0) when number % 1_000_000 == 0 => "many",
        _ => "other",
    };

    // a number may come as a person reads it, "1,350", and as JSON from where it was kept
    private static long NumberOf(object argument) => argument switch
    {
        int number => number,
        long number => number,
        _ => long.TryParse(string.Concat(Convert.ToString(argument, CultureInfo.InvariantCulture)!.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var number) ? number : 0,
    };

    [GeneratedRegex(@"\{(?<argument>\d+), plural,(?: (?<category>zero|one|two|few|many|other) \{(?<words>(?:[^{}]|\{\d+(?::[^{}]*)?\})*)\})+\}")]
    private static partial Regex Choices();

    private sealed record Choice(CompositeFormat Before, int Argument, Dictionary<string, CompositeFormat> Words, CompositeFormat Other);
}
