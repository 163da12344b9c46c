using System.Text.RegularExpressions;

namespace Backline.Domain.Cases;

/// <summary>A text with places for what is known of a case: {contact}, {number}. What is filled in is text and nothing else: places in it are not filled again.</summary>
public static partial class ReplyText
{
    public static IReadOnlyList<string> Places { get; } = ["contact", "number", "subject", "due", "followUp", "agent", "site", "account"];

    /// <summary>What is to be done: whoever sends the text writes it.</summary>
    public const string Steps = "steps";

    /// <summary>Places that no case has, as they are written.</summary>
    public static IReadOnlyList<string> Unknown(string text) => [.. Place().Matches(text).Select(place => place.Groups["name"].Value).Where(name => !IsPlace(name)).Distinct(StringComparer.Ordinal)];

    /// <param name="known">By place; what is not known stays as it is written, so that whoever reads it sees the gap.</param>
    /// <returns>The text, and the places that stayed.</returns>
    public static (string Text, IReadOnlyList<string> Gaps) Fill(string text, IReadOnlyDictionary<string, string?> known)
    {
        var gaps = new List<string>();
        var filled = Place().Replace(text, place =>
        {
            var name = place.Groups["name"].Value;
            if (known.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)) return value;
            if (IsPlace(name) && !gaps.Contains(name)) gaps.Add(name);
            return place.Value;
        });
        return (filled, gaps);
    }

    /// <summary>Places that were left: such a text is not sent by itself.</summary>
    public static IReadOnlyList<string> Gaps(string text) => [.. Place().Matches(text).Select(place => place.Groups["name"].Value).Where(IsPlace).Distinct(StringComparer.Ordinal)];

    private static bool IsPlace(string name) => name == Steps || Places.Contains(name);

    [GeneratedRegex(@"\{(?<name>[A-Za-z]{1,20})\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
