using System.Globalization;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Audit;

/// <summary>The stable words of acts, in the reader's language.</summary>
internal static class AuditWords
{
    private const string Prefix = "action.";

    /// <summary>The word itself for an act nobody described.</summary>
    public static string Of(IStringLocalizer<AuditTexts> texts, string action) => texts[Prefix + action] is { ResourceNotFound: false } text ? text.Value : action;

    /// <summary>The name of a value: <c>categories[voice].unitPrice</c> is read as "Categories: voice, unit price".</summary>
    public static string OfValue(IStringLocalizer<AuditTexts> texts, string name)
    {
        var words = texts["value." + name] is { ResourceNotFound: false } text ? text.Value
            : string.Join(", ", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part => Spaced(part.Replace("[", ": ", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)))).TrimStart(':', ' ');
        return Capital(words);
    }

    /// <summary>Who did it; a programme is named in small letters, "monthly check".</summary>
    public static string OfActor(string actor) => Capital(actor);

    private static string Capital(string words) => words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];

    // the interface writes names in one word: endOfSupportOn
    private static string Spaced(string name) => string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 && char.IsLower(name[i - 1]) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));

    public static IEnumerable<Choice> Actions(IStringLocalizer<AuditTexts> texts) => texts.GetAllStrings(includeParentCultures: true)
        .Where(text => text.Name.StartsWith(Prefix, StringComparison.Ordinal)).DistinctBy(text => text.Name)
        .Select(text => new Choice(text.Name[Prefix.Length..], text.Value)).OrderBy(choice => choice.Label, StringComparer.CurrentCulture);
}
